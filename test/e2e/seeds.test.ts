/** The workflows of the designs that Baton joins, word for word as their pages show them, against the real server. */
import { expect, test } from 'vitest'
import { RawHttp } from '../clients/rawHttp.ts'
import { startRawStdio } from '../clients/rawStdio.ts'
import { connectHttp } from '../clients/sdk.ts'
import { person, rest, script } from './person.ts'

const lines = [
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"my-agent","version":"1.0"}}}',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"create_task","arguments":{"task_id":"task-001","title":"Fix login bug","goal":"Resolve auth error on /login","repo_path":"/home/dev/myapp"}}}',
  '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"save_checkpoint","arguments":{"task_id":"task-001","agent":"claude-code","completed_steps":["Reproduced bug","Found root cause in auth/login.py:42"],"remaining_steps":["Implement fix","Write tests"],"resume_prompt":"Fix null check in auth/login.py line 42"}}}',
  '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"handoff_task","arguments":{"task_id":"task-001","from_agent":"claude-code","to_agent":"hermes","reason":"Context limit reached, fix not yet implemented"}}}',
  '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"get_task","arguments":{"task_id":"task-001"}}}',
  '{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":"task://task-001"}}',
  '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"update_task","arguments":{"task_id":"task-001","title":"Fix login bug","goal":"Implementing solution for auth error","status":"in_progress","current_owner":"hermes","completed_steps":["Reproduced bug","Found root cause","Implemented fix"],"remaining_steps":["Write tests","Deploy to staging"]}}}',
]

type Result = {
  content?: { text: string }[]
  contents?: { text: string }[]
  isError?: boolean
  protocolVersion?: string
  serverInfo?: object
}
const contentOf = (answer: { result?: unknown } | undefined) => {
  const result = answer?.result as Result
  expect(result.isError ?? false, result.content?.[0]?.text).toBe(false)
  return JSON.parse((result.content ?? result.contents)?.[0]?.text ?? 'null') as Record<string, unknown>
}

function check(answers: Map<number, { result?: unknown }>): void {
  expect(answers.get(1)?.result).toMatchObject({
    protocolVersion: '2024-11-05',
    serverInfo: { name: expect.any(String) },
    capabilities: { tools: {}, resources: {} },
  })
  expect(contentOf(answers.get(2))).toMatchObject({ task_id: 'task-001', status: 'open' })
  expect(contentOf(answers.get(3))).toMatchObject({ task_id: 'task-001', status: 'in_progress', checkpoint: 1 })
  expect(contentOf(answers.get(4))).toMatchObject({ status: 'handoff_ready' })
  const read = {
    status: 'handoff_ready',
    repo_path: '/home/dev/myapp',
    offered_to: 'hermes',
    completed_steps: ['Reproduced bug', 'Found root cause in auth/login.py:42'],
    remaining_steps: ['Implement fix', 'Write tests'],
    resume_prompt: 'Fix null check in auth/login.py line 42',
    handoffs: [{ from: 'claude-code', to: 'hermes', reason: 'Context limit reached, fix not yet implemented' }],
  }
  expect(contentOf(answers.get(5))).toMatchObject(read)
  expect(contentOf(answers.get(6))).toMatchObject(read)
  expect(contentOf(answers.get(7))).toMatchObject({ status: 'in_progress' })
}

test('task handoff over stdio: the page’s lines as they stand', async () => {
  const me = person()
  const server = startRawStdio({
    command: process.execPath,
    args: [script, 'stdio'],
    cwd: me.dir,
    env: { ...process.env, ...me.env },
  })
  const answers = new Map<number, { result?: unknown }>()
  for (const line of lines) {
    const { id } = JSON.parse(line) as { id?: number }
    if (id === undefined) server.send(line)
    else answers.set(id, await server.ask(line))
  }
  check(answers)
  expect(server.noise).toEqual([])
  expect(await server.close()).toBe(0)
})

test('task handoff over HTTP: the same lines', async () => {
  const me = person()
  const { url, token } = await me.serve()
  const http = new RawHttp(`${url}mcp`, token)
  const answers = new Map<number, { result?: unknown }>()
  for (const line of lines) {
    const { id } = JSON.parse(line) as { id?: number }
    const answer = await http.post(line)
    if (id !== undefined) answers.set(id, answer.messages[0] as { result?: unknown })
  }
  check(answers)
})

