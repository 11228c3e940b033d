import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Tool } from '../../src/host/faces/mcp/protocol.ts'
import { makeRegistry } from '../../src/host/faces/mcp/registry.ts'
import { openLegacySse, RawHttp } from '../clients/rawHttp.ts'
import { connectHttp, connectSse } from '../clients/sdk.ts'
import { readEvents } from '../clients/sse.ts'
import { call, initialize, openHouse, openRegistry, product, request, serveHttp } from './house.ts'

async function connected(parts: Partial<Parameters<typeof serveHttp>[0]> = {}) {
  const registry = parts.registry ?? (await openRegistry())
  const url = await serveHttp({ ...parts, registry })
  const client = new RawHttp(`${url}/mcp`)
  await client.ask(initialize('2025-11-25'))
  return { client, url, registry }
}

test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('%s is spoken', async (revision) => {
  const client = new RawHttp(`${await serveHttp({ registry: await openRegistry() })}/mcp`)
  const { result } = await client.ask(initialize(revision))
  expect(result).toMatchObject({ protocolVersion: revision, instructions: expect.stringContaining('claim_next_task') })
  const headers = { 'mcp-protocol-version': revision }
  expect((await client.post({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers)).status).toBe(202)
  const listed = await client.post(request('tools/list'), headers)
  expect(listed.headers.get('content-type')).toBe('application/json')
  expect(listed.messages[0]?.result?.tools).toHaveLength(26)
})

test('an unknown revision is answered with the newest', async () => {
  const client = new RawHttp(`${await serveHttp({ registry: await openRegistry() })}/mcp`)
  expect((await client.ask(initialize('2099-01-01'))).result).toMatchObject({ protocolVersion: '2025-11-25' })
  expect((await client.ask(request('tools/list'))).result).toBeDefined()
})

const plainCall = JSON.stringify(call('get_all_tasks'))

test.each<[string, string, Record<string, string>, number, number]>([
  ['malformed JSON', '{"jsonrpc": "2.0", ', {}, 400, -32700],
  ['an empty body', '', {}, 400, -32700],
  ['JSON that is no message', '{"hello": 1}', {}, 400, -32700],
  ['another content type', plainCall, { 'content-type': 'text/plain' }, 415, -32000],
  ['a client that takes no event streams', plainCall, { accept: 'application/json' }, 406, -32000],
  ['a client that takes no JSON', plainCall, { accept: 'text/event-stream' }, 406, -32000],
  ['an unknown version', plainCall, { 'mcp-protocol-version': '1999-01-01' }, 400, -32000],
  ['a forged session', plainCall, { 'mcp-session-id': 'eyJyIjoiIn0.AAAA' }, 404, -32001],
  ['no session', plainCall, { 'mcp-session-id': '' }, 400, -32000],
])('%s is refused, and the face goes on', async (_, body, headers, status, code) => {
  const { client } = await connected()
  const { session } = client
  const refused = await client.post(body, headers)
  expect(refused.status).toBe(status)
  expect(refused.messages).toMatchObject([{ jsonrpc: '2.0', id: null, error: { code } }])
  client.session = session
  expect((await client.ask(call('get_all_tasks'))).result).toBeDefined()
})

test('a body beyond the bound is refused, whether its length is told or not', async () => {
  const { client, url } = await connected({ maxBody: 1_000 })
  const big = JSON.stringify(call('create_task', { title: 'x', description: 'y'.repeat(2_000) }))
  const refused = await client.post(big)
  expect(refused.status).toBe(413)
  expect(refused.messages).toMatchObject([{ error: { code: -32000, message: expect.stringContaining('1000 bytes') } }])
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(big))
      controller.close()
    },
  })
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const init = { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit
  expect((await fetch(`${url}/mcp`, init)).status).toBe(413)
})

test('a body that says how large it is is refused before it comes', async () => {
  const { url } = await connected({ maxBody: 1_000 })
  const headers = { 'content-type': 'application/json', 'content-length': '2000' }
  const asking = httpRequest(`${url}/mcp`, { method: 'POST', headers })
  asking.on('error', () => {})
  asking.flushHeaders()
  const [{ statusCode }] = (await once(asking, 'response')) as [{ statusCode: number }]
  expect(statusCode).toBe(413)
  asking.destroy()
})

test.each(['GET', 'DELETE', 'PUT'])('%s without a session is refused', async (method) => {
  const url = await serveHttp({ registry: await openRegistry() })
  const { status } = await fetch(`${url}/mcp`, { method, headers: { accept: 'text/event-stream' } })
  expect(status).toBe(method === 'PUT' ? 405 : 400)
})

test("another principal's session is not found", async () => {
  const { client } = await connected()
  expect((await client.post(call('get_all_tasks'), { 'x-principal': 'somebody' })).status).toBe(404)
  expect((await client.post(request('ping'), { 'x-principal': 'somebody' })).status).toBe(404)
})

