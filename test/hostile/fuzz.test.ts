/**
 * Every face, asked with what the schemas nearly allow: nothing breaks, nobody is answered that it was the host's fault,
 * and every refusal names what was wrong. Longer, and elsewhere: `npm run soak -- fuzz`, `BATON_SEED=7`.
 */
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { failureCode } from '../../src/contract/link.ts'
import { operationsOn } from '../../src/contract/operations/index.ts'
import { proofOf } from '../../src/reach/proof.ts'
import { broken, callOf, nested, nestedObjects } from './inputs.ts'
import { json, type Target, target } from './target.ts'

const numRuns = Number(process.env.BATON_FUZZ_RUNS ?? 400)
const seed = Number(process.env.BATON_SEED ?? 2)
const timeout = 60_000 + numRuns * 200
const settings = { seed, numRuns, endOnFailure: true }

interface Refusal {
  readonly code: string
  readonly message: string
  readonly details: Record<string, unknown>
}

/** What every refusal must be, whichever way it came. */
function seeRefusal({ code, message, details }: Refusal): void {
  expect(message.length).toBeGreaterThan(10)
  expect(message).not.toMatch(/undefined|\[object|TypeError|SyntaxError|RangeError|Cannot read|SQLITE|at .*\.ts:/)
  expect(['unavailable', 'internal']).not.toContain(code)
  // An argument may have no name, or one that begins with a quotation mark.
  if (code === 'invalid_input')
    expect(details).toMatchObject({ field: expect.stringMatching(/no argument ""/.test(message) ? /^/ : /./s) })
  else expect(Object.keys(details)).not.toEqual([])
}

/** Nothing that nobody thought of was logged, and the next call is served. */
async function seeItWell(to: Target): Promise<void> {
  expect(to.errors.slice(0, 3)).toEqual([])
  expect((await fetch(`${to.url}tools/get_workers`, { method: 'POST', headers: json(to) })).status).toBe(200)
}

const seen = new Map<string, number>()
const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)

test('REST', { timeout }, async () => {
  const to = await target()
  await fc.assert(
    fc.asyncProperty(callOf(operationsOn('rest')), async ({ name, input }) => {
      const body = JSON.stringify(input)
      const answer = await fetch(`${to.url}tools/${name}`, { method: 'POST', headers: json(to), body })
      const said = (await answer.json()) as { code: string; detail: string; details?: Record<string, unknown> }
      count(`rest ${answer.status}`)
      expect(answer.status).toBeLessThan(500)
      if (answer.status < 400) return
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      seeRefusal({ code: said.code, message: said.detail, details: said.details ?? {} })
    }),
    settings,
  )
  await seeItWell(to)
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['rest 200', 'rest 400', 'rest 404', 'rest 409']))
})

test('REST: paths, methods and headers', { timeout }, async () => {
  const to = await target()
  const piece = fc.oneof(
    fc.constantFrom(
      'tools',
      'create_task',
      'resources',
      'task',
      'events',
      'mcp',
      'sse',
      'message',
      'health',
      '..',
      '%2e',
      '%00',
      '%',
      '',
    ),
    fc.webSegment(),
  )
  const path = fc.array(piece, { maxLength: 4 }).map((pieces) => `/${pieces.join('/')}`)
  const query = fc.oneof(
    fc.constant(''),
    fc.webQueryParameters().map((text) => `?${text}`),
  )
  const header = fc.oneof(
    fc.tuple(
      fc.constantFrom(
        'last-event-id',
        'idempotency-key',
        'x-client-name',
        'mcp-session-id',
        'mcp-protocol-version',
        'accept',
        'content-type',
        'cookie',
      ),
      fc.oneof(
        fc.string({ maxLength: 30 }).map((text) => text.replace(/[^\x21-\x7e]/g, '')),
        fc.constantFrom('1', '-1', 'a.b', 'x'.repeat(300)),
      ),
    ),
    fc.constant(['x-other', 'y'] as [string, string]),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
      path,
      query,
      fc.array(header, { maxLength: 3 }),
      broken(fc.constant({ title: 'x' })),
      async (method, path, query, headers, body) => {
        const init = {
          method,
          headers: { ...json(to), ...Object.fromEntries(headers) },
          ...(!['GET', 'HEAD'].includes(method) && { body: JSON.stringify(body) }),
        }
        const abort = new AbortController()
        const answer = await fetch(`${to.url.slice(0, -1)}${path}${query}`, { ...init, signal: abort.signal })
        count(`path ${answer.status}`)
        expect(answer.status, `${method} ${path}`).toBeLessThan(500)
        abort.abort()
      },
    ),
    settings,
  )
  await seeItWell(to)
})

