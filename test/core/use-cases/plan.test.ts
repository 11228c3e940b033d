import { expect, test } from 'vitest'
import type { Output } from '../../../src/contract/operations/index.ts'
import { type Board, board } from '../board.ts'
import { refused } from '../given.ts'

/** `b: ['a']`: b waits for a. */
async function planned(tasks: Record<string, string[]>): Promise<Board> {
  const made = await board()
  const list = Object.entries(tasks).map(([task_id, depends_on]) => ({ task_id, title: task_id, depends_on }))
  await made.person('create_tasks', { tasks: list })
  return made
}
const ids = ({ nodes }: Output<'get_plan'>) => nodes.map((node) => node.task_id)
const lines = ({ edges }: Output<'get_plan'>) => edges.map(({ from, to }) => `${from}>${to}`)

/** a → b → c → d → e, with x waiting for b, and y beside it all. */
const chain = { a: [], b: ['a'], c: ['b'], d: ['c'], e: ['d'], x: ['b'], y: [] }

test('the whole plan: what waits or is waited for, and nothing else', async () => {
  const { person } = await planned(chain)
  const plan = await person('get_plan')
  expect(ids(plan)).toEqual(['a', 'b', 'c', 'd', 'e', 'x'])
  expect(lines(plan)).toEqual(['a>b', 'b>c', 'c>d', 'd>e', 'b>x'])
  expect(plan).toMatchObject({ critical_path: ['a', 'b', 'c', 'd', 'e'], total: 6 })
  expect(plan).not.toHaveProperty('truncated')
})

test('around a task: so many steps before and after, nobody who only shares them', async () => {
  const { person } = await planned(chain)
  expect(ids(await person('get_plan', { task_id: 'C', depth: 1 }))).toEqual(['b', 'c', 'd'])
  const two = await person('get_plan', { task_id: 'c', depth: 2 })
  expect(ids(two)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(lines(two)).toEqual(['a>b', 'b>c', 'c>d', 'd>e'])
  expect(ids(await person('get_plan', { task_id: 'a' }))).toEqual(['a', 'b', 'c', 'd', 'x'])
  const alone = await person('get_plan', { task_id: 'y' })
  expect(alone).toMatchObject({ edges: [], critical_path: ['y'], total: 1 })
  await expect(person('get_plan', { task_id: 'nobody' })).rejects.toThrow(refused('not_found'))
  for (const depth of [0, 11]) await expect(person('get_plan', { depth })).rejects.toThrow(refused('invalid_input'))
})

test('what is done is no part of the critical path, and of nothing where only what is open is asked for', async () => {
  const { person } = await planned(chain)
  await person('complete_task', { task_id: 'a' })
  await person('complete_task', { task_id: 'b' })
  await person('cancel_task', { task_id: 'e' })
  const all = await person('get_plan')
  expect(ids(all)).toEqual(['a', 'b', 'c', 'd', 'e', 'x'])
  expect(all.critical_path).toEqual(['c', 'd'])
  const open = await person('get_plan', { open_only: true })
  expect(ids(open)).toEqual(['c', 'd', 'x'])
  expect(open).toMatchObject({ total: 3, critical_path: ['c', 'd'], edges: [{ from: 'c', to: 'd' }] })
  expect(ids(await person('get_plan', { task_id: 'd', open_only: true }))).toEqual(['c', 'd'])
  // What was asked about is shown, whatever became of it.
  expect(ids(await person('get_plan', { task_id: 'b', open_only: true }))).toEqual(['b', 'c', 'd', 'x'])
})

test('where there is more than is shown: the nearest, or what is left to do, and how many there are', async () => {
  const { person } = await planned(chain)
  const near = await person('get_plan', { task_id: 'c', limit: 3 })
  expect(ids(near)).toEqual(['b', 'c', 'd'])
  expect(near).toMatchObject({ total: 5, truncated: true })
  await person('complete_task', { task_id: 'a' })
  const left = await person('get_plan', { limit: 2 })
  expect(ids(left)).toEqual(['e', 'x'])
  expect(left).toMatchObject({ edges: [], total: 6, truncated: true })
  await person('cancel_task', { task_id: 'x' })
  expect(ids(await person('get_plan', { limit: 4 }))).toEqual(['b', 'c', 'd', 'e'])
  const most = await person('get_plan', { limit: 5 })
  expect(ids(most)).toEqual(['b', 'c', 'd', 'e', 'x'])
})

test('many ways that part and meet again are each walked once', async () => {
  const tasks: Record<string, string[]> = { s0: [] }
  for (let n = 1; n <= 10; n++) {
    tasks[`l${n}`] = [`s${n - 1}`]
    tasks[`r${n}`] = [`s${n - 1}`]
    tasks[`s${n}`] = [`l${n}`, `r${n}`]
  }
  const { person } = await planned(tasks)
  const plan = await person('get_plan', { task_id: 's5', depth: 10 })
  expect(plan.total).toBe(31)
  expect(plan.critical_path).toHaveLength(21)
})

test('a node says what the picture shows of it', async () => {
  const made = await planned({ a: [], b: ['a'] })
  await made.person('update_task', { task_id: 'b', priority: 'high' })
  const codex = made.as('codex')
  await codex('claim_task', { task_id: 'a' })
  await codex('save_checkpoint', { task_id: 'a', completed_steps: ['1'], remaining_steps: ['2', '3'] })
  expect((await made.person('get_plan')).nodes).toEqual([
    {
      ...{ task_id: 'a', title: 'a', status: 'in_progress', ready: false, owner: 'codex' },
      lease: { seconds_left: 900, expires_at: '2026-04-20T12:15:00.000Z' },
      steps: { done: 1, total: 3 },
    },
    { task_id: 'b', title: 'b', status: 'open', ready: false, priority: 'high' },
  ])
})
