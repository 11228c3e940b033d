import { expect, test } from 'vitest'
import type { Caller } from '../../src/contract/baton.ts'
import { minutes, seconds } from '../../src/core/clock.ts'
import { Presence } from '../../src/core/presence.ts'
import { hold, noon, presence } from './given.ts'

const now = noon.awake
const caller = (more: Partial<Caller> = {}): Caller => ({
  role: 'agent',
  principal: 'local',
  client: { name: 'claude-code' },
  connection: 'link:1',
  ...more,
})

test('a caller goes by what it says, else by what it said last, else by its client’s name', () => {
  const known = presence()
  expect(known.nameOf(caller(), undefined)).toBe('claude-code')
  known.heard('link:1', 'worker-1', now)
  expect(known.nameOf(caller(), undefined)).toBe('worker-1')
  expect(known.nameOf(caller(), 'worker-2')).toBe('worker-2')
})

test('a stateless caller is not remembered', () => {
  const known = presence()
  known.heard('link:1', 'worker-1', now)
  expect(known.nameOf(caller({ stateless: true }), undefined)).toBe('claude-code')
})

test('a connection is gone when the last of its bridges and streams has closed, and back when one opens', () => {
  const known = presence()
  known.opened('link:1', now)
  known.opened('link:1', now)
  known.closed('link:1', now)
  expect(known.isGone('link:1', now)).toBe(false)
  known.closed('link:1', now)
  expect(known.isGone('link:1', now)).toBe(true)
  expect(known.goneFor(minutes(5), now + minutes(5))).toEqual(['link:1'])
  known.opened('link:1', now)
  expect(known.isGone('link:1', now)).toBe(false)
})

test('a link that this host never saw is gone after half a minute; sessions of HTTP may come back any time', () => {
  const known = new Presence(now)
  expect(known.isGone('link:old', now + seconds(30))).toBe(false)
  expect(known.isGone('link:old', now + seconds(31))).toBe(true)
  expect(known.isGone('session:old', now + minutes(60))).toBe(false)
})

test('an open bridge or stream of the holder keeps its lease', () => {
  const known = presence()
  known.opened('link:codex', now)
  expect(known.leaseEnd(hold('codex'), now + minutes(60))).toBe(now + minutes(75))
})

test('when it closes, silence counts from there', () => {
  const known = presence()
  known.opened('link:codex', now)
  known.heard('link:codex', 'codex', now)
  known.closed('link:codex', now + minutes(60))
  expect(known.leaseEnd(hold('codex'), now + minutes(60))).toBe(now + minutes(75))
})

test('a new host gives every holder a minute to be heard again', () => {
  const old = hold('codex', { until: now - minutes(5) })
  expect(new Presence(now).leaseEnd(old, now)).toBe(now + seconds(60))
})

test('an implicit hold is renewed by its name, over whatever connection', () => {
  const known = presence()
  known.heard('link:other', 'codex', now + minutes(1))
  const end = known.leaseEnd(hold('codex', { implicit: true }), now + minutes(1))
  expect(end).toBe(now + minutes(16))
  expect(known.leaseEnd(hold('codex'), now + minutes(1))).toBe(now + minutes(15))
})

test('others of one name count while they are there', () => {
  const known = presence()
  known.heard('link:2', 'claude-code', now)
  expect(known.othersNamed('claude-code', 'link:1')).toBe(true)
  expect(known.othersNamed('claude-code', 'link:2')).toBe(false)
  known.opened('link:2', now)
  known.closed('link:2', now)
  expect(known.othersNamed('claude-code', 'link:1')).toBe(false)
})

test('what was a day ago is forgotten, but no connection that stands', () => {
  const known = presence()
  known.heard('link:1', 'worker-1', now)
  known.opened('link:2', now)
  known.heard('link:2', 'worker-2', now)
  known.tidy(now + minutes(24 * 60) + 1)
  expect(known.nameOf(caller(), undefined)).toBe('claude-code')
  expect(known.nameOf(caller({ connection: 'link:2' }), undefined)).toBe('worker-2')
})
