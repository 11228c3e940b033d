import { standingOf } from '../checkpoint.ts'
import type { Tx } from '../ports.ts'
import { isReady } from '../readiness.ts'
import type { Task } from '../task.ts'
import { type Context, placeIn, type UseCase } from '../use-case.ts'
import { row, told, whole } from '../view.ts'

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
  { limit = 20, cursor, detail, agent: _, ...filter },
  context,
) => {
  const page = await tx.list(filter, limit, cursor)
  const rows =
    detail === 'full' ? page.rows.map((task) => ({ ...row(task), ...whole(task, context) })) : page.rows.map(row)
  return { tasks: rows, ...(page.next && { next_cursor: page.next }) } as Awaited<ReturnType<UseCase<'list_tasks'>>>
}

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