test('a session survives its host, by plain calls and by others, with what its client can do', async () => {
  const seen: string[] = []
  const asks: Tool = {
    listing: { name: 'asks', description: 'Asks the client', inputSchema: { type: 'object' } },
    plain: false,
    async call(_, caller, { elicit }) {
      seen.push(caller.connection, caller.client.name)
      const answer = await elicit({ message: 'Well?', requestedSchema: { type: 'object', properties: {} } })
      return { content: [{ type: 'text', text: String(answer.action) }] }
    },
  }
  const registry = makeRegistry({ baton: await openHouse(), product, extras: { tools: [asks] } })
  const first = new RawHttp(`${await serveHttp({ registry })}/mcp`)
  await first.ask(initialize('2025-06-18', 'survivor', { elicitation: {} }))
  await first.ask(call('create_task', { task_id: 'mine', title: 'x' }))
  await first.ask(call('claim_task', { task_id: 'mine', agent: 'me' }))

  const url = `${await serveHttp({ registry })}/mcp`
  const second = new RawHttp(url)
  second.session = first.session
  expect((await second.ask(request('tools/list'))).result).toBeDefined()
  expect((await second.ask(call('heartbeat', { task_id: 'mine', agent: 'me' }))).result?.isError).toBeUndefined()

  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-session-id': first.session ?? '',
  }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(call('asks')) })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const messages = readEvents(response.body as AsyncIterable<Uint8Array>)
  const question = JSON.parse((await messages.next()).value?.data ?? '')
  expect(question).toMatchObject({ method: 'elicitation/create', params: { message: 'Well?' } })
  await second.post({ jsonrpc: '2.0', id: question.id, result: { action: 'decline' } })
  const answer = JSON.parse((await messages.next()).value?.data ?? '')
  expect(answer.result.content).toEqual([{ type: 'text', text: 'decline' }])
  expect(seen).toEqual([expect.stringMatching(/^mcp:/), 'survivor'])
})

test('a session that its client ended is not found any more, and is told as gone', async () => {
  const told: string[] = []
  const presence = { opened: (c: string) => void told.push(`+${c}`), closed: (c: string) => void told.push(`-${c}`) }
  const { client, url } = await connected({ presence })
  const headers = { 'mcp-session-id': client.session ?? '', accept: 'text/event-stream' }
  const abort = new AbortController()
  const stream = await fetch(`${url}/mcp`, { headers, signal: abort.signal })
  expect(stream.status).toBe(200)
  await expect.poll(() => told).toEqual([expect.stringMatching(/^\+mcp:/)])
  abort.abort()
  await expect.poll(() => told).toHaveLength(2)
  expect((await fetch(`${url}/mcp`, { method: 'DELETE', headers })).status).toBe(200)
  expect(told).toHaveLength(3)
  expect(new Set(told.map((word) => word.slice(1))).size).toBe(1)
  expect(told.slice(1).every((word) => word.startsWith('-'))).toBe(true)
  expect((await client.post(call('get_all_tasks'))).status).toBe(404)
})

test('a batch of 2025-03-26 is answered whole', async () => {
  const { client } = await connected()
  const batch = [request('ping'), call('get_all_tasks'), call('get_task', { task_id: 'none' })]
  const { messages } = await client.post(batch)
  expect(messages.map(({ id }) => id).sort()).toEqual(batch.map(({ id }) => id).sort())
})

test('what a tool says while it works comes before its answer, from the level on that was asked for', async () => {
  const talks: Tool = {
    listing: { name: 'talks', description: 'Talks', inputSchema: { type: 'object' } },
    plain: false,
    async call(_, __, { log, progress }) {
      await log('debug', 'too fine')
      await log('error', 'heard')
      await progress(1, 2, 'half')
      return { content: [] }
    },
  }
  const registry = makeRegistry({ baton: await openHouse(), product, extras: { tools: [talks] } })
  const { client } = await connected({ registry })
  await client.ask(request('logging/setLevel', { level: 'warning' }))
  const message = request('tools/call', { name: 'talks', _meta: { progressToken: 'p' } })
  const { messages } = await client.post(message)
  expect(messages.map(({ method, params }) => [method, params?.data ?? params?.progress])).toEqual([
    ['notifications/message', 'heard'],
    ['notifications/progress', 1],
    [undefined, undefined],
  ])
  expect((await client.post(request('logging/setLevel', { level: 'loud' }))).messages[0]?.error).toBeDefined()
})

test("the official client's subscription hears of a change made by another", async () => {
  const registry = await openRegistry()
  const url = await serveHttp({ registry })
  const [listener, worker] = await Promise.all([connectHttp(`${url}/mcp`), connectSse(`${url}/sse`)])
  await worker.callTool({ name: 'create_task', arguments: { task_id: 'one', title: 'x' } })
  const heard: string[] = []
  listener.fallbackNotificationHandler = async ({ method, params }) => void heard.push(`${method} ${params?.uri}`)
  await listener.subscribeResource({ uri: 'task://one' })
  // The client opens its stream after initialize without waiting for it.
  await sleep(100)
  await worker.callTool({ name: 'update_task', arguments: { task_id: 'one', priority: 'high' } })
  await expect.poll(() => heard).toEqual(['notifications/resources/updated task://one'])
  await listener.unsubscribeResource({ uri: 'task://one' })
  await worker.callTool({ name: 'update_task', arguments: { task_id: 'one', priority: 'low' } })
  await sleep(100)
  expect(heard).toHaveLength(1)
  await Promise.all([listener.close(), worker.close()])
})

