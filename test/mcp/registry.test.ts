import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js'
import { expect, test } from 'vitest'
import type { Baton, Caller, FeedItem } from '../../src/contract/baton.ts'
import { legacyRevisions, type ToolContext } from '../../src/host/faces/mcp/protocol.ts'
import { makeRegistry } from '../../src/host/faces/mcp/registry.ts'
import { openHouse, openRegistry, product } from './house.ts'

const caller: Caller = { role: 'agent', principal: 'local', client: { name: 'tester' }, connection: 'mcp:1' }
const context: ToolContext = {
  signal: new AbortController().signal,
  progress: async () => {},
  log: async () => {},
  sample: async () => ({}),
  elicit: async () => ({}),
}

async function boardWith(...ids: string[]) {
  const baton = await openHouse()
  for (const task_id of ids) await baton.call('create_task', { task_id, title: `Do ${task_id}` }, caller)
  return { baton, registry: makeRegistry({ baton, product }) }
}

test('the revisions we let by without the SDK are those that it knows', () => {
  expect([...legacyRevisions].sort()).toEqual([...SUPPORTED_PROTOCOL_VERSIONS].sort())
})

test('a refusal is a result: the message for the model, the code for programs', async () => {
  const { registry } = await boardWith()
  const answer = await registry.callTool('get_task', { task_id: 'none' }, caller, context)
  expect(answer.isError).toBe(true)
  expect(answer.structuredContent).toBeUndefined()
  expect(answer.content).toEqual([{ type: 'text', text: expect.stringContaining('none') }])
  expect(answer._meta).toMatchObject({ 'baton/error': { code: 'not_found' } })
})

test('a failure inside is a result too, and names no code of our own', async () => {
  const baton: Baton = { ...(await openHouse()), call: () => Promise.reject(new Error('disk on fire')) }
  const answer = await makeRegistry({ baton, product }).callTool('get_task', {}, caller, context)
  expect(answer).toMatchObject({ isError: true, content: [{ text: 'disk on fire' }] })
})

test('an unknown tool is named, with the nearest one; what only people may call is unknown', async () => {
  const { registry } = await boardWith()
  const text = async (name: string) => (await registry.callTool(name, {}, caller, context)).content[0]
  expect(await text('get_taks')).toEqual({ type: 'text', text: 'There is no tool "get_taks". Did you mean get_task?' })
  expect(await text('approve')).toMatchObject({ text: expect.stringContaining('There is no tool "approve".') })
})

test('the fixed resources come first, then tasks, page by page', async () => {
  const { registry } = await boardWith(...Array.from({ length: 21 }, (_, n) => `t${n}`))
  const first = await registry.listResources(undefined, caller)
  expect(first.resources.map(({ uri }) => uri).slice(0, 2)).toEqual(['board://ready', 'task://t20'])
  expect(first.resources).toHaveLength(21)
  const second = await registry.listResources(first.nextCursor, caller)
  expect(second).toEqual({ resources: [expect.objectContaining({ uri: 'task://t0', name: 't0', title: 'Do t0' })] })
  await expect(registry.listResources('nonsense', caller)).rejects.toMatchObject({ code: -32602 })
})

test('a task, its brief and what is ready can be read', async () => {
  const { registry, baton } = await boardWith('one', 'two')
  const read = async (uri: string) => (await registry.readResource(uri, caller)).contents[0] as { text: string }
  expect(JSON.parse((await read('task://one')).text)).toMatchObject({ task_id: 'one', status: 'open' })
  expect((await read('task://one/brief')).text).toBe('one: Do one')
  await baton.call('save_checkpoint', { task_id: 'one', resume_prompt: 'Go on at line 7' }, caller)
  expect((await read('task://one/brief')).text).toContain('Go on at line 7')
  expect(JSON.parse((await read('board://ready')).text).tasks).toMatchObject([{ task_id: 'two' }])
})

test.each(['task://none', 'task://none/brief', 'task://', 'task://one/other', 'board://other', 'file:///etc/passwd'])(
  '%s is not found',
  async (uri) => {
    const { registry } = await boardWith('one')
    await expect(registry.readResource(uri, caller)).rejects.toMatchObject({ code: -32002 })
  },
)

test('ids are completed by how they begin, whatever the case', async () => {
  const { registry } = await boardWith('alpha', 'beta-1', 'Beta-2')
  const complete = async (value: string, of: Parameters<typeof registry.complete>[0]) =>
    (await registry.complete(of, { name: 'id', value }, caller)).values.sort()
  expect(await complete('bE', { template: 'task://{id}' })).toEqual(['Beta-2', 'beta-1'])
  expect(await complete('', { template: 'task://{id}/brief' })).toHaveLength(3)
  expect(await complete('al', { prompt: 'resume_task' })).toEqual(['alpha'])
  expect(await complete('x', { prompt: 'plan_work' })).toEqual([])
  await expect(complete('a', { template: 'other://{id}' })).rejects.toMatchObject({ code: -32602 })
})

