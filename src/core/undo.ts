/** Taking back one thing that happened to a task: its fields become what they were, as far as the rules still allow. */
import type { BatonEvent } from '../contract/baton.ts'
import type { EventKind } from '../contract/words.ts'
import { TaskError } from './error.ts'
import { renewed, type Scene } from './holding.ts'
import { type Change, changed, type Fields, type Hold, type Task } from './task.ts'

/** What people and agents decide about where a task stands. */
const decisions: readonly EventKind[] = [
  'claimed',
  'released',
  'handed_off',
  'completed',
  'approved',
  'cancelled',
  'failed',
  'reset',
]

const kept = 'the trail of the work is only ever added to'
const whyNot: Readonly<Partial<Record<EventKind, string>>> = {
  created: 'a task that was made stays; cancel_task ends it',
  checkpoint_saved: `${kept}; save another checkpoint`,
  artifact_attached: `${kept}; attach another artifact`,
  input_requested: 'a question that was asked is answered; use answer_input',
  input_answered: 'its agent may have read the answer already',
  approval_requested: 'approve or reject lead on',
  rejected: 'its agent may have read that already',
  lease_expired: 'time cannot be taken back; claim_task takes the task again',
  offer_widened: 'time cannot be taken back; handoff_task offers it anew',
  exhausted: 'its agent has given up; claim_task or handoff_task lead on',
  notified: 'what was sent is read already',
  undone: 'it was itself taken back; make the change once more',
}

/** What `event` left, as [before, after] of the tasks that `depends_on` names. */
export const linksIn = ({ details }: BatonEvent) => details.depends_on as [string[], string[]] | undefined

const touched = (event: BatonEvent) => [...Object.keys(event.changed), ...(linksIn(event) ? ['depends_on'] : [])]

/** Throws unless `event` can be taken back and nothing of `newer`, oldest first, stands on what it changed. */
export function mustBeUndoable(task: Task, event: BatonEvent, newer: readonly BatonEvent[]): void {
  const { seq, kind } = event
  const refuse = (why: string) =>
    new TaskError('invalid_transition', `#${seq} of ${task.id} (${kind}) cannot be taken back: ${why}.`, {
      task_id: task.id,
      status: task.status,
      seq,
      kind,
    })
  if (kind !== 'updated' && !decisions.includes(kind)) throw refuse(whyNot[kind] ?? 'it changed nothing of the task')
  if (event.details.lease_extended_seconds !== undefined) {
    throw refuse('a lease is not made shorter; force_release takes the task from its holder')
  }
  const mine = touched(event)
  if (mine.length === 0) throw refuse('it changed nothing')
  const over = newer.find((one) => one.details.undid === seq || touched(one).some((field) => mine.includes(field)))
  if (!over) return
  const what =
    over.details.undid === seq
      ? `#${seq} of ${task.id} was taken back already, by ${over.actor} (#${over.seq}).`
      : `${task.id} has changed since: ${over.actor} ${over.kind} it (#${over.seq}). Look at the task, then change it by hand.`
  throw new TaskError('version_conflict', what, {
    task_id: task.id,
    version: task.version,
    seq: over.seq,
    kind: over.kind,
    actor: over.actor,
  })
}

/** The task as it was before `event`; `mustBeUndoable` comes first. */
export function undo(task: Task, event: BatonEvent, scene: Scene): Change {
  // Fences only count up: an old claim must not become good again by a number that is given out twice.
  const { fence: _, ...was } = Object.fromEntries(
    Object.entries(event.changed).map(([field, [before]]) => [field, before]),
  ) as Fields
  const details = { undid: event.seq, kind: event.kind }
  const fields = event.kind === 'updated' ? was : standing(task, was, scene)
  const change = changed(task, fields, 'undone', scene.now.wall, details)
  if (event.kind !== 'updated' && standsAlike(task, change.task)) throw moot(task, was.hold ?? null, change.task)
  return change
}

/** A holder that is gone, or whose task waits for others by now, gets nothing back: then anyone may take it. */
function standing(task: Task, was: Fields, { now, presence }: Scene): Fields {
  const former = was.hold
  if (!former) return was
  const stays = !presence.isGone(former.connection, now.awake) && task.open_deps === 0
  if (stays) return { ...was, hold: renewed(former, former.ms, now.awake) }
  const status = was.status ?? task.status
  return { ...was, hold: null, status: status === 'in_progress' ? 'open' : status }
}

const sameHolder = (a: Hold | null, b: Hold | null) => a?.by === b?.by && a?.connection === b?.connection

const standsAlike = (a: Task, b: Task) =>
  a.status === b.status &&
  a.waiting_for === b.waiting_for &&
  sameHolder(a.hold, b.hold) &&
  JSON.stringify(a.offer) === JSON.stringify(b.offer)

function moot(task: Task, former: Hold | null, after: Task): TaskError {
  const why =
    former && !after.hold
      ? `${former.by} cannot take ${task.id} up again: it has left, or the task waits for others now. It stays ${task.status}.`
      : `That only renewed the lease on ${task.id}. force_release takes it from its holder.`
  return new TaskError('invalid_transition', why, { task_id: task.id, status: task.status })
}

/** Whether work goes on, or is done, on the ground that what `task` waited for is done. */
export const isBuiltOn = (task: Task) =>
  task.hold !== null || task.status === 'done' || task.status === 'in_progress' || task.status === 'input_required'

export function mustNotBeBuiltOn(task: Task, by: readonly Task[]): void {
  if (by.length === 0) return
  const names = by.slice(0, 5).map((t) => `${t.id} (${t.status}${t.hold ? `, ${t.hold.by}` : ''})`)
  const more = by.length > names.length ? ` and ${by.length - names.length} more` : ''
  throw new TaskError(
    'invalid_transition',
    `${task.id} stays done: ${names.join(', ')}${more} went on from there. Release or cancel that first, or create another task.`,
    { task_id: task.id, status: task.status, dependents: by.slice(0, 20).map((t) => t.id) },
  )
}
