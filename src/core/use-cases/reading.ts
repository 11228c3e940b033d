import { standingOf } from '../checkpoint.ts'
import { criticalPath } from '../plan.ts'
import type { Beside, Tx } from '../ports.ts'
import { isReady } from '../readiness.ts'
import { isOver } from '../status.ts'
import type { Task } from '../task.ts'
import { type Context, placeIn, type UseCase } from '../use-case.ts'
import { card, node, row, told, whole } from '../view.ts'

export const get_task: UseCase<'get_task'> = async (tx, { task_id }, context) =>
  tell(tx, await tx.task(task_id), context)

async function tell(tx: Tx, task: Task, context: Context) {
  const story = {
    task,
    ...(await standingOf(tx, task)),
    handoffs: await tx.handoffs(task.id, 10),
    artifacts: await tx.artifacts(task.id),
  }
  return told(story, await tx.dependencies(task.id), context) as Awaited<ReturnType<UseCase<'get_task'>>>
}

export const list_tasks: UseCase<'list_tasks'> = async (
  tx,
  { cursor, detail = 'line', agent: _, query, task_ids, limit = task_ids?.length || 20, ...filter },
  context,
) => {
  const page = await tx.list({ ...filter, task_ids, words: wordsOf(query) }, limit, cursor)
  const tasks = await shown[detail](tx, page.rows, context)
  return { tasks, ...(page.next && { next_cursor: page.next }) } as Awaited<ReturnType<UseCase<'list_tasks'>>>
}

const shown = {
  line: async (_tx: Tx, tasks: readonly Task[]) => tasks.map(row),
  full: async (_tx: Tx, tasks: readonly Task[], context: Context) =>
    tasks.map((task) => ({ ...row(task), ...whole(task, context) })),
  async card(tx: Tx, tasks: readonly Task[], context: Context) {
    const beside = await tx.beside(tasks)
    return tasks.map((task) => card(task, beside.get(task.id) ?? nothing, context.who, context))
  },
}

const nothing: Beside = { blocked_by: [], checkpoint: null, handoff: null, takers: [], artifacts: 0 }

const wordsOf = (query: string | undefined) => query?.split(/\s+/u).filter((word) => word !== '')

export const get_all_tasks: UseCase<'get_all_tasks'> = async (tx, { limit = 20, cursor }) => {
  const page = await tx.list({}, limit, cursor)
  return { tasks: page.rows.map(row), ...(page.next && { next_cursor: page.next }) }
}

export const list_dependencies: UseCase<'list_dependencies'> = async (tx, { task_id, limit = 20, cursor }) => {
  const task = await tx.task(task_id)
  const from = placeIn('list_dependencies', cursor) ?? 0
  const dependents = await tx.dependents(task.id, limit + 1, from)
  const around = (one: Task) => ({ ...row(one), ready: isReady(one) })
  return {
    depends_on: (await tx.dependencyTasks(task.id)).map(around),
    dependents: dependents.slice(0, limit).map(around),
    ...(dependents.length > limit && { next_cursor: String(from + limit) }),
  }
}

export const get_plan: UseCase<'get_plan'> = async (
  tx,
  { task_id, depth = 3, limit = 500, open_only = false },
  context,
) => {
  const around = task_id === undefined ? undefined : { id: (await tx.task(task_id)).id, depth }
  const { tasks, edges, total } = await tx.plan({ around, open_only, limit })
  const left = tasks.filter((task) => !isOver(task.status))
  // Steps are shown of work that has begun.
  const beside = await tx.beside(left.filter((task) => task.checkpoints > 0))
  return {
    nodes: tasks.map((task) => node(task, beside.get(task.id), context)),
    edges: edges.map(({ from, to }) => ({ from, to })),
    critical_path: criticalPath(
      left.map((task) => task.id),
      edges,
    ),
    total,
    ...(total > tasks.length && { truncated: true }),
  }
}
