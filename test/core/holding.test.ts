import { expect, test } from 'vitest'
import { minutes } from '../../src/core/clock.ts'
import { complete } from '../../src/core/finishing.ts'
import {
  claimOf,
  defaultLease,
  holds,
  implicitly,
  leaseIsOver,
  mustHold,
  mustHoldOrBeFree,
  release,
  take,
} from '../../src/core/holding.ts'
import { given, later, noon, person, presence, refused, scene, speaker } from './given.ts'

const terms = { implicit: false, lease_ms: defaultLease, can: [] }
const codex = speaker('codex')
const claude = speaker('claude-code')
const done = { output: undefined, evidence: null }

test('a claim takes a ready task and gives a claim with a fence', () => {
  const { task, kind, details } = take(given.open(), codex, terms, scene())
  expect(task).toMatchObject({ status: 'in_progress', hold: { by: 'codex', implicit: false }, fence: 1, version: 2 })
  expect(claimOf(task)).toBe('T-1:1:codex')
  expect({ kind, details }).toEqual({ kind: 'claimed', details: { lease_seconds: 900 } })
})

test('each new hold has a higher fence', () => {
  const first = take(given.open(), codex, terms, scene()).task
  const second = take(release(first, noon).task, claude, terms, scene()).task
  expect(second.fence).toBeGreaterThan(first.fence)
})

test('a held task is refused to others, and they are told by whom and how long it has been silent', () => {
  const heard = presence()
  heard.heard(codex.connection, 'codex', noon.awake)
  const now = later(minutes(3))
  expect(() => take(given.inProgress(), claude, terms, scene(now, heard))).toThrow(
    refused('already_claimed', /T-1 is held by codex, silent for 3 min; call get_available_tasks/),
  )
})

test('claiming again only renews: same fence, a fresh lease', () => {
  const now = later(minutes(10))
  const { task } = take(given.inProgress(), codex, terms, scene(now))
  expect(task).toMatchObject({ fence: 1, hold: { until: now.awake + defaultLease } })
})

test('a claim on an implicit hold of one’s own makes it explicit', () => {
  const { task } = take(given.inProgress({ implicit: true }), codex, terms, scene())
  expect(task.hold).toMatchObject({ implicit: false, ms: defaultLease })
})

test('a claim whose fence is old is lost, whoever shows it', () => {
  const task = given.inProgress({ fence: 2 })
  expect(() => mustHold(task, speaker('codex', { claim: 'T-1:1:codex' }), scene())).toThrow(refused('lease_lost'))
  expect(() => mustHold(task, speaker('codex', { claim: 'T-1:2:codex' }), scene())).not.toThrow()
})

test('a claim on a task that nobody holds any more is lost', () => {
  const sleeper = speaker('codex', { claim: 'T-1:1:codex' })
  expect(() => complete(given.open({ fence: 1 }), done, sleeper, scene())).toThrow(
    refused('lease_lost', /nobody holds it now/),
  )
})

test('a claim is enough, whatever connection it comes over', () => {
  const elsewhere = speaker('codex', { connection: 'link:other', claim: 'T-1:1:codex' })
  expect(holds(given.inProgress(), elsewhere, scene())).toBe(true)
})

test('two clients of one name are told apart by their connections', () => {
  const double = speaker('codex', { connection: 'link:other' })
  const known = presence()
  known.heard(codex.connection, 'codex', noon.awake)
  const both = scene(noon, known)
  expect(() => mustHold(given.inProgress(), double, both)).toThrow(refused('lease_lost', /another client/))
  expect(() => take(given.inProgress(), double, terms, both)).toThrow(refused('already_claimed'))
})

test('an agent that was restarted claims again at once, and what is left of the old one is refused', () => {
  const known = presence()
  known.opened(codex.connection, noon.awake)
  known.closed(codex.connection, noon.awake)
  const restarted = speaker('codex', { connection: 'link:new' })
  const { task } = take(given.inProgress(), restarted, terms, scene(noon, known))
  expect(task).toMatchObject({ fence: 2, hold: { connection: 'link:new' } })
  expect(() => mustHold(task, speaker('codex', { claim: 'T-1:1:codex' }), scene())).toThrow(refused('lease_lost'))
  expect(() => mustHold(task, codex, scene())).toThrow(refused('lease_lost'))
})

