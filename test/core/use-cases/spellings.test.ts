import { expect, test } from 'vitest'
import { board } from '../board.ts'
import { refused } from '../given.ts'

test('checkpoint, hand-off and resume, in the words of snake_case servers', async () => {
  const { as } = await board()
  const agent = as('my-agent')
  await agent('create_task', {
    task_id: 'task-001',
    title: 'Fix login bug',
    goal: 'Resolve auth error on /login',
    repo_path: '/home/dev/myapp',
  })
  await agent('save_checkpoint', {
    task_id: 'task-001',
    agent: 'claude-code',
    completed_steps: ['Reproduced bug', 'Found root cause in auth/login.py:42'],
    remaining_steps: ['Implement fix', 'Write tests'],
    resume_prompt: 'Fix null check in auth/login.py line 42',
  })
  await agent('handoff_task', {
    task_id: 'task-001',
    from_agent: 'claude-code',
    to_agent: 'hermes',
    reason: 'Context limit reached, fix not yet implemented',
  })
  const read = await as('hermes')('get_task', { task_id: 'task-001' })
  expect(read).toMatchObject({
    status: 'handoff_ready',
    offered_to: 'hermes',
    remaining_steps: ['Implement fix', 'Write tests'],
    resume_prompt: 'Fix null check in auth/login.py line 42',
    handoffs: [{ from: 'claude-code', to: 'hermes', checkpoint: 1 }],
  })
  const updated = await as('other-client')('update_task', {
    task_id: 'task-001',
    title: 'Fix login bug',
    goal: 'Implementing solution for auth error',
    status: 'in_progress',
    current_owner: 'hermes',
    completed_steps: ['Reproduced bug', 'Found root cause', 'Implemented fix'],
    remaining_steps: ['Write tests', 'Deploy to staging'],
  })
  expect(updated).toMatchObject({ status: 'in_progress', current_owner: 'hermes', checkpoint: 2 })
  expect(await agent('get_task', { id: 'TASK-001' })).toMatchObject({
    task_id: 'task-001',
    goal: 'Implementing solution for auth error',
    remaining_steps: ['Write tests', 'Deploy to staging'],
    handoffs: [{ accepted_by: 'hermes' }],
  })
})

test('workers, slots and dependencies, in the words of camelCase servers', async () => {
  const { as } = await board()
  const one = as('claude', { connection: 'link:1' })
  const two = as('claude', { connection: 'link:2' })
  await one('add_task', { id: 'setup', description: 'Initialize project' })
  await one('add_task', { id: 'auth', description: 'Implement auth', dependencies: ['setup'], output: 'none yet' })
  await one('add_task', { taskId: 'docs', description: 'Write docs', dependsOn: [] })
  expect(await one('claim_worker_slot')).toEqual({ slot: 1 })
  expect(await two('claim_worker_slot')).toEqual({ slot: 2 })
  await one('claim_task', { taskId: 'setup', workerId: 'worker-1', workerSlot: 1 })
  const ready = await two('get_available_tasks')
  expect(ready.tasks.map((task) => task.task_id)).toEqual(['docs'])
  await two('claim_task', { taskId: 'docs', workerId: 'worker-2', workerSlot: 2 })
  expect(await one('get_workers')).toEqual({
    slots: [
      { slot: 1, status: 'working', agent: 'worker-1', task_id: 'setup' },
      { slot: 2, status: 'working', agent: 'worker-2', task_id: 'docs' },
      { slot: 3, status: 'free' },
      { slot: 4, status: 'free' },
      { slot: 5, status: 'free' },
    ],
  })
  await one('update_task', { taskId: 'setup', status: 'done', workerId: 'worker-1', output: 'Completed successfully' })
  await two('update_task', { taskId: 'docs', status: 'failed', workerId: 'worker-2', error: 'no words' })
  expect(await two('reset_failed_task', { taskId: 'docs' })).toMatchObject({ status: 'open' })
  expect(await one('release_worker_slot', { slot: 1 })).toEqual({ slot: 1, status: 'free' })
  expect((await one('get_all_tasks')).tasks.map((t) => [t.task_id, t.status])).toEqual([
    ['docs', 'open'],
    ['auth', 'open'],
    ['setup', 'done'],
  ])
  expect(await one('get_task', { taskId: 'auth' })).toMatchObject({ ready: true, output: 'none yet' })
  expect((await one('get_available_tasks')).tasks.map((t) => t.task_id)).toEqual(['auth', 'docs'])
})

