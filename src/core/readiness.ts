/** Whether a task can be taken now, and if not, why. */
import { TaskError } from './error.ts'
import { isTakeable } from './status.ts'
import type { Task } from './task.ts'

/** Without the number that tells a client's windows apart. */
export const bareName = (name: string) => name.replace(/#\d+$/, '')

/** "codex" also answers to what is offered to "codex" when it is the second of that name here, "codex#2". */
export const isOfferedTo = (task: Task, name: string) =>
  !task.offer?.to || bareName(task.offer.to).toLowerCase() === bareName(name).toLowerCase()

/** Ready for somebody: what an index can answer without knowing who asks. */
export const isReady = (task: Task) => isTakeable(task.status) && task.hold === null && task.open_deps === 0

const lacks = (task: Task, can: readonly string[]) => {
  const able = new Set(can.map((skill) => skill.toLowerCase()))
  return task.needs.filter((need) => !able.has(need.toLowerCase()))
}

/** Ready for `name`, who can do `can`. */
export const isReadyFor = (task: Task, name: string, can: readonly string[]) =>
  isReady(task) && isOfferedTo(task, name) && lacks(task, can).length === 0

/** Throws not_ready with the reason. The use case that knows the dependencies names them in place of their number. */
export function mustBeReady(task: Task, name: string, can: readonly string[]): void {
  const about = { task_id: task.id, status: task.status }
  if (task.open_deps > 0) {
    throw new TaskError(
      'not_ready',
      `${task.id} waits for ${task.open_deps} other task(s); call get_available_tasks for one that is ready.`,
      about,
    )
  }
  if (!isOfferedTo(task, name)) {
    throw new TaskError(
      'not_ready',
      `${task.id} is offered to ${task.offer?.to}; call get_available_tasks for others.`,
      about,
    )
  }
  const missing = lacks(task, can)
  if (missing.length > 0) {
    throw new TaskError('not_ready', `${task.id} needs ${missing.join(', ')}; if you can do that, say so in "can".`, {
      ...about,
      needs: missing,
    })
  }
}
