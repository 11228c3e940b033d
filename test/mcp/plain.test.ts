import { beforeEach, expect, test } from 'vitest'
import { operationsOn } from '../../src/contract/operations/index.ts'
import { greeting } from '../../src/host/faces/mcp/greeting.ts'
import { plainCall } from '../../src/host/faces/mcp/plain.ts'
import type { Tool } from '../../src/host/faces/mcp/protocol.ts'
import { makeRegistry, type Registry } from '../../src/host/faces/mcp/registry.ts'
import type { Message } from '../clients/inbox.ts'
import { RawHttp } from '../clients/rawHttp.ts'
import { call, initialize, openHouse, product, request, serveHttp, serveStdio } from './house.ts'

/** One call that succeeds and one that is refused, for every tool; what came before is there. */
const scenario: [tool: string, args: Record<string, unknown>][] = [
  ['create_task', { title: 'Fix it', task_id: 'one', goal: 'It works' }],
  ['create_task', { title: 'Again', task_id: 'one' }],
  ['create_task', {}],
  ['create_task', { titel: 'misspelled' }],
  ['add_task', { id: 'two', description: 'after one', dependencies: ['one'] }],
  ['add_task', { id: 'three' }],
  [
    'create_tasks',
    {
      tasks: [
        { title: 'a', ref: 'a' },
        { title: 'b', depends_on: ['a'] },
      ],
    },
  ],
  ['create_tasks', { tasks: [] }],
  ['get_task', { task_id: 'one' }],
  ['get_task', { task_id: 'nobody' }],
  ['list_tasks', { limit: 2 }],
  ['list_tasks', { cursor: 'nonsense' }],
  ['get_all_tasks', {}],
  ['get_all_tasks', { limit: 0 }],
  ['get_available_tasks', {}],
  ['get_available_tasks', { limit: 'many' }],
  ['claim_worker_slot', {}],
  ['get_workers', {}],
  ['get_workers', { all: true }],
  ['release_worker_slot', { slot: 1 }],
  ['release_worker_slot', { slot: 1_000 }],
  ['claim_task', { taskId: 'one', workerId: 'worker' }],
  ['claim_task', { task_id: 'two' }],
  ['heartbeat', {}],
  ['heartbeat', { task_id: 'two' }],
  ['save_checkpoint', { task_id: 'one', completed_steps: ['half'], resume_prompt: 'the other half' }],
  ['save_checkpoint', { task_id: 'none' }],
  ['attach_artifact', { task_id: 'one', kind: 'text', name: 'note', content: 'grüße' }],
  ['attach_artifact', { task_id: 'none', content: 'x' }],
  ['get_artifact', { artifact_id: 'none' }],
  ['request_input', { task_id: 'one', question: 'Which?', options: ['this', 'that'] }],
  ['request_input', { task_id: 'two', question: '' }],
  ['update_task', { task_id: 'one', priority: 'high' }],
  ['update_task', { task_id: 'one', status: 'sideways' }],
  ['handoff_task', { task_id: 'one', to_agent: 'other', reason: 'full' }],
  ['handoff_task', { task_id: 'none' }],
  ['claim_next_task', { agent: 'other' }],
  ['mark_exhausted', { task_id: 'one', agent: 'other' }],
  ['mark_exhausted', { task_id: 'none' }],
  ['release_task', { task_id: 'two' }],
  ['reset_failed_task', { task_id: 'one' }],
  ['complete_task', { task_id: 'one', output: 'done' }],
  ['complete_task', { task_id: 'none' }],
  ['cancel_task', { task_id: 'two', reason: 'not needed' }],
  ['cancel_task', { task_id: 'none' }],
  ['trigger_notification', { task_id: 'one', channel: 'log' }],
  ['trigger_notification', { task_id: 'one', channel: 'pigeon' }],
  ['get_history', { task_id: 'one', limit: 1 }],
  ['get_history', { cursor: 'x' }],
]

/** Two boards that live through the same at the same times, one asked by each way. */
let plain: Registry
let bySdk: Registry

beforeEach(async () => {
  const answers = new Map<string, unknown>()
  const baton = await openHouse()
  // The first way's answers are played to the second, so that ids and times are the same.
  plain = makeRegistry({
    baton: {
      ...baton,
      async call(operation, input, caller, options) {
        const result = await baton.call(operation, input, caller, options).then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        )
        answers.set(JSON.stringify([operation, input]), result)
        if ('error' in result) throw result.error
        return result.value
      },
    },
    product,
  })
  const replay = makeRegistry({
    baton: {
      ...baton,
      async call(operation, input) {
        const result = answers.get(JSON.stringify([operation, input])) as { value: Record<string, unknown> } | object
        if ('error' in result) throw result.error
        return (result as { value: Record<string, unknown> }).value
      },
    },
    product,
  })
  bySdk = { ...replay, isPlain: () => false }
})

