import { expect, test } from 'vitest'
import type { Caller } from '../../src/contract/baton.ts'
import { minutes, seconds } from '../../src/core/clock.ts'
import { makeClients } from '../../src/host/clients.ts'
import { fakeClock } from '../core/given.ts'

function register() {
  const clock = fakeClock()
  return { ...makeClients(clock.now), pass: clock.advance, sleep: clock.sleep }
}
const client = (name: string, more: Partial<Caller> = {}): Caller => ({
  role: 'agent',
  principal: 'local',
  client: { name, version: '1' },
  connection: `mcp:${name}`,
  way: { through: 'http', protocol: 'MCP 2025-11-25' },
  ...more,
})
const script = (name: string, id?: string): Caller =>
  client(name, {
    connection: 'rest:local',
    stateless: true,
    way: { through: 'rest', protocol: 'REST', ...(id !== undefined && { id }) },
  })
const names = (of: ReturnType<typeof register>) => of.list().map(({ name, gone }) => (gone ? `${name}, gone` : name))

test('who came is shown with what it speaks, the name that it used, and when it called', () => {
  const clients = register()
  clients.came(client('claude-code'))
  const at = '2026-04-20T12:00:00.000Z'
  const shown = { name: 'claude-code', version: '1', protocol: 'MCP 2025-11-25', through: 'http', role: 'agent' }
  expect(clients.list()).toEqual([{ ...shown, connected_at: at, calls_last_minute: 0 }])
  clients.pass(seconds(5))
  clients.called(client('claude-code'), 'worker-1')
  expect(clients.list()).toEqual([
    { ...shown, agent: 'worker-1', connected_at: at, last_call_at: '2026-04-20T12:00:05.000Z', calls_last_minute: 1 },
  ])
})

test('the calls of the last minute are counted, and older ones no more', () => {
  const clients = register()
  const calls = () => clients.list()[0]?.calls_last_minute
  for (let n = 0; n < 30; n++) {
    clients.called(client('codex'), 'codex')
    clients.pass(seconds(2))
  }
  expect(calls()).toBe(27)
  clients.pass(seconds(28))
  expect(calls()).toBe(15)
  clients.pass(seconds(60))
  expect(calls()).toBe(0)
  clients.called(client('codex'), 'codex')
  expect(calls()).toBe(1)
})

test('one that left is shown as gone for an hour, unless it comes back', () => {
  const clients = register()
  const codex = client('codex')
  clients.opened(codex)
  clients.opened(codex)
  clients.closed(codex)
  expect(names(clients)).toEqual(['codex'])
  clients.closed(codex)
  expect(names(clients)).toEqual(['codex, gone'])
  clients.called(codex, 'codex')
  expect(names(clients)).toEqual(['codex'])
  clients.closed(codex)
  clients.pass(minutes(60))
  expect(names(clients)).toEqual(['codex, gone'])
  clients.pass(1)
  expect(names(clients)).toEqual([])
})

test('silence alone makes one gone only where nothing stands open', () => {
  const clients = register()
  clients.called(client('codex'), 'codex')
  clients.opened(client('gemini'))
  clients.pass(minutes(10))
  expect(names(clients)).toEqual(['codex', 'gemini'])
  clients.pass(1)
  expect(names(clients)).toEqual(['gemini', 'codex, gone'])
  clients.pass(minutes(600))
  expect(names(clients)).toEqual(['gemini'])
})

test('a machine that slept has kept nobody waiting', () => {
  const clients = register()
  clients.called(client('codex'), 'codex')
  clients.sleep(minutes(600))
  expect(names(clients)).toEqual(['codex'])
})

test('what shares a connection is told apart by login and name', () => {
  const clients = register()
  for (const caller of [script('a'), script('b'), script('b', 'other'), script('a')]) clients.called(caller, 'x')
  expect(names(clients).sort()).toEqual(['a', 'b', 'b'])
  clients.called(client('mcp', { connection: 'link:1' }), 'x')
  clients.called(client('claude-code', { connection: 'link:1' }), 'x')
  expect(names(clients)).toContain('claude-code')
  expect(names(clients)).not.toContain('mcp')
})

test('at most 200 are kept: the longest silent goes first, what stands open last', () => {
  const clients = register()
  clients.opened(client('standing'))
  clients.pass(1)
  for (let n = 0; n < 300; n++) {
    clients.called(script(`s${n}`), 'x')
    clients.pass(1)
  }
  expect(clients.list()).toHaveLength(200)
  expect(names(clients)).toContain('standing')
  expect(names(clients)).toContain('s299')
  expect(names(clients)).not.toContain('s0')
})

test('a role that is earned later is shown', () => {
  const clients = register()
  let role: Caller['role'] = 'agent'
  clients.opened({
    ...client('ada'),
    get role() {
      return role
    },
  })
  role = 'person'
  expect(clients.list()[0]?.role).toBe('person')
})
