/** Every way into the host, and what is told of who came by it. */
import { expect, onTestFinished, test } from 'vitest'
import { linkBaton } from '../../src/reach/link.ts'
import { openLegacySse, RawHttp } from '../clients/rawHttp.ts'
import { startRawStdio } from '../clients/rawStdio.ts'
import { person, rest, script } from './person.ts'

const initialize = (revision: string, name: string) => ({
  jsonrpc: '2.0' as const,
  id: 0,
  method: 'initialize',
  params: { protocolVersion: revision, capabilities: {}, clientInfo: { name, version: '2' } },
})
const call = (id: number, args = {}) => ({
  jsonrpc: '2.0' as const,
  id,
  method: 'tools/call',
  params: { name: 'get_workers', arguments: args },
})

test('whoever is connected is listed with how it came', async () => {
  const me = person()
  const { url, token } = await me.serve()

  const http = new RawHttp(`${url}mcp`, token)
  await http.ask(initialize('2025-06-18', 'claude-code'))
  for (let n = 1; n <= 3; n++) await http.ask(call(n, { agent: 'worker-1' }))
  const sse = await openLegacySse(`${url}sse`, token)
  await sse.ask(initialize('2024-11-05', 'gemini'))
  const bridge = startRawStdio({ command: process.execPath, args: [script, 'stdio', '--dir', me.dir], env: me.env })
  onTestFinished(() => bridge.kill())
  await bridge.ask(initialize('2025-03-26', 'codex'))
  await bridge.ask(call(1))
  const options = { role: 'agent', client: { name: 'ada' }, product: '0', through: 'editor', worktree: null } as const
  const editor = linkBaton({ to: { url, token }, ...options })
  onTestFinished(() => editor.close())
  await editor.ready()
  await rest(url, token, 'get_workers', {})

  const clients = async () => (await rest(url, token, 'list_clients', {})).clients as Record<string, unknown>[]
  const found = await clients()
  const of = (name: string) => found.find((client) => client.name === name)
  expect(of('claude-code')).toMatchObject({
    ...{ version: '2', protocol: 'MCP 2025-06-18', through: 'http', role: 'agent', agent: 'worker-1' },
    calls_last_minute: 3,
  })
  expect(of('gemini')).toMatchObject({ protocol: 'MCP 2024-11-05', through: 'sse', calls_last_minute: 0 })
  expect(of('codex')).toMatchObject({ protocol: 'MCP 2025-03-26', through: 'stdio', calls_last_minute: 1 })
  expect(of('ada')).toMatchObject({ protocol: 'link', through: 'editor', role: 'agent' })
  expect(of('rest')).toMatchObject({ protocol: 'REST', through: 'rest', calls_last_minute: 2 })
  expect(found).toHaveLength(5)
  expect(found.filter(({ gone }) => gone)).toEqual([])

  sse.close()
  await bridge.close()
  editor.close()
  await fetch(`${url}mcp`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, 'mcp-session-id': http.session ?? '' },
  })
  await expect
    .poll(async () => (await clients()).filter(({ gone }) => gone).map(({ name }) => name))
    .toEqual(expect.arrayContaining(['claude-code', 'gemini', 'codex', 'ada']))
})
