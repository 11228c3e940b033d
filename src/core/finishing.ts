/** How a task ends: done (with a person's approval where it is asked for), failed, reset, cancelled. */
import type { Moment } from './clock.ts'
import { TaskError } from './error.ts'
import { free, mustHoldOrBeFree, renewed, type Scene, type Speaker } from './holding.ts'
import { move } from './status.ts'
import type { Change, Evidence, Task } from './task.ts'

export interface Result {
  readonly output?: string | undefined
  readonly evidence: Evidence | null
}

/** Done by its holder, or by anyone where nobody holds it. One that needs approval goes to a person, and stays held. */
export function complete(task: Task, result: Result, who: Speaker, scene: Scene): Change {
  mustHoldOrBeFree(task, who, scene)
  const fields = { output: result.output ?? task.output, evidence: result.evidence ?? task.evidence, expiries: 0 }
  const now = scene.now.wall
  // A person who completes what waits for approval approves it, with what they add.
  if (task.waiting_for === 'approval' && who.role !== 'agent') {
    const approved = approve(task, undefined, now)
    return { ...approved, task: { ...approved.task, ...fields } }
  }
  if (task.needs_approval && who.role === 'agent') {
    return move(task, 'input_required', 'approval_requested', now, {
      ...fields,
      waiting_for: 'approval',
      question: null,
      offer: null,
    })
  }
  return move(task, 'done', 'completed', now, { ...fields, ...free, ...waitsForNobody, offer: null, error: null })
}

export function approve(task: Task, note: string | undefined, now: number): Change {
  mustWaitForApproval(task)
  return move(task, 'done', 'approved', now, { ...free, ...waitsForNobody, error: null }, note ? { note } : {})
}

/** Back to its holder with a fresh lease, however long that one waited; ready again where nobody holds it. */
export function reject(task: Task, reason: string, now: Moment): Change {
  mustWaitForApproval(task)
  const hold = task.hold && renewed(task.hold, task.hold.ms, now.awake)
  return move(task, hold ? 'in_progress' : 'open', 'rejected', now.wall, { ...waitsForNobody, hold }, { reason })
}

function mustWaitForApproval(task: Task): void {
  if (task.waiting_for === 'approval') return
  throw new TaskError('invalid_transition', `${task.id} does not wait for approval; it is ${task.status}.`, {
    task_id: task.id,
    status: task.status,
  })
}

/** A failure that was reported counts an attempt; a lease that ran out does not. */
export function fail(task: Task, error: string | undefined, who: Speaker, scene: Scene): Change {
  mustHoldOrBeFree(task, who, scene)
  const attempts = task.attempts + 1
  const details = { attempts, of: task.max_attempts, ...(error && { error }) }
  return move(
    task,
    'failed',
    'failed',
    scene.now.wall,
    { ...free, ...waitsForNobody, attempts, error: error ?? task.error, expiries: 0 },
    details,
  )
}

export function reset(task: Task, now: number): Change {
  if (task.status !== 'failed') {
    throw new TaskError('invalid_transition', `${task.id} has not failed; it is ${task.status}.`, {
      task_id: task.id,
      status: task.status,
    })
  }
  return move(task, 'open', 'reset', now, { attempts: 0, expiries: 0, error: null })
}

export function cancel(task: Task, reason: string | undefined, who: Speaker, scene: Scene): Change {
  mustHoldOrBeFree(task, who, scene)
  return move(
    task,
    'cancelled',
    'cancelled',
    scene.now.wall,
    { ...free, ...waitsForNobody, offer: null },
    reason ? { reason } : {},
  )
}

const waitsForNobody = { waiting_for: null, question: null } as const
