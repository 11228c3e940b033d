/** Clients that initialize once and never again, as Claude Code does, go on over whatever becomes of their host. */
import { expect, onTestFinished, test } from 'vitest'
import { RawHttp } from '../clients/rawHttp.ts'
import { readEvents, type ServerEvent } from '../clients/sse.ts'
import { kill, type Person, person, rest } from './person.ts'

const request = (id: number, method: string, params: Record<string, unknown> = {}) => ({
  jsonrpc: '2.0' as const,
  id,
  method,
  params,
})
const tool = (id: number, name: string, args: object) => request(id, 'tools/call', { name, arguments: args })
const taskIn = (answer: { result?: unknown }) =>
  JSON.parse((answer.result as { content: { text: string }[] }).content[0]?.text ?? '{}') as Record<string, unknown>

async function begun(me: Person, revision = '2025-11-25') {
  const serving = await me.serve()
  const client = new RawHttp(`${serving.url}mcp`, serving.token)
  await client.ask(
    request(0, 'initialize', {
      protocolVersion: revision,
      capabilities: {},
      clientInfo: { name: 'claude-code', version: '2' },
    }),
  )
  return { ...serving, pid: serving.pid, client, session: client.session ?? '' }
}

/** Kills the host and serves again, at the same address. */
async function again(me: Person, pid: number, url: string) {
  kill(pid)
  const next = me.start(['serve', '--dir', me.dir])
  expect((await next.line(/listening on (\S+)/))[1]).toBe(url)
  return next
}

/** The session's own stream, as it comes. */
async function streamOf(url: string, token: string, session: string, last?: string) {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const response = await fetch(`${url}mcp`, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      'mcp-session-id': session,
      ...(last !== undefined && { 'last-event-id': last }),
    },
    signal: abort.signal,
  })
  expect(response.status).toBe(200)
  const events = readEvents(response.body as AsyncIterable<Uint8Array>)
  return {
    next: async () => (await events.next()).value as ServerEvent,
    close: () => abort.abort(),
  }
}
const uriIn = ({ data }: ServerEvent) => (JSON.parse(data) as { params: { uri: string } }).params.uri

test('the same session id works before and after kill -9, twice, and the agent keeps what it holds', async () => {
  const me = person()
  const { url, client, session, pid } = await begun(me)
  await client.ask(tool(1, 'create_task', { title: 'Fix the login' }))
  const claimed = taskIn(await client.ask(tool(2, 'claim_task', { task_id: 'T-1' })))
  let host = pid
  for (let round = 1; round <= 2; round++) {
    host = (await again(me, host, url)).pid
    // Plain calls, and what needs the SDK.
    const beat = await client.ask(tool(10 * round, 'heartbeat', { task_id: 'T-1', claim: claimed.claim }))
    expect((beat.result as { isError?: boolean }).isError).toBeUndefined()
    expect((await client.ask(request(10 * round + 1, 'tools/list'))).result).toBeDefined()
    expect(client.session).toBe(session)
  }
  const done = await client.ask(tool(99, 'complete_task', { task_id: 'T-1' }))
  expect(taskIn(done)).toMatchObject({ status: 'done' })
})

test('a session that its client ended stays ended for the next host', async () => {
  const me = person()
  const { url, token, client, session, pid } = await begun(me)
  const headers = { authorization: `Bearer ${token}`, 'mcp-session-id': session }
  expect((await fetch(`${url}mcp`, { method: 'DELETE', headers })).status).toBe(200)
  await again(me, pid, url)
  expect((await client.post(tool(1, 'get_all_tasks', {}))).status).toBe(404)
})

test.each(['2025-03-26', '2025-11-25'])('subscriptions and the stream of %s outlive the host', async (revision) => {
  const me = person()
  const { url, token, client, session, pid } = await begun(me, revision)
  await client.ask(tool(1, 'create_task', { title: 'watched' }))
  await client.ask(tool(2, 'create_task', { title: 'not watched' }))
  await client.ask(tool(3, 'create_task', { title: 'no longer watched' }))
  for (const [at, uri] of ['task://T-1', 'board://ready', 'task://T-3'].entries())
    expect((await client.ask(request(4 + at, 'resources/subscribe', { uri }))).result).toEqual({})
  await client.ask(request(7, 'resources/unsubscribe', { uri: 'task://T-3' }))
  const stream = await streamOf(url, token, session)
  const primed = revision === '2025-11-25' ? await stream.next() : undefined
  if (primed) expect(primed).toMatchObject({ data: '', id: '3' })
  await rest(url, token, 'update_task', { task_id: 'T-1', title: 'seen' })
  const seen = [await stream.next(), await stream.next()]
  expect(seen.map(uriIn).sort()).toEqual(['board://ready', 'task://T-1'])
  const last = seen.at(-1)?.id
  expect(last).toBe('4')

  await again(me, pid, url)
  // While nobody listens: what is watched, and what is not.
  await rest(url, token, 'update_task', { task_id: 'T-2', title: 'unseen' })
  await rest(url, token, 'update_task', { task_id: 'T-3', title: 'unseen' })
  await rest(url, token, 'update_task', { task_id: 'T-1', title: 'missed' })
  const resumed = await streamOf(url, token, session, last)
  const missed = [await resumed.next(), await resumed.next()]
  expect(missed.map(uriIn).sort()).toEqual(['board://ready', 'task://T-1'])
  if (revision === '2025-11-25') expect((await resumed.next()).data).toBe('')
  await rest(url, token, 'update_task', { task_id: 'T-1', title: 'and goes on' })
  expect([await resumed.next(), await resumed.next()].map(uriIn).sort()).toEqual(['board://ready', 'task://T-1'])
})

test('/events goes on at Last-Event-ID over kill -9', async () => {
  const me = person()
  const { url, token, pid } = await begun(me)
  const headers = { authorization: `Bearer ${token}` }
  const first = await fetch(`${url}events`, { headers })
  const events = readEvents(first.body as AsyncIterable<Uint8Array>)
  await rest(url, token, 'create_task', { title: 'one' })
  const { id = '' } = (await events.next()).value as ServerEvent
  await rest(url, token, 'create_task', { title: 'two' })
  await again(me, pid, url)
  await rest(url, token, 'create_task', { title: 'three' })
  const resumed = await fetch(`${url}events`, { headers: { ...headers, 'last-event-id': id } })
  const rests = readEvents(resumed.body as AsyncIterable<Uint8Array>)
  const ids = [(await rests.next()).value, (await rests.next()).value].map((event) => (event as ServerEvent).id)
  expect(ids).toEqual([String(Number(id) + 1), String(Number(id) + 2)])
})