/** A session on /mcp, and how to say anything on it. */
async function mcpSession(to: Target) {
  const headers = json(to, { accept: 'application/json, text/event-stream' })
  const say = (body: string, session?: string) =>
    fetch(`${to.url}mcp`, {
      method: 'POST',
      headers: { ...headers, ...(session && { 'mcp-session-id': session }) },
      body,
    })
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } }
  const begun = await say(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }))
  const session = begun.headers.get('mcp-session-id') ?? ''
  await begun.text()
  await (await say('{"jsonrpc":"2.0","method":"notifications/initialized"}', session)).text()
  return { say: (body: string) => say(body, session), begin: (body: string) => say(body) }
}

interface Reply {
  result?: { isError?: boolean; content: { text: string }[]; _meta?: Record<string, unknown> }
  error?: { code: number; message: string; data?: unknown }
}
async function replyOf(answer: Response): Promise<Reply | undefined> {
  const text = await answer.text()
  const data = /^data: (.*)$/m.exec(text)?.[1] ?? text
  return data === '' ? undefined : (JSON.parse(data) as Reply)
}

test('MCP: calls of every tool', { timeout }, async () => {
  const to = await target()
  const { say } = await mcpSession(to)
  let id = 0
  await fc.assert(
    fc.asyncProperty(callOf(operationsOn('mcp')), async ({ name, input }) => {
      const params = { name, arguments: input }
      const answer = await say(JSON.stringify({ jsonrpc: '2.0', id: ++id, method: 'tools/call', params }))
      expect(answer.status).toBeLessThan(500)
      const reply = await replyOf(answer)
      if (reply?.error) return seeProtocolError(reply.error)
      expect(reply?.result).toBeDefined()
      count(reply?.result?.isError ? 'mcp refused' : 'mcp done')
      if (!reply?.result?.isError) return
      const failure = reply.result._meta?.['baton/error'] as Refusal | undefined
      seeRefusal({ code: 'none', details: { none: 1 }, ...failure, message: reply.result.content[0]?.text ?? '' })
    }),
    settings,
  )
  await seeItWell(to)
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['mcp refused', 'mcp done']))
})

/** The caller's doing, not ours (-32603). */
function seeProtocolError({ code, message }: { code: number; message: string }): void {
  count(`mcp error ${code}`)
  expect(code, message).not.toBe(-32603)
  expect(message.length).toBeGreaterThan(3)
  expect(message).not.toMatch(/TypeError|RangeError|Cannot read|is not a function/)
}

const methods = [
  'tools/call',
  'tools/list',
  'resources/read',
  'resources/list',
  'resources/subscribe',
  'resources/unsubscribe',
  'resources/templates/list',
  'prompts/get',
  'prompts/list',
  'completion/complete',
  'logging/setLevel',
  'ping',
  'initialize',
  'notifications/cancelled',
  'notifications/initialized',
  'notifications/progress',
  'tasks/get',
  'none/such',
]
const params = fc.oneof(
  fc.record({ name: fc.constantFrom('create_task', 'resume_task', 'x'), arguments: fc.jsonValue() }),
  fc.record({
    uri: fc.constantFrom(
      'task://a',
      'task://a/brief',
      'board://ready',
      'task://',
      'file:///etc/passwd',
      'task://%00',
      '::',
    ),
  }),
  fc.record({
    ref: fc.record({ type: fc.constantFrom('ref/prompt', 'ref/resource', 'x'), name: fc.string(), uri: fc.string() }),
    argument: fc.record({ name: fc.string(), value: fc.string() }),
  }),
  fc.record({ level: fc.constantFrom('debug', 'x'), cursor: fc.string() }),
  fc.record({ requestId: fc.oneof(fc.nat(), fc.string()), reason: fc.jsonValue() }),
  fc.record({
    _meta: fc.record({ progressToken: fc.oneof(fc.nat(), fc.string(), fc.jsonValue()) }),
    cursor: fc.string(),
  }),
  fc.jsonValue(),
)
const envelope = broken(
  fc.record(
    {
      jsonrpc: fc.constant('2.0'),
      id: fc.oneof(fc.nat(), fc.string()),
      method: fc.constantFrom(...methods),
      params: broken(params),
    },
    { requiredKeys: ['jsonrpc', 'method'] },
  ),
)