test('worker slots: two clients, camelCase', async () => {
  const me = person()
  const { url, token } = await me.serve()
  const one = await connectHttp(`${url}mcp`, token, 'claude')
  const two = await connectHttp(`${url}mcp`, token, 'claude')
  const call = async (client: typeof one, name: string, args: Record<string, unknown> = {}) =>
    contentOf({ result: await client.callTool({ name, arguments: args }) })
  const ids = (answer: Record<string, unknown>) => (answer.tasks as { task_id: string }[]).map((task) => task.task_id)

  await call(one, 'add_task', { id: 'TASK-001', description: 'First' })
  await call(one, 'add_task', { id: 'TASK-002', description: 'Second' })
  await call(one, 'add_task', { id: 'TASK-003', description: 'Third', dependencies: ['TASK-001', 'TASK-002'] })
  const { slot } = await call(one, 'claim_worker_slot')
  expect(slot).toBe(1)
  expect(ids(await call(one, 'get_available_tasks'))).toEqual(['TASK-001', 'TASK-002'])
  await call(one, 'claim_task', { taskId: 'TASK-001', workerId: 'worker-1', workerSlot: slot })

  const { slot: slot2 } = await call(two, 'claim_worker_slot')
  expect(slot2).toBe(2)
  expect(ids(await call(two, 'get_available_tasks'))).toEqual(['TASK-002'])
  await call(two, 'claim_task', { taskId: 'TASK-002', workerId: 'worker-2', workerSlot: slot2 })
  expect(await call(two, 'get_workers')).toMatchObject({
    slots: expect.arrayContaining([{ slot: 1, status: 'working', agent: 'worker-1', task_id: 'TASK-001' }]),
  })

  await call(one, 'update_task', {
    taskId: 'TASK-001',
    status: 'done',
    workerId: 'worker-1',
    output: 'Completed successfully',
  })
  await call(one, 'release_worker_slot', { slot })
  await call(two, 'update_task', { taskId: 'TASK-002', status: 'failed', workerId: 'worker-2', error: 'no network' })
  expect(await call(two, 'reset_failed_task', { taskId: 'TASK-002' })).toMatchObject({ status: 'open' })
  expect(ids(await call(two, 'get_available_tasks'))).toEqual(['TASK-002'])
  expect(await call(two, 'get_all_tasks')).toMatchObject({
    tasks: [{ task_id: 'TASK-003', status: 'open' }, { status: 'open' }, { task_id: 'TASK-001', status: 'done' }],
  })
  await one.close()
  await two.close()
})

test('task queue and notifications: its three calls and its resource, by REST', async () => {
  const me = person()
  const { url, token } = await me.serve()
  const { task_id, status } = await rest(url, token, 'create_task', {
    description: 'Reply to Alice',
    due: '2025-04-20T12:00:00Z',
  })
  expect(status).toBe('open')
  expect(await rest(url, token, 'trigger_notification', { task_id, channel: 'log' })).toEqual({ success: true })
  await expect(rest(url, token, 'trigger_notification', { task_id, channel: 'email' })).rejects.toThrow(
    /Configured: log/,
  )
  expect(await rest(url, token, 'complete_task', { task_id })).toMatchObject({ success: true })
  const resource = await fetch(new URL(`resources/task/${task_id}`, url), {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(await resource.json()).toMatchObject({
    task_id,
    description: 'Reply to Alice',
    status: 'done',
    due: '2025-04-20T12:00:00.000Z',
  })
  expect(await (await fetch(new URL('health', url))).json()).toEqual({ status: 'ok' })
})

test('worker slots by REST, where each call may name another worker', async () => {
  const me = person()
  const { url, token } = await me.serve()
  await rest(url, token, 'add_task', { id: 'TASK-001', description: 'First' })
  const { slot } = await rest(url, token, 'claim_worker_slot', {})
  const claimed = await rest(url, token, 'claim_task', { taskId: 'TASK-001', workerId: 'worker-1', workerSlot: slot })
  expect(claimed).toMatchObject({ status: 'in_progress', slot })
  await rest(url, token, 'update_task', { taskId: 'TASK-001', status: 'done', workerId: 'worker-1' })
  expect(await rest(url, token, 'release_worker_slot', { slot })).toEqual({ slot, status: 'free' })
})