test('an id beyond the newest tasks is completed when it is typed whole', async () => {
  const { registry } = await boardWith('oldest', ...Array.from({ length: 200 }, (_, n) => `t${n}`))
  const values = async (value: string) =>
    (await registry.complete({ template: 'task://{id}' }, { name: 'id', value }, caller)).values
  expect(await values('OLDEST')).toEqual(['oldest'])
  const all = await registry.complete({ template: 'task://{id}' }, { name: 'id', value: 't' }, caller)
  expect(all.values).toHaveLength(100)
  expect(all).toMatchObject({ total: 200, hasMore: true })
})

test('the prompts bring what they are asked for', async () => {
  const { registry } = await boardWith('one')
  const said = async (name: string, args: Record<string, string>) =>
    (await registry.getPrompt(name, args, caller)).messages[0]?.content
  expect(await said('resume_task', { task_id: 'one' })).toMatchObject({ text: expect.stringContaining('one: Do one') })
  expect(await said('plan_work', { goal: 'Ship it' })).toMatchObject({ text: expect.stringContaining('Ship it') })
  await expect(said('plan_work', {})).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('"goal"'),
  })
  await expect(said('resume_task', { task_id: 'none' })).rejects.toMatchObject({ code: -32602 })
  await expect(said('dance', {})).rejects.toMatchObject({ code: -32602 })
})

test('agents are told in five lines', async () => {
  const { instructions } = await openRegistry()
  expect(instructions.split('\n')).toHaveLength(5)
  expect(instructions).toMatch(/claim_next_task.*save_checkpoint.*handoff_task/s)
})

const tick = () => new Promise((resolve) => setTimeout(resolve, 50))

test('whoever subscribed is told of exactly that, once a tick, until it ends', async () => {
  const { registry, baton } = await boardWith('one', 'two')
  const heard: string[] = []
  const notify = (uri: string) => void heard.push(uri)
  const end = registry.subscribe('task://ONE', notify)
  registry.subscribe('task://one/brief', notify)
  const endReady = registry.subscribe('board://ready', notify)
  await baton.call('update_task', { task_id: 'one', priority: 'urgent' }, caller)
  await tick()
  expect(heard.splice(0).sort()).toEqual(['board://ready', 'task://ONE', 'task://one/brief'])
  await baton.call('attach_artifact', { task_id: 'two', content: 'x' }, caller)
  await tick()
  expect(heard.splice(0)).toEqual([])
  // One change of the board with an event for each task.
  await baton.call('create_tasks', { tasks: [{ title: 'a' }, { title: 'b' }, { title: 'c' }] }, caller)
  await tick()
  expect(heard.splice(0)).toEqual(['board://ready'])
  end()
  endReady()
  await baton.call('update_task', { task_id: 'one', priority: 'low' }, caller)
  await tick()
  expect(heard).toEqual(['task://one/brief'])
})

test('a feed that breaks off is taken up where it was, and a reset tells everybody', async () => {
  const asked: (number | null)[] = []
  const items: FeedItem[][] = [
    [{ seq: 7, at: '', task_id: 'one', actor: '', kind: 'updated', changed: {}, details: {} }],
    // A task's own reset concerns that task, and the feed's all of them.
    [{ seq: 8, at: '', task_id: 'two', actor: 'mara', kind: 'reset', changed: {}, details: {} }],
    [{ kind: 'reset', seq: 9 }],
  ]
  const baton: Baton = {
    call: async () => ({}),
    async *feed(since) {
      asked.push(since)
      const next = items.shift()
      if (!next) await new Promise(() => {})
      yield* next ?? []
      throw new Error('the host went away')
    },
  }
  const heard: string[] = []
  makeRegistry({ baton, product }).subscribe('task://one', (uri) => heard.push(uri))
  while (asked.length < 4) await tick()
  expect(asked).toEqual([null, 7, 8, 9])
  expect(heard).toEqual(['task://one', 'task://one'])
})

test('nobody listens to the feed when nobody is subscribed', async () => {
  let listening = 0
  const baton: Baton = {
    call: async () => ({}),
    async *feed(_, signal) {
      listening++
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      listening--
      yield* []
    },
  }
  const registry = makeRegistry({ baton, product })
  const ends = [registry.subscribe('task://a', () => {}), registry.subscribe('board://ready', () => {})]
  expect(listening).toBe(1)
  for (const end of ends) end()
  await tick()
  expect(listening).toBe(0)
})
