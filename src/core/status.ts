/** The one table of what may follow what. Every other place asks it. */
import type { EventKind, Status } from '../contract/words.ts'
import type { Instant } from './clock.ts'
import { TaskError } from './error.ts'
import { type Change, changed, type Fields, type Task } from './task.ts'

const next: Readonly<Record<Status, readonly Status[]>> = {
  open: ['in_progress', 'handoff_ready', 'input_required', 'done', 'cancelled'],
  in_progress: ['open', 'handoff_ready', 'agent_exhausted', 'input_required', 'done', 'failed', 'cancelled'],
  input_required: ['in_progress', 'open', 'handoff_ready', 'agent_exhausted', 'done', 'failed', 'cancelled'],
  handoff_ready: ['in_progress', 'handoff_ready', 'input_required', 'done', 'cancelled'],
  agent_exhausted: ['in_progress', 'handoff_ready', 'input_required', 'done', 'cancelled'],
  failed: ['open', 'cancelled'],
  done: [],
  cancelled: [],
}

export const mayBecome = (from: Status, to: Status) => next[from].includes(to)
export const following = (from: Status) => next[from]

/** Nothing more will happen to it. */
export const isOver = (status: Status) => next[status].length === 0

/** Somebody could take it, if nothing blocks it. */
export const isTakeable = (status: Status) =>
  status === 'open' || status === 'handoff_ready' || status === 'agent_exhausted'

const advice: Readonly<Record<Status, string>> = {
  open: 'It is open: claim it first.',
  in_progress: 'It is in progress.',
  input_required: 'It waits for a person.',
  handoff_ready: 'It waits to be picked up: claim it first.',
  agent_exhausted: 'Its last agent gave up: claim it first.',
  failed: 'It failed: reset_failed_task makes it available again.',
  done: 'It is done, and stays so; create another task for further work.',
  cancelled: 'It was cancelled, and stays so; create another task for further work.',
}

/** Moves `task` to `to`, or throws invalid_transition. */
export function move(
  task: Task,
  to: Status,
  kind: EventKind,
  now: Instant,
  fields: Fields = {},
  details: Change['details'] = {},
): Change {
  mustBeAbleTo(task, to, kind)
  const finished = isOver(to) ? { finished_at: now } : {}
  return changed(task, { status: to, ...finished, ...fields }, kind, now, details)
}

function mustBeAbleTo(task: Task, to: Status, kind: EventKind): void {
  const decided = kind === 'approved' || kind === 'rejected'
  if (!mayBecome(task.status, to) || (task.waiting_for === 'approval' && !decided)) throw refusal(task, to)
}

/** Why `task` does not become `to`, and what can be done. */
export function refusal(task: Task, to: Status): TaskError {
  const about = { task_id: task.id, status: task.status }
  if (task.waiting_for === 'approval') {
    const message = `${task.id} waits for a person's approval; only approve or reject lead on.`
    return new TaskError('invalid_transition', message, about)
  }
  const message = `${task.id} cannot become ${to}. ${advice[task.status]}`
  return new TaskError('invalid_transition', message, { ...about, allowed: next[task.status] })
}
