import { expect, test } from 'vitest'
import { type Board, board, type Voice } from '../board.ts'
import { refused } from '../given.ts'

async function filled(count: number): Promise<Board & { codex: Voice }> {
  const made = await board()
  const codex = made.as('codex')
  const tasks = Array.from({ length: count }, (_, i) => ({ title: `Task ${i + 1}` }))
  await codex('create_tasks', { tasks })
  return { ...made, codex }
}
type Listed = { tasks: { task_id?: string | undefined }[] }
const ids = (page: Listed) => page.tasks.map((task) => task.task_id)

test.each(['list_tasks', 'get_all_tasks'] as const)('%s pages newest first, 20 at a time', async (operation) => {
  const { codex } = await filled(45)
  const first = await codex(operation)
  expect(ids(first)).toHaveLength(20)
  expect(ids(first)[0]).toBe('T-45')
  // What is created meanwhile neither shifts nor doubles what follows.
  await codex('create_task', { title: 'newer' })
  const second = await codex(operation, { cursor: first.next_cursor })
  const third = await codex(operation, { cursor: second.next_cursor })
  expect(third.next_cursor).toBeUndefined()
  const all = [first, second, third].flatMap((page) => ids(page))
  expect(all).toEqual(Array.from({ length: 45 }, (_, i) => `T-${45 - i}`))
})

test('get_available_tasks pages by urgency, then age', async () => {
  const { codex } = await filled(5)
  await codex('update_task', { task_id: 'T-4', priority: 'urgent' })
  await codex('update_task', { task_id: 'T-2', priority: 'low' })
  const pages = []
  let cursor: string | undefined
  do {
    const page = await codex('get_available_tasks', { limit: 2, ...(cursor && { cursor }) })
    pages.push(ids(page))
    cursor = page.next_cursor
  } while (cursor)
  expect(pages).toEqual([['T-4', 'T-1'], ['T-3', 'T-5'], ['T-2']])
})

test('a page that ends with the last row has no cursor', async () => {
  const { codex } = await filled(4)
  expect((await codex('list_tasks', { limit: 4 })).next_cursor).toBeUndefined()
})

test('get_history pages latest first', async () => {
  const { codex } = await filled(5)
  const first = await codex('get_history', { limit: 3 })
  const second = await codex('get_history', { limit: 3, cursor: first.next_cursor })
  expect([...first.events, ...second.events].map((e) => e.seq)).toEqual([5, 4, 3, 2, 1])
  expect(second.next_cursor).toBeUndefined()
})

test('the history of one task is its own; an event tells what changed and nothing empty', async () => {
  const { codex } = await filled(3)
  await codex('update_task', { task_id: 'T-2', title: 'Renamed' })
  await codex('attach_artifact', { task_id: 'T-2', content: 'x', name: 'note' })
  const { events } = await codex('get_history', { task_id: 't-2' })
  expect(events.map((e) => e.kind)).toEqual(['artifact_attached', 'updated', 'created'])
  expect(events[1]).toEqual({
    seq: 4,
    at: '2026-04-20T12:00:00.000Z',
    task_id: 'T-2',
    actor: 'codex',
    kind: 'updated',
    changed: { title: ['Task 2', 'Renamed'] },
  })
  expect(events[0]).not.toHaveProperty('changed')
  await expect(codex('get_history', { task_id: 'T-9' })).rejects.toThrow(refused('not_found'))
})

test.each(['list_tasks', 'get_all_tasks', 'get_available_tasks', 'get_history'] as const)(
  '%s refuses a cursor that it did not give out',
  async (operation) => {
    const { codex } = await filled(1)
    for (const cursor of ['x', '1e3', '-1', '1.2.3', '99999999999999999999'])
      await expect(codex(operation, { cursor })).rejects.toThrow(refused('invalid_input', /"cursor"/))
    await expect(codex(operation, { cursor: '' })).rejects.toThrow(refused('invalid_input', /"cursor"/))
  },
)

test('limits are bounded', async () => {
  const { codex } = await filled(1)
  await expect(codex('list_tasks', { limit: 201 })).rejects.toThrow(refused('invalid_input', /"limit".*200/))
  await expect(codex('list_tasks', { limit: 0 })).rejects.toThrow(refused('invalid_input', /"limit"/))
  await expect(codex('list_tasks', { limit: 1.5 })).rejects.toThrow(refused('invalid_input', /"limit"/))
})

test('lists are filtered by status, owner, label, priority and parent, and by several at once', async () => {
  const { codex, as } = await filled(6)
  await codex('update_task', { task_id: 'T-1', labels: ['Docs', 'web'], priority: 'high' })
  await codex('update_task', { task_id: 'T-2', labels: ['docs'], parent: 'T-6' })
  await as('gemini')('claim_task', { task_id: 'T-2' })
  await codex('complete_task', { task_id: 'T-3' })
  const list = async (filter: Record<string, unknown>) => ids(await codex('list_tasks', filter))
  expect(await list({ status: 'done' })).toEqual(['T-3'])
  expect(await list({ owner: 'gemini' })).toEqual(['T-2'])
  expect(await list({ label: 'DOCS' })).toEqual(['T-2', 'T-1'])
  expect(await list({ priority: 'high' })).toEqual(['T-1'])
  expect(await list({ priority: 'normal' })).toEqual(['T-6', 'T-5', 'T-4', 'T-3', 'T-2'])
  expect(await list({ parent: 't-6' })).toEqual(['T-2'])
  expect(await list({ label: 'docs', status: 'open' })).toEqual(['T-1'])
  expect(await list({ owner: 'gemini', priority: 'high' })).toEqual([])
  expect(await list({ owner: 'nobody' })).toEqual([])
})

test('a label that was taken off no longer finds the task', async () => {
  const { codex } = await filled(1)
  await codex('update_task', { task_id: 'T-1', labels: ['a', 'b', 'A'] })
  await codex('update_task', { task_id: 'T-1', labels: ['b'] })
  expect(ids(await codex('list_tasks', { label: 'a' }))).toEqual([])
  expect(ids(await codex('list_tasks', { label: 'b' }))).toEqual(['T-1'])
})

test('a row says what is needed to choose; details come when asked for', async () => {
  const { codex } = await filled(1)
  await codex('update_task', { task_id: 'T-1', priority: 'high', goal: 'G' })
  await codex('claim_task', { task_id: 'T-1' })
  expect((await codex('list_tasks')).tasks).toEqual([
    { task_id: 'T-1', status: 'in_progress', title: 'Task 1', owner: 'codex', priority: 'high' },
  ])
  const [full] = (await codex('list_tasks', { detail: 'full' })).tasks
  expect(full).toMatchObject({ goal: 'G', current_owner: 'codex', version: 3, lease: { seconds_left: 900 } })
})