test('a task by its description alone, completed and told of, as task queues have it', async () => {
  const { as, delivered } = await board()
  const queue = as('queue')
  const task = await queue('create_task', { description: 'Reply to Alice', due: '2025-04-20T12:00:00Z' })
  expect(task).toMatchObject({ task_id: 'T-1', status: 'open', title: 'Reply to Alice' })
  expect(await queue('trigger_notification', { task_id: 'T-1', channel: 'log', message: 'hello' })).toEqual({
    success: true,
  })
  expect(await queue('complete_task', { task_id: 'T-1' })).toEqual({ success: true, task_id: 'T-1', status: 'done' })
  expect(delivered).toEqual(['T-1: hello'])
})

test.each([
  ['working', 'in_progress'],
  ['claimed', 'in_progress'],
  ['completed', 'done'],
])('update_task understands status "%s" as %s', async (word, status) => {
  const { as } = await board()
  await as('codex')('create_task', { title: 'Words' })
  expect(await as('codex')('update_task', { taskId: 'T-1', status: word })).toMatchObject({ status })
})

test('"available" is release or reset, whichever fits', async () => {
  const { as } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'Back' })
  await codex('claim_task', { task_id: 'T-1' })
  expect(await codex('update_task', { task_id: 'T-1', status: 'available' })).toMatchObject({ status: 'open' })
  await codex('claim_task', { task_id: 'T-1' })
  await codex('update_task', { task_id: 'T-1', status: 'failed' })
  expect(await codex('update_task', { task_id: 'T-1', status: 'available' })).toMatchObject({ status: 'open' })
})

test('list_tasks filters by other servers’ words for a status', async () => {
  const { as } = await board()
  await as('codex')('create_task', { title: 'one' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  expect((await as('codex')('list_tasks', { status: 'working' })).tasks).toHaveLength(1)
  expect((await as('codex')('list_tasks', { status: 'available' })).tasks).toHaveLength(0)
})

test('an unknown argument is refused by name, with the nearest known one', async () => {
  const { as, events } = await board()
  const codex = as('codex')
  const refusal = (message: RegExp) => refused('invalid_input', message)
  await expect(codex('create_task', { titel: 'x' })).rejects.toThrow(refusal(/"titel". Did you mean "title"\?/))
  await expect(codex('claim_task', { task_id: 'T-1', workerIdd: 'w' })).rejects.toThrow(refusal(/workerIdd/))
  await expect(codex('get_workers', { colour: 'red' })).rejects.toThrow(refusal(/It takes agent/))
  await expect(codex('create_tasks', { tasks: [{ title: 'x', dependson: [] }] })).rejects.toThrow(
    refusal(/"dependson". Did you mean "depends_on"\?/),
  )
  expect(await events()).toEqual([])
})

test('the tasks of a list may be spelled in camelCase too', async () => {
  const { as } = await board()
  await as('codex')('create_tasks', {
    tasks: [
      { title: 'a', ref: 'a' },
      { title: 'b', dependsOn: ['a'], needsApproval: true },
    ],
  })
  expect(await as('codex')('get_task', { task_id: 'T-2' })).toMatchObject({ depends_on: ['T-1'], needs_approval: true })
})

test('an unknown operation is refused with the nearest name', async () => {
  const { baton } = await board()
  const caller = { role: 'agent', principal: 'local', client: { name: 'x' }, connection: 'link:x' } as const
  await expect(baton.call('create_tsk', {}, caller)).rejects.toThrow(refused('not_found', /Did you mean create_task\?/))
  await expect(baton.call('constructor', {}, caller)).rejects.toThrow(refused('not_found'))
})
