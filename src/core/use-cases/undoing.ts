import type { BatonEvent, Seq } from '../../contract/baton.ts'
import { rewire } from '../dependencies.ts'
import { TaskError } from '../error.ts'
import type { Tx } from '../ports.ts'
import { isReady } from '../readiness.ts'
import type { Change, Task } from '../task.ts'
import { isBuiltOn, linksIn, mustBeUndoable, mustNotBeBuiltOn, undo as undone } from '../undo.ts'
import type { UseCase } from '../use-case.ts'
import { line } from '../view.ts'

/** On the task as the person saw it: a lease that ran out since is not what they take back. */
export const undo: UseCase<'undo'> = async (tx, { task_id, seq }, context) => {
  const task = await tx.task(task_id)
  const event = await eventOf(tx, task, seq)
  mustBeUndoable(task, event, await newerThan(tx, task, seq))
  const change = undone(task, event, context)
  const links = linksIn(event)
  if (links) return line(await tx.save(await relink(tx, change, links)))
  const blocked = task.status === 'done' && change.task.status !== 'done' ? await blockAgain(tx, task) : []
  const details = { ...change.details, ...(blocked.length > 0 && { blocked }) }
  return { ...line(await tx.save({ ...change, details })), ...(blocked.length > 0 && { blocked }) }
}

async function eventOf(tx: Tx, task: Task, seq: Seq): Promise<BatonEvent> {
  const [event] = await tx.history(task.id, seq + 1, 1)
  if (event?.seq === seq) return event
  const { first } = await tx.eventRange()
  const message =
    seq < first
      ? `#${seq} of ${task.id} is no longer kept: what happened is dropped 30 days after a task's end. Change the task by hand.`
      : `${task.id} has no event #${seq}. get_history lists those that it has.`
  throw new TaskError('not_found', message, { task_id: task.id, seq })
}

const page = 200

/** What happened to `task` after `seq`, oldest first. */
async function newerThan(tx: Tx, task: Task, seq: Seq): Promise<BatonEvent[]> {
  const newer: BatonEvent[] = []
  for (let before: Seq | undefined; ; before = newer.at(-1)?.seq) {
    const rows = await tx.history(task.id, before, page)
    newer.push(...rows.filter((event) => event.seq > seq))
    if (rows.length < page || (rows.at(-1)?.seq ?? 0) <= seq) return newer.reverse()
  }
}

async function relink(tx: Tx, change: Change, [before, after]: [string[], string[]]): Promise<Change> {
  const open_deps = await rewire(tx, change.task, before)
  return {
    ...change,
    task: { ...change.task, open_deps },
    details: { ...change.details, depends_on: [after, before] },
  }
}

/** What waited for `task` waits again. Returns those that were ready. */
async function blockAgain(tx: Tx, task: Task): Promise<string[]> {
  const ready: string[] = []
  const started: Task[] = []
  for (let offset = 0; ; offset += page) {
    const rows = await tx.dependents(task.id, page, offset)
    started.push(...rows.filter(isBuiltOn))
    ready.push(...rows.filter(isReady).map(({ id }) => id))
    if (rows.length < page) break
  }
  mustNotBeBuiltOn(task, started)
  await tx.block(task.id)
  return ready
}
