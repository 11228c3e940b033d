import { expect, test } from 'vitest'
import { openSite, token } from './site.ts'

const ok = (success: object) => ({ status: 200, type: 'application/json', body: success })

test('the three calls and the resource of the notification service, with its shapes', async () => {
  const site = await openSite()
  const created = await site.call('create_task', { description: 'Reply to Alice', due: '2025-04-20T12:00:00Z' })
  expect(created).toMatchObject(ok({ task_id: expect.any(String), status: 'open' }))
  const { task_id } = created.body

  const resource = await site.get(`/resources/task/${task_id}`)
  expect(resource).toMatchObject(
    ok({ task_id, description: 'Reply to Alice', status: 'open', due: '2025-04-20T12:00:00.000Z' }),
  )
  expect((await site.call('get_task', { task_id })).body).toEqual(resource.body)

  const notified = await site.call('trigger_notification', { task_id, channel: 'log' })
  expect(notified).toMatchObject(ok({}))
  expect(notified.body).toEqual({ success: true })

  expect(await site.call('complete_task', { task_id })).toMatchObject(ok({ success: true, task_id, status: 'done' }))
  expect((await site.get(`/resources/task/${task_id}`)).body.status).toBe('done')
})

test('a channel that nobody configured is refused, and the configured ones are named', async () => {
  const site = await openSite()
  const { task_id } = (await site.call('create_task', { description: 'x' })).body
  const refused = await site.call('trigger_notification', { task_id, channel: 'email' })
  expect(refused).toMatchObject({ status: 404, body: { code: 'not_found', details: { channels: ['log'] } } })
})

test('a notification is logged without a word of the task', async () => {
  const site = await openSite()
  const { task_id } = (await site.call('create_task', { title: 'Secret title', description: 'secret text' })).body
  await site.call('trigger_notification', { task_id, channel: 'log', message: 'secret message', agent: 'codex' })
  await expect
    .poll(() => site.logged.map((line) => JSON.parse(line)))
    .toMatchObject([{ level: 'info', what: 'notification', task_id, channel: 'log', by: 'codex' }])
  expect(site.logged.join('')).not.toMatch(/secret/i)
})

test('the example workflow of the task coordinator in camelCase, by two clients', async () => {
  const site = await openSite()
  const one = { 'x-client-name': 'worker-1' }
  const two = { 'x-client-name': 'worker-2' }
  for (const id of ['TASK-001', 'TASK-002']) await site.call('add_task', { id, description: `Do ${id}` })

  const slot1 = (await site.call('claim_worker_slot', {}, one)).body.slot
  const slot2 = (await site.call('claim_worker_slot', {}, two)).body.slot
  expect([slot1, slot2]).toEqual([1, 2])
  const ids = async () =>
    (await site.call('get_available_tasks', {}, two)).body.tasks.map(({ task_id }: { task_id: string }) => task_id)
  expect((await ids()).sort()).toEqual(['TASK-001', 'TASK-002'])

  const claim = { taskId: 'TASK-001', workerId: 'worker-1', workerSlot: slot1 }
  expect(await site.call('claim_task', claim, one)).toMatchObject(ok({ status: 'in_progress', slot: 1 }))
  expect(await ids()).toEqual(['TASK-002'])
  const again = await site.call('claim_task', { ...claim, workerId: 'worker-2', workerSlot: slot2 }, two)
  expect(again).toMatchObject({ status: 409, body: { code: 'already_claimed' } })
  const other = await site.call('claim_task', { taskId: 'TASK-002', workerId: 'worker-2', workerSlot: slot2 }, two)
  expect(other).toMatchObject(ok({ task_id: 'TASK-002' }))

  const done = { taskId: 'TASK-001', status: 'done', workerId: 'worker-1', output: 'Completed successfully' }
  expect(await site.call('update_task', done, one)).toMatchObject(ok({ task_id: 'TASK-001', status: 'done' }))
  expect(await site.call('release_worker_slot', { slot: slot1, workerId: 'worker-1' }, one)).toMatchObject(
    ok({ slot: 1, status: 'free' }),
  )
  expect((await site.get('/resources/task/task-001')).body.output).toBe('Completed successfully')

  await site.call('update_task', { taskId: 'TASK-002', status: 'failed', workerId: 'worker-2', error: 'no disk' }, two)
  expect(await site.call('reset_failed_task', { taskId: 'TASK-002' }, two)).toMatchObject(ok({ status: 'open' }))
})

test('tasks with dependencies, as that page sets them up', async () => {
  const site = await openSite()
  await site.call('add_task', { id: 'setup-project', description: 'Initialize Next.js project' })
  await site.call('add_task', { id: 'setup-db', description: 'Set up Prisma with SQLite' })
  const dependencies = ['setup-project', 'setup-db']
  const api = await site.call('add_task', { id: 'auth-api', description: 'Implement auth API routes', dependencies })
  expect(api.body.blocked_by.sort()).toEqual(['setup-db', 'setup-project'])
  const refused = await site.call('claim_task', { taskId: 'auth-api', workerId: 'worker-1' })
  expect(refused).toMatchObject({ status: 409, body: { code: 'not_ready' } })
  const circle = await site.call('update_task', { taskId: 'setup-db', dependencies: ['auth-api'] })
  expect(circle).toMatchObject({ status: 422, body: { code: 'dependency_cycle' } })
  expect(circle.body.detail).toMatch(/setup-db.*auth-api|auth-api.*setup-db/)
})

