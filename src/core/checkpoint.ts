/** Keeping where the work stands. */

import type { Instant } from './clock.ts'
import { TaskError } from './error.ts'
import { mustHoldOrBeFree, type Scene, type Speaker } from './holding.ts'
import type { Checkpoint, CheckpointFields, Tx } from './ports.ts'
import { isTakeable } from './status.ts'
import { type Change, changed, type Task } from './task.ts'
import type { Context } from './use-case.ts'

const fields = ['completed_steps', 'remaining_steps', 'test_results', 'files', 'git', 'notes', 'resume_prompt'] as const

/** What of `input` belongs to a checkpoint; undefined where nothing does. */
export function checkpointIn(input: CheckpointFields): CheckpointFields | undefined {
  const given = fields.filter((field) => input[field] !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given.map((field) => [field, input[field]]))
}

/** Throws unless `who` may say where the work on `task` stands. */
export function mustTakeCheckpoint(task: Task, who: Speaker, scene: Scene): void {
  mustHoldOrBeFree(task, who, scene)
  if (task.hold || isTakeable(task.status)) return
  const message = `${task.id} is ${task.status}; a checkpoint belongs to work in progress.`
  throw new TaskError('invalid_transition', message, { task_id: task.id, status: task.status })
}

/** Checkpoints are only ever added: the trail stays, also where a later one was wrong. */
export async function append(tx: Tx, task: Task, given: CheckpointFields, { who, now }: Context): Promise<Task> {
  const checkpoint: Checkpoint = {
    ...given,
    number: task.checkpoints + 1,
    agent: who.name,
    at: now.wall,
    automatic: false,
  }
  const saved = await tx.save(numbered(task, checkpoint))
  await tx.addCheckpoint(saved, checkpoint)
  return saved
}

function numbered(task: Task, { number, at, completed_steps, remaining_steps }: Checkpoint): Change {
  const details = {
    checkpoint: number,
    ...(completed_steps && { completed: completed_steps.length }),
    ...(remaining_steps && { remaining: remaining_steps.length }),
  }
  const change = changed(task, { expiries: 0 }, 'checkpoint_saved', at, details)
  return { ...change, task: { ...change.task, checkpoints: number } }
}

/**
 * What was seen without the agent's help: no word of the agent's own, so it takes and renews nothing, and leaves the
 * version as it was, which whoever edits the task goes by. Nothing where `agent` was last seen just so.
 */
export async function observe(
  tx: Tx,
  task: Task,
  given: CheckpointFields,
  { agent, at, why }: { agent: string; at: Instant; why: string },
): Promise<Task> {
  const [last] = await tx.checkpoints(task.id, undefined, 1)
  if (last?.automatic && last.agent === agent && isSame(last, given)) return task
  const number = task.checkpoints + 1
  const details = { checkpoint: number, automatic: true, why }
  const saved = await tx.save({
    before: task,
    task: { ...task, checkpoints: number },
    kind: 'checkpoint_saved',
    details,
  })
  await tx.addCheckpoint(saved, { ...given, number, agent, at, automatic: true })
  return saved
}

const isSame = (last: CheckpointFields, given: CheckpointFields) =>
  fields.every((field) => given[field] === undefined || JSON.stringify(last[field]) === JSON.stringify(given[field]))

/** Where the work stands: by the agents' own last word, and by what was seen since. */
export interface Standing {
  readonly checkpoint?: Checkpoint | undefined
  /** One for each agent that was seen, what is known of it put together; oldest first. */
  readonly seen: readonly Checkpoint[]
}

/** So far back what was seen is looked at. */
const lookBack = 10

export async function standingOf(tx: Tx, task: Task): Promise<Standing> {
  if (task.checkpoints === 0) return { seen: [] }
  const latest = await tx.checkpoints(task.id, undefined, lookBack)
  const own = latest.findIndex((checkpoint) => !checkpoint.automatic)
  const seen = new Map<string, Checkpoint>()
  for (const one of latest.slice(0, own < 0 ? lookBack : own)) {
    const newer = seen.get(one.agent)
    seen.set(one.agent, newer ? { ...one, ...newer } : one)
  }
  return { checkpoint: own < 0 ? await tx.lastCheckpoint(task.id) : latest[own], seen: [...seen.values()].reverse() }
}
