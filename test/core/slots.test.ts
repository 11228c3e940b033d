import { expect, test } from 'vitest'
import { defaultLease } from '../../src/core/holding.ts'
import { bind, isFree, occupied, pick, vacant, vacate } from '../../src/core/slots.ts'
import { noon, person, presence, refused, speaker } from './given.ts'

const codex = speaker('codex')
const claude = speaker('claude-code')
const now = noon.awake
const free = [vacant(1), vacant(2)]
const taken = [occupied(1, codex, now), occupied(2, claude, now)]

test('the lowest free slot is taken', () => {
  expect(pick(free, codex, now, presence())).toMatchObject({ slot: 1, agent: 'codex' })
  expect(pick([occupied(1, codex, now), vacant(2)], claude, now, presence()).slot).toBe(2)
})

test('when all are taken, it says by whom', () => {
  expect(() => pick(taken, codex, now, presence())).toThrow(refused('no_free_slot', /1: codex, 2: claude-code/))
})

test('a slot is free again when nothing was heard of its holder for a lease’s length', () => {
  const slot = occupied(1, codex, now)
  const heard = presence()
  expect(isFree(slot, now + defaultLease - 1, heard)).toBe(false)
  expect(isFree(slot, now + defaultLease, heard)).toBe(true)
  heard.heard(codex.connection, 'codex', now + 1_000)
  expect(isFree(slot, now + defaultLease, heard)).toBe(false)
})

test('a slot is kept while a bridge or stream of its holder stands', () => {
  const open = presence()
  open.opened(codex.connection, now)
  expect(isFree(occupied(1, codex, now), now + 10 * defaultLease, open)).toBe(false)
})

test('a claim may name one’s own slot or a free one, not another’s', () => {
  expect(bind(taken, 1, codex, now, presence())).toMatchObject({ slot: 1, agent: 'codex' })
  expect(bind(free, 2, codex, now, presence())).toMatchObject({ slot: 2, agent: 'codex' })
  expect(() => bind(taken, 2, codex, now, presence())).toThrow(refused('no_free_slot', /held by claude-code/))
  expect(() => bind(taken, 3, codex, now, presence())).toThrow(refused('not_found', /there are 2/))
})

test('a claim that names a worker binds the slot of its connection to that worker', () => {
  const worker = speaker('worker-1', { connection: codex.connection })
  expect(bind(taken, 1, worker, now, presence())).toMatchObject({ agent: 'worker-1' })
})

test('a slot is given back by its holder or a person', () => {
  expect(vacate(taken, 1, codex, now, presence())).toEqual(vacant(1))
  expect(vacate(taken, 1, person, now, presence())).toEqual(vacant(1))
  expect(() => vacate(taken, 1, claude, now, presence())).toThrow(refused('not_owner', /held by codex/))
  expect(() => vacate(taken, 9, claude, now, presence())).toThrow(refused('not_found'))
})