test('an Idempotency-Key gives a repeated request its first answer, and another request none', async () => {
  const site = await openSite()
  const key = { 'idempotency-key': 'k-1' }
  const first = await site.call('create_task', { description: 'once' }, key)
  expect(await site.call('create_task', { description: 'once' }, key)).toMatchObject({ status: 200, body: first.body })
  expect(await site.call('create_task', { description: 'once', idempotencyKey: 'k-1' })).toMatchObject({
    body: first.body,
  })
  expect(await site.call('create_task', { description: 'twice' }, key)).toMatchObject({
    status: 422,
    body: { code: 'idempotency_conflict' },
  })
  const differ = await site.call('create_task', { description: 'once', idempotency_key: 'k-2' }, key)
  expect(differ).toMatchObject({ status: 400, body: { code: 'invalid_input', details: { field: 'idempotency_key' } } })
  expect((await site.call('get_all_tasks')).body.tasks).toHaveLength(1)
  expect((await site.call('get_workers', {}, key)).status).toBe(200)
})

test('a call without a body is a call without arguments', async () => {
  const site = await openSite()
  expect((await site.send('POST', '/tools/get_workers')).body.slots).toHaveLength(5)
})

test('who speaks: the body, else X-Client-Name, else rest', async () => {
  const site = await openSite()
  await site.call('create_task', { task_id: 'a', description: 'x', agent: 'codex' }, { 'x-client-name': 'script' })
  await site.call('create_task', { task_id: 'b', description: 'x' }, { 'x-client-name': 'script' })
  await site.call('create_task', { task_id: 'c', description: 'x' })
  const by = async (id: string) => (await site.get(`/resources/task/${id}`)).body.created_by
  expect([await by('a'), await by('b'), await by('c')]).toEqual(['codex', 'script', 'rest'])
  const long = await site.call('create_task', { description: 'x' }, { 'x-client-name': 'x'.repeat(65) })
  expect(long).toMatchObject({ status: 400, body: { code: 'invalid_input', details: { field: 'X-Client-Name' } } })
})

test('what is for a person is refused to an agent', async () => {
  const site = await openSite()
  await site.call('create_task', { task_id: 'a', description: 'x' })
  expect(await site.call('approve', { task_id: 'a' })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test('a client that hangs up ends its call', async () => {
  let given: AbortSignal | undefined
  const site = await openSite({
    wrap: (baton) => ({
      ...baton,
      call: (_name, _input, _caller, options) =>
        new Promise((_resolve, reject) => {
          given = options?.signal
          given?.addEventListener('abort', () => reject(given?.reason))
        }),
    }),
  })
  const leave = new AbortController()
  const headers = { authorization: `Bearer ${token}` }
  const asked = fetch(`${site.url}/tools/get_workers`, { method: 'POST', headers, signal: leave.signal })
  asked.catch(() => {})
  await expect.poll(() => given?.aborted).toBe(false)
  leave.abort()
  await expect.poll(() => given?.aborted).toBe(true)
  expect(site.logged).toEqual([])
})

test('a board reads cards, finds words, and reads again what changed', async () => {
  const site = await openSite()
  for (const title of ['Hold the seats', 'Sell the seats', 'Print tickets']) await site.call('create_task', { title })
  await site.call('claim_task', { task_id: 'T-1', agent: 'codex' })
  const found = await site.call('list_tasks', { detail: 'card', query: 'SEATS hold' })
  expect(found.body.tasks).toMatchObject([{ task_id: 'T-1', current_owner: 'codex' }])
  expect(found.body.tasks[0].moves).toContain('force_release')
  const again = await site.call('list_tasks', { detail: 'card', taskIds: ['t-3', 't-1', 'gone'] })
  expect(again.body.tasks.map((task: { task_id: string }) => task.task_id)).toEqual(['T-3', 'T-1'])
  const refused = await site.call('list_tasks', { task_ids: Array.from({ length: 201 }, (_, i) => `t${i}`) })
  expect(refused).toMatchObject({ status: 400, body: { details: { field: 'task_ids' } } })
})

test('a person takes back what happened last; an agent may not', async () => {
  const site = await openSite()
  const person = { authorization: `Bearer ${site.tokens.create({ role: 'person' }).token}` }
  const { task_id } = (await site.call('create_task', { title: 'x' })).body
  await site.call('claim_task', { task_id, agent: 'codex' })
  const [{ seq }] = (await site.call('get_history', { task_id, limit: 1 })).body.events
  expect(await site.call('undo', { task_id, seq })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await site.call('undo', { task_id, seq }, person)).toMatchObject(ok({ task_id, status: 'open' }))
  const again = await site.call('undo', { task_id, seq }, person)
  expect(again).toMatchObject({ status: 409, body: { code: 'version_conflict', details: { kind: 'undone' } } })
})