test('the scenario calls every tool', () => {
  const called = new Set(scenario.map(([tool]) => tool))
  expect(operationsOn('mcp').filter(({ name }) => !called.has(name))).toEqual([])
})

test('over HTTP both ways give the same bytes', async () => {
  const fast = new RawHttp(`${await serveHttp({ registry: plain })}/mcp`)
  const slow = new RawHttp(`${await serveHttp({ registry: bySdk })}/mcp`)
  for (const client of [fast, slow]) await client.ask(initialize('2025-11-25'))
  const outcomes = new Set<string>()
  for (const [tool, args] of scenario) {
    const message = call(tool, args)
    const first = await fast.post(message)
    const second = await slow.post(message)
    expect(first.text, tool).toBe(second.text)
    expect(first.status).toBe(second.status)
    expect(first.headers.get('content-type')).toBe(second.headers.get('content-type'))
    expect(first.headers.get('mcp-session-id')).toBe(fast.session)
    outcomes.add(`${tool} ${first.messages[0]?.result?.isError ?? false}`)
  }
  // The scenario must not be a list of refusals.
  for (const { name } of operationsOn('mcp'))
    if (!['get_artifact', 'release_task', 'reset_failed_task'].includes(name))
      expect(outcomes).toContain(`${name} false`)
})

test('over stdio both ways give the same bytes', async () => {
  const fast = serveStdio(plain)
  const slow = serveStdio(bySdk)
  for (const client of [fast, slow]) await client.ask(initialize('2025-06-18'))
  for (const [tool, args] of scenario) {
    const message = call(tool, args)
    await fast.ask(message)
    await slow.ask(message)
    expect(fast.written.at(-1), tool).toBe(slow.written.at(-1))
  }
})

/** A type of content that we leave to the SDK, which takes it. */
const bySdkOnly = { 'content-type': 'application/json; by=sdk' }

test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2099-01-01'])(
  'what a client of %s asks first gets the same bytes without the SDK as with it',
  async (revision) => {
    const url = `${await serveHttp({ registry: plain })}/mcp`
    const bridge = serveStdio(plain)
    const [fast, slow] = [new RawHttp(url), new RawHttp(url)]
    const able = {
      roots: { listChanged: true },
      sampling: {},
      elicitation: { form: {} },
      experimental: { x: { y: {} } },
    }
    const first = [
      initialize(revision, 'tester', able),
      request('tools/list'),
      request('tools/list', {}),
      request('ping'),
    ]
    for (const message of first) {
      expect(greeting(message, plain)).toBeDefined()
      await bridge.ask(message)
      const [ours, theirs] = [await fast.post(message), await slow.post(message, bySdkOnly)]
      expect(ours.text).toBe(theirs.text)
      expect(bridge.written.at(-1)).toBe(theirs.text)
      for (const each of [ours, theirs]) {
        expect(each.status).toBe(200)
        expect(each.headers.get('content-type')).toBe('application/json')
      }
      expect(ours.headers.get('mcp-session-id')).toBe(fast.session)
      expect(theirs.headers.get('mcp-session-id')).toBe(slow.session)
    }
    const heard: Message = { jsonrpc: '2.0', method: 'notifications/initialized' }
    for (const answer of [await fast.post(heard), await slow.post(heard)])
      expect([answer.status, answer.text]).toEqual([202, ''])
  },
)

test('a session that began without the SDK goes on with it', async () => {
  const client = new RawHttp(`${await serveHttp({ registry: plain })}/mcp`)
  await client.ask(initialize('2025-11-25'))
  expect((await client.ask(request('prompts/list'))).result?.prompts).toEqual(plain.prompts)
  expect((await client.post(initialize('2025-11-25'))).messages).toMatchObject([{ error: { code: -32600 } }])
})

test.each<[string, unknown]>([
  ['a page of tools', request('tools/list', { cursor: 'x' })],
  ['another list', request('prompts/list')],
  ['an initialize without a client', { ...initialize('x'), params: { protocolVersion: 'x', capabilities: {} } }],
  ['an initialize without a revision', { ...initialize('x'), params: {} }],
  ['an ability that is none', initialize('x', 'tester', { sampling: 5 })],
  ['an ability that is no switch', initialize('x', 'tester', { roots: { listChanged: {} } })],
  [
    'a client that says more of itself',
    {
      ...initialize('x'),
      params: { ...(initialize('x').params as object), clientInfo: { name: 'a', version: '1', icons: 5 } },
    },
  ],
  ['a broken id', { ...request('ping'), id: {} }],
  ['a member too many', { ...request('ping'), more: 1 }],
])('%s goes to the SDK', (_, message) => {
  expect(greeting(message, plain)).toBeUndefined()
})