test('an agent whose connection is merely silent is not taken for gone', () => {
  const known = presence()
  known.opened(codex.connection, noon.awake)
  const double = speaker('codex', { connection: 'link:new' })
  expect(() => take(given.inProgress(), double, terms, scene(later(minutes(14)), known))).toThrow(
    refused('already_claimed'),
  )
})

test('a restarted agent that waits for a person goes on waiting', () => {
  const known = presence()
  known.opened(codex.connection, noon.awake)
  known.closed(codex.connection, noon.awake)
  const restarted = speaker('codex', { connection: 'link:new' })
  expect(take(given.asking(), restarted, terms, scene(noon, known)).task).toMatchObject({
    status: 'input_required',
    waiting_for: 'answer',
    hold: { connection: 'link:new' },
  })
})

test('a stateless caller is known by its name while nobody else goes by it, and by its claim always', () => {
  const script = speaker('codex', { stateless: true })
  const known = presence()
  expect(holds(given.inProgress(), script, scene(noon, known))).toBe(true)
  known.heard('link:another', 'codex', noon.awake)
  expect(() => mustHold(given.inProgress(), script, scene(noon, known))).toThrow(refused('lease_lost'))
  expect(holds(given.inProgress(), { ...script, claim: 'T-1:1:codex' }, scene(noon, known))).toBe(true)
})

test('an implicit hold asks for the name alone', () => {
  const task = take(given.open(), codex, implicitly, scene()).task
  expect(holds(task, speaker('codex', { connection: 'link:other' }), scene())).toBe(true)
  expect(holds(task, claude, scene())).toBe(false)
})

test('a task that nobody holds may be written to by anyone, a held one by its holder and persons', () => {
  expect(() => mustHoldOrBeFree(given.open(), claude, scene())).not.toThrow()
  expect(() => mustHoldOrBeFree(given.inProgress(), claude, scene())).toThrow(refused('not_owner', /held by codex/))
  expect(() => mustHoldOrBeFree(given.inProgress(), codex, scene())).not.toThrow()
  expect(() => mustHoldOrBeFree(given.inProgress(), person, scene())).not.toThrow()
})

test('what a holder alone may do asks to claim first', () => {
  expect(() => mustHold(given.open(), claude, scene())).toThrow(refused('not_owner', /Claim it first/))
})

test.each([
  given.asking({ hold: null }),
  given.awaitingApproval({ hold: null }),
  given.failed(),
  given.done(),
  given.cancelled(),
])('a task that is $status cannot be claimed', (task) => {
  expect(() => take(task, codex, terms, scene())).toThrow(refused('invalid_transition'))
})

test('letting go makes the task open, and an open question with it is dropped', () => {
  expect(release(given.asking(), noon, 'lunch')).toMatchObject({
    task: { status: 'open', hold: null, waiting_for: null, question: null },
    details: { reason: 'lunch' },
  })
  expect(release(given.inProgress({ expiries: 2 }), noon).task.expiries).toBe(0)
  expect(() => release(given.open(), noon)).toThrow(refused('invalid_transition'))
})

test('a lease lasts its length from the last that was heard of its holder', () => {
  const heard = presence()
  const task = given.inProgress()
  expect(leaseIsOver(task, scene(later(minutes(15) - 1), heard))).toBe(false)
  expect(leaseIsOver(task, scene(later(minutes(15)), heard))).toBe(true)
  heard.heard(codex.connection, 'codex', noon.awake + minutes(14))
  expect(leaseIsOver(task, scene(later(minutes(28)), heard))).toBe(false)
  expect(leaseIsOver(task, scene(later(minutes(29)), heard))).toBe(true)
})

test('what another says over the same connection renews nothing', () => {
  const heard = presence()
  heard.heard(codex.connection, 'somebody', noon.awake + minutes(14))
  expect(leaseIsOver(given.inProgress(), scene(later(minutes(15)), heard))).toBe(true)
})

test('no lease runs out while a person is asked', () => {
  const tomorrow = scene(later(minutes(24 * 60)))
  expect(leaseIsOver(given.asking(), tomorrow)).toBe(false)
  expect(leaseIsOver(given.awaitingApproval(), tomorrow)).toBe(false)
})
