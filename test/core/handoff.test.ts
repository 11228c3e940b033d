import { expect, test } from 'vitest'
import { minutes } from '../../src/core/clock.ts'
import { complete } from '../../src/core/finishing.ts'
import { exhaust, handOff, widen } from '../../src/core/handoff.ts'
import { implicitly, mustHoldOrBeFree, take } from '../../src/core/holding.ts'
import { given, noon, person, refused, scene, speaker } from './given.ts'

const codex = speaker('codex')
const claude = speaker('claude-code')
const done = { output: undefined, evidence: null }

test('the holder hands on, to one agent or to anyone', () => {
  expect(handOff(given.inProgress(), { to: 'gemini', reason: 'context full' }, codex, scene())).toMatchObject({
    task: { status: 'handoff_ready', hold: null, offer: { to: 'gemini', until: noon.awake + minutes(30) } },
    details: { from: 'codex', to: 'gemini', reason: 'context full' },
  })
  expect(handOff(given.inProgress(), { to: null, reason: '' }, codex, scene())).toMatchObject({
    task: { offer: { to: null } },
    details: { to: 'anyone' },
  })
})

test('nobody hands on what another holds, but anyone what nobody holds, and a person everything', () => {
  const pass = { to: 'gemini', reason: '' }
  expect(() => handOff(given.inProgress(), pass, claude, scene())).toThrow(refused('not_owner'))
  expect(handOff(given.open(), pass, claude, scene()).task.status).toBe('handoff_ready')
  expect(handOff(given.inProgress(), pass, person, scene()).task.status).toBe('handoff_ready')
})

test('the old owner is refused after handing on', () => {
  const { task } = handOff(given.inProgress(), { to: 'gemini', reason: '' }, codex, scene())
  expect(() => mustHoldOrBeFree(task, codex, scene())).toThrow(refused('not_owner', /handed on to gemini/))
  expect(() => complete(task, done, codex, scene())).toThrow(refused('not_owner'))
  expect(() => complete(task, done, { ...codex, claim: 'T-1:1:codex' }, scene())).toThrow(refused('lease_lost'))
})

test('only the one it is offered to takes it, and the offer ends with that', () => {
  const task = given.handedOff({ to: 'gemini' })
  expect(() => take(task, claude, implicitly, scene())).toThrow(refused('not_ready'))
  expect(take(task, speaker('gemini'), implicitly, scene()).task).toMatchObject({ hold: { by: 'gemini' }, offer: null })
})

test('a person can redirect an offer', () => {
  const { task } = handOff(given.handedOff({ to: 'gemini' }), { to: 'codex', reason: '' }, person, scene())
  expect(task.offer?.to).toBe('codex')
})

test('an offer whose time is over is for anyone', () => {
  const { task, details } = widen(given.handedOff({ to: 'gemini' }), noon)
  expect(task).toMatchObject({ status: 'handoff_ready', offer: null })
  expect(details).toEqual({ was_for: 'gemini' })
  expect(take(task, claude, implicitly, scene()).task.hold?.by).toBe('claude-code')
})

test('an agent that cannot proceed lets go, and anyone may take the task up', () => {
  const { task } = exhaust(given.inProgress(), 'context full', codex, scene())
  expect(task).toMatchObject({ status: 'agent_exhausted', hold: null, offer: null })
  expect(take(task, claude, implicitly, scene()).task.status).toBe('in_progress')
  expect(() => exhaust(given.open(), undefined, codex, scene())).toThrow(refused('invalid_transition'))
})

test('whoever takes it up starts without an open question', () => {
  const pass = { to: null, reason: '' }
  expect(handOff(given.asking(), pass, codex, scene()).task).toMatchObject({ waiting_for: null, question: null })
  expect(exhaust(given.asking(), undefined, codex, scene()).task).toMatchObject({ waiting_for: null, question: null })
})