test('MCP: messages of every kind, in a session and without one', { timeout }, async () => {
  const to = await target()
  const { say, begin } = await mcpSession(to)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(envelope, fc.array(envelope, { maxLength: 3 })),
      fc.boolean(),
      async (message, inSession) => {
        const answer = await (inSession ? say : begin)(JSON.stringify(message))
        count(`message ${answer.status}`)
        expect(answer.status).toBeLessThan(500)
        if (Array.isArray(message)) return void (await answer.body?.cancel())
        const reply = await Promise.race([
          replyOf(answer),
          new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 5_000)),
        ])
        // How a session begins is the SDK's own; what it says of a bad one names the field, under its own code.
        const begins = (message as { method?: unknown } | null)?.method === 'initialize'
        if (reply?.error && !begins) seeProtocolError(reply.error)
      },
    ),
    settings,
  )
  await seeItWell(to)
})

/** A proven connection of frames. */
async function lineTo(to: Target) {
  const socket = new WebSocket(`${to.url.replace('http', 'ws')}link`, { perMessageDeflate: false })
  onTestFinished(() => socket.terminate())
  const waiting = new Map<unknown, (reply: LinkReply) => void>()
  socket.on('message', (data) => {
    const reply = JSON.parse(String(data)) as LinkReply
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  let last = 0
  const ask = (method: string, params: unknown, id = `own-${++last}`) =>
    new Promise<LinkReply>((resolve, reject) => {
      waiting.set(id, resolve)
      socket.once('close', () => reject(new Error(`closed at ${method}`)))
      socket.setMaxListeners(0)
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  const hello = {
    protocol: 1,
    product: '0.1.0',
    connection: 'fuzz',
    role: 'agent',
    client: { name: 'fuzz' },
    nonce: 'n',
  }
  const welcome = (await ask('baton/hello', hello)).result as { nonce: string }
  await ask('baton/prove', { proof: proofOf(to.token, 'client', 'n', welcome.nonce) })
  return { ask, socket }
}
interface LinkReply {
  id: unknown
  result?: unknown
  error?: { code: number; message: string; data?: Refusal }
}

test('link: calls of every operation', { timeout }, async () => {
  const to = await target()
  const { ask } = await lineTo(to)
  let id = 0
  await fc.assert(
    fc.asyncProperty(callOf(operationsOn('cli')), async ({ name, input }) => {
      const { error } = await ask('baton/call', { operation: name, input, id: `c${++id}` })
      count(error ? 'link refused' : 'link done')
      if (!error) return
      expect(error.code, error.message).toBe(failureCode)
      seeRefusal(error.data as Refusal)
    }),
    settings,
  )
  await seeItWell(to)
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['link refused', 'link done']))
})

test('link: frames of every kind, proven and not', { timeout }, async () => {
  const to = await target()
  const call = fc.record({
    operation: fc.constantFrom('get_task', 'x', 'toString'),
    input: fc.jsonValue(),
    id: fc.string(),
  })
  const hello = fc.record({
    protocol: fc.constantFrom(1, 2, 0),
    product: fc.string(),
    connection: fc.string(),
    role: fc.constantFrom('agent', 'person', 'admin', 'x'),
    client: fc.record({ name: fc.string() }),
    nonce: fc.string(),
  })
  const some = fc.oneof(
    call,
    hello,
    fc.record({ proof: fc.string() }),
    fc.record({ since: fc.integer() }),
    fc.jsonValue(),
  )
  // `stop` does what it says, for whoever has proven to know the secret.
  const names = [
    'baton/hello',
    'baton/prove',
    'baton/call',
    'baton/feed',
    'baton/status',
    'baton/x',
    '$/cancelRequest',
    '$/progress',
  ]
  const frame = broken(
    fc.record(
      {
        jsonrpc: fc.constant('2.0'),
        id: fc.oneof(fc.nat(), fc.string(), fc.constant(null)),
        method: fc.constantFrom(...names),
        params: broken(some),
      },
      { requiredKeys: ['jsonrpc', 'method'] },
    ),
  )
  const text = fc.oneof(
    { weight: 8, arbitrary: frame.map((it) => JSON.stringify(it)) },
    fc.string(),
    fc.constantFrom(
      'null',
      '[]',
      '{}',
      '"',
      '[null]',
      '{"jsonrpc":"2.0","id":1,"result":{}}',
      '{"jsonrpc":"2.0","id":null,"error":{}}',
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), fc.boolean(), async (frames, proven) => {
      const socket = proven ? (await lineTo(to)).socket : new WebSocket(`${to.url.replace('http', 'ws')}link`)
      socket.on('error', () => {})
      if (!proven) await new Promise((resolve) => socket.on('open', resolve))
      for (const each of frames) if (socket.readyState === socket.OPEN) socket.send(each)
      // What came before a ping was read before its pong.
      await new Promise<unknown>((resolve) => {
        socket.on('pong', resolve).on('close', resolve)
        if (socket.readyState === socket.OPEN) socket.ping()
        else resolve(undefined)
      })
      socket.terminate()
    }),
    { ...settings, numRuns: Math.ceil(numRuns / 4) },
  )
  // What a client of ours said wrongly is told in the log, and it is cut off.
  await seeItWell({ ...to, errors: to.errors.filter((line) => !line.includes('"what":"link"')) })
})

test.each(process.env.BATON_SOAK ? [1_000, 100_000, 1_000_000] : [1_000, 100_000])(
  'JSON nested %i deep: refused by every face, and the host goes on',
  { timeout },
  async (levels) => {
    const to = await target()
    const { say } = await mcpSession(to)
    const { ask } = await lineTo(to)
    const post = (body: string) => fetch(`${to.url}tools/create_task`, { method: 'POST', headers: json(to), body })
    const deep = [nested(levels), nestedObjects(levels)]
    for (const value of deep) {
      for (const body of [
        value,
        `{"title":"x","labels":${value}}`,
        `{"title":${value}}`,
        `{"${'x'.repeat(10)}":${value}}`,
        `{"tasks":${value}}`,
        `{"title":"x","idempotency_key":${value}}`,
      ]) {
        const answer = await post(body)
        expect(answer.status).toBe(400)
        const said = (await answer.json()) as { code: string; detail: string; details: Record<string, unknown> }
        seeRefusal({ code: said.code, message: said.detail, details: said.details ?? {} })
      }
      for (const message of [
        value,
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_task","arguments":${value}}}`,
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_task","arguments":{"title":${value}}}}`,
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_task","arguments":{"title":"x"},"_meta":${value}}}`,
        `{"jsonrpc":"2.0","id":${value},"method":"ping"}`,
        `{"jsonrpc":"2.0","id":1,"method":${value}}`,
        `{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"x","arguments":${value}}}`,
        `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":${value},"clientInfo":{"name":"x","version":"1"}}}`,
      ]) {
        const answer = await say(message)
        expect(answer.status).toBeLessThan(500)
        await answer.text()
      }
      const { socket } = await lineTo(to)
      socket.on('error', () => {})
      socket.send(
        `{"jsonrpc":"2.0","id":1,"method":"baton/call","params":{"operation":"create_task","input":${value},"id":"d"}}`,
      )
      socket.send(value)
      socket.send(`{"jsonrpc":"2.0","id":${value},"method":"baton/status","params":{}}`)
      await new Promise<unknown>((resolve) => {
        socket.on('pong', resolve).on('close', resolve)
        socket.ping()
      })
    }
    expect((await ask('baton/status', {})).error).toBeUndefined()
    await seeItWell(to)
  },
)