test('the SDK learns from us what the client said, and says nothing twice', async () => {
  const asks: Tool = {
    listing: { name: 'asks', description: 'Asks the client', inputSchema: { type: 'object' } },
    plain: false,
    call: async (_, __, { elicit }) => ({
      content: [
        {
          type: 'text',
          text: JSON.stringify(await elicit({ message: 'Well?', requestedSchema: { type: 'object', properties: {} } })),
        },
      ],
    }),
  }
  const client = serveStdio(makeRegistry({ baton: await openHouse(), product, extras: { tools: [asks] } }))
  await client.ask(initialize('2025-11-25', 'asker', { elicitation: { form: {} } }))
  client.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const message = call('asks')
  client.send(message)
  const { id } = await client.inbox.first(({ method }) => method === 'elicitation/create', 'question')
  client.send({ jsonrpc: '2.0', id: id ?? 0, result: { action: 'decline' } })
  expect((await client.inbox.answer(message.id as number)).result?.content).toEqual([
    { type: 'text', text: '{"action":"decline"}' },
  ])
  expect(client.inbox.all.filter((one) => one.id === 'init')).toHaveLength(1)
})

const simple = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_task', arguments: {} } }

test.each<[string, unknown]>([
  ['with a string id', { ...simple, id: 'a' }],
  ['without arguments', { ...simple, params: { name: 'get_task' } }],
  [
    'with what editors add',
    { ...simple, params: { ...simple.params, _meta: { traceparent: '00', 'vscode.requestId': 'x' } } },
  ],
])('a call %s is plain', (_, message) => {
  expect(plainCall(message, plain)).toMatchObject({ name: 'get_task', args: {} })
})

test.each<[string, unknown]>([
  ['a batch', [simple]],
  ['a notification', { ...simple, id: undefined }],
  ['an id of null', { ...simple, id: null }],
  ['a broken id', { ...simple, id: 1.5 }],
  ['another version', { ...simple, jsonrpc: '1.0' }],
  ['another method', { ...simple, method: 'tools/list' }],
  ['a member that JSON-RPC does not know', { ...simple, extra: 1 }],
  ['an unknown tool', { ...simple, params: { name: 'get_tsak' } }],
  ['arguments in a list', { ...simple, params: { name: 'get_task', arguments: [] } }],
  ['a task to be made of it', { ...simple, params: { ...simple.params, task: { ttl: 1 } } }],
  ['a progress token', { ...simple, params: { ...simple.params, _meta: { progressToken: 0 } } }],
  [
    'a related task',
    { ...simple, params: { ...simple.params, _meta: { 'io.modelcontextprotocol/related-task': {} } } },
  ],
  ['_meta that is no object', { ...simple, params: { ...simple.params, _meta: 'x' } }],
])('%s goes to the SDK', (_, message) => {
  expect(plainCall(message, plain)).toBeUndefined()
})

/** A board whose answer waits until it is cancelled. */
function waiting(isPlain: boolean) {
  const waits = { began: () => {}, cancelled: false }
  const began = new Promise<void>((resolve) => {
    waits.began = resolve
  })
  const registry = makeRegistry({
    baton: {
      call: (_, __, ___, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          waits.began()
          signal?.addEventListener('abort', () => {
            waits.cancelled = true
            reject(new Error('cancelled'))
          })
        }),
      feed: async function* () {},
    },
    product,
  })
  return { registry: { ...registry, ...(!isPlain && { isPlain: () => false }) }, began, waits }
}
const cancel = (message: Message): Message => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId: message.id, reason: 'enough' },
})

test.each([true, false])('a cancelled call is given up and not answered over HTTP (plain: %s)', async (isPlain) => {
  const { registry, began, waits } = waiting(isPlain)
  const client = new RawHttp(`${await serveHttp({ registry })}/mcp`)
  await client.ask(initialize('2025-11-25'))
  const message = call('get_task', { task_id: 'x' })
  const answer = client.post(message)
  await began
  const { status } = await client.post(cancel(message))
  expect(status).toBe(202)
  expect((await answer).messages).toEqual([])
  expect(waits.cancelled).toBe(true)
})

test.each([true, false])('a cancelled call is given up and not answered over stdio (plain: %s)', async (isPlain) => {
  const { registry, began, waits } = waiting(isPlain)
  const client = serveStdio(registry)
  await client.ask(initialize('2025-11-25'))
  const message = call('get_task', { task_id: 'x' })
  client.send(message)
  await began
  client.send(cancel(message))
  await client.ask({ jsonrpc: '2.0', id: 'later', method: 'ping' })
  await client.end()
  expect(waits.cancelled).toBe(true)
  expect(client.inbox.all.filter(({ id }) => id === message.id)).toEqual([])
})