test('the official client finds every tool, checks their answers, and reads', async () => {
  const url = await serveHttp({ registry: await openRegistry() })
  const client = await connectHttp(`${url}/mcp`)
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('claim_next_task')
  // It refuses structured content that does not fit the schema we showed it.
  for (const [name, args] of [
    ['claim_next_task', {}],
    ['create_task', { task_id: 'one', title: 'x' }],
    ['claim_next_task', {}],
    ['get_task', { task_id: 'one' }],
    ['complete_task', { task_id: 'one' }],
    ['claim_worker_slot', {}],
  ] as const)
    expect((await client.callTool({ name, arguments: args })).isError, name).toBeUndefined()
  expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(2)
  const completed = await client.complete({
    ref: { type: 'ref/resource', uri: 'task://{id}' },
    argument: { name: 'id', value: 'o' },
  })
  expect(completed.completion.values).toEqual(['one'])
  expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['resume_task', 'plan_work'])
  await client.close()
})

test('a session that nobody used for half an hour is let go of when others come, and made again when it is used', async () => {
  let at = 0
  const loaded: string[] = []
  const notes = { load: async (connection: string) => void loaded.push(connection), save: async () => {} }
  const { client, url } = await connected({ now: () => at, notes })
  const used = new RawHttp(`${url}/mcp`)
  await used.ask(initialize('2025-11-25'))
  const wait = async (minutes: number) => {
    at += minutes * 60_000
    await used.ask(call('get_all_tasks'))
    await new RawHttp(`${url}/mcp`).ask(initialize('2025-11-25'))
  }
  await wait(29)
  await client.ask(call('get_all_tasks'))
  await wait(29)
  await client.ask(call('get_all_tasks'))
  expect(loaded).toEqual([])
  await wait(16)
  await wait(16)
  expect((await client.ask(call('get_all_tasks'))).result).toBeDefined()
  await used.ask(call('get_all_tasks'))
  expect(loaded).toHaveLength(1)
})

test('/sse: presence, and messages that belong to no stream', async () => {
  const told: string[] = []
  const presence = { opened: (c: string) => void told.push(`+${c}`), closed: (c: string) => void told.push(`-${c}`) }
  const url = await serveHttp({ registry: await openRegistry(), presence, maxBody: 1_000 })
  const client = await openLegacySse(`${url}/sse`)
  expect(told).toEqual([expect.stringMatching(/^\+mcp:/)])
  const ping = JSON.stringify(request('ping'))
  expect(await client.post(ping, `${url}/message?sessionId=none`)).toMatchObject({ status: 404 })
  expect(await client.post(ping, `${url}/message`)).toMatchObject({ status: 404 })
  expect(await client.post('{"', client.endpoint)).toMatchObject({ status: 400 })
  expect(await client.post('7', client.endpoint)).toMatchObject({ status: 400 })
  expect(await client.post('x'.repeat(2_000), client.endpoint)).toMatchObject({ status: 413 })
  expect((await fetch(client.endpoint, { method: 'POST', body: ping })).status).toBe(415)
  expect((await fetch(`${url}/message`)).status).toBe(405)
  expect((await fetch(`${url}/sse`, { method: 'POST' })).status).toBe(405)
  const other = { method: 'POST', body: ping, headers: { 'content-type': 'application/json', 'x-principal': 'other' } }
  expect((await fetch(client.endpoint, other)).status).toBe(404)
  expect((await client.ask(request('ping'))).result).toEqual({})
  client.close()
  await expect.poll(() => told).toHaveLength(2)
})

test('/sse: a client id is its principal’s own, and takes nobody else’s stream', async () => {
  const url = await serveHttp({ registry: await openRegistry() })
  const mine = await openLegacySse(`${url}/sse?clientId=one`)
  const stop = new AbortController()
  const headers = { 'x-principal': 'other', accept: 'text/event-stream' }
  const yours = await fetch(`${url}/sse?clientId=one`, { headers, signal: stop.signal })
  expect(yours.status).toBe(200)
  expect(mine.endpoint).toContain('clientId=one')
  expect((await mine.post(request('ping'), `${url}/message?clientId=one`)).status).toBe(202)
  expect((await mine.ask(request('ping'))).result).toEqual({})
  const stolen = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
  expect((await fetch(mine.endpoint, stolen)).status).toBe(404)
  stop.abort()
  mine.close()
})

test('/sse: no session id can be told from others', async () => {
  const url = await serveHttp({ registry: await openRegistry() })
  const clients = await Promise.all([1, 2, 3].map(() => openLegacySse(`${url}/sse`)))
  const ids = clients.map(({ endpoint }) => new URL(endpoint).searchParams.get('sessionId') ?? '')
  expect(new Set(ids).size).toBe(3)
  for (const id of ids) expect(id.replaceAll('-', '')).toMatch(/^[0-9a-f]{32}$/)
  for (const client of clients) client.close()
})
