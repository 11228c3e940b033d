/** Who may write to a task, and how it is taken and let go. */
import type { Role } from '../contract/words.ts'
import { type Awake, type Moment, minutes } from './clock.ts'
import { TaskError } from './error.ts'
import type { Presence } from './presence.ts'
import { isOfferedTo, mustBeReady } from './readiness.ts'
import { isTakeable, move, refusal } from './status.ts'
import { type Change, changed, type Hold, type Task } from './task.ts'

export const defaultLease = minutes(15)
/** An implicit hold ends after this long without a call of its holder. */
const implicitLease = minutes(60)
/** A task offered to one agent is open to all when that one has not come for this long. */
export const offerLasts = minutes(30)
/** So many leases that ran out in a row, and a person is asked instead of the next agent. */
const tooManyExpiries = 3

/** Who speaks, and under which claim if it says so. */
export interface Speaker {
  readonly role: Role
  readonly name: string
  readonly connection: string
  readonly stateless: boolean
  readonly claim: string | undefined
}

/** What an agent shows to prove that its hold is the latest. */
export const claimOf = (task: Task) => `${task.id}:${task.fence}:${task.hold?.by ?? ''}`

/** Where a hold stands now: who it is, and whether it still counts. */
export interface Scene {
  readonly now: Moment
  readonly presence: Presence
}

export const secondsLeft = (hold: Hold, { now, presence }: Scene) =>
  Math.max(0, Math.round((presence.leaseEnd(hold, now.awake) - now.awake) / 1000))

/** No lease runs out while a person is asked. */
export const leaseIsOver = (task: Task, { now, presence }: Scene) =>
  task.hold !== null && task.status === 'in_progress' && presence.leaseEnd(task.hold, now.awake) <= now.awake

/** Throws unless nobody holds `task` or `who` does. Persons may always write. */
export function mustHoldOrBeFree(task: Task, who: Speaker, scene: Scene): void {
  mustShowTheLatestClaim(task, who)
  if (task.hold && !holds(task, who, scene)) throw notTheHolder(task, who, scene)
  if (!task.hold && task.offer?.to && isTakeable(task.status) && !isOfferedTo(task, who.name) && who.role === 'agent') {
    throw new TaskError(
      'not_owner',
      `${task.id} is handed on to ${task.offer.to}; it is no longer yours to change.`,
      about(task),
    )
  }
}

/** Throws unless `who` holds `task`, or is a person. */
export function mustHold(task: Task, who: Speaker, scene: Scene): void {
  mustShowTheLatestClaim(task, who)
  if (holds(task, who, scene)) return
  if (!task.hold) throw new TaskError('not_owner', `Nobody holds ${task.id}. Claim it first.`, about(task))
  throw notTheHolder(task, who, scene)
}

export function holds(task: Task, who: Speaker, { presence }: Pick<Scene, 'presence'>): boolean {
  if (who.role !== 'agent') return true
  const { hold } = task
  if (!hold) return false
  if (who.claim !== undefined) return true // mustShowTheLatestClaim has compared it
  if (hold.by !== who.name) return false
  if (hold.implicit) return true
  // A stateless caller is known by its name alone, so the name must be nobody else's.
  return hold.connection === who.connection && !(who.stateless && presence.othersNamed(who.name, who.connection))
}

function mustShowTheLatestClaim(task: Task, who: Speaker): void {
  if (who.claim === undefined || (task.hold && who.claim.toLowerCase() === claimOf(task).toLowerCase())) return
  const holder = task.hold ? `it is held by ${task.hold.by} now` : 'nobody holds it now'
  throw new TaskError(
    'lease_lost',
    `Your claim on ${task.id} has ended: ${holder}. Read the task, then claim it again or take another.`,
    about(task),
  )
}

function notTheHolder(task: Task, who: Speaker, scene: Scene): TaskError {
  const hold = task.hold as Hold
  if (hold.by === who.name) {
    const message = `${task.id} is held by another client that also goes by ${who.name}. Pass the claim you were given, or take another task.`
    return new TaskError('lease_lost', message, about(task))
  }
  const message = `${task.id} is held by ${hold.by}${silence(hold, scene)}. Call get_available_tasks for others.`
  return new TaskError('not_owner', message, about(task))
}

/** ", silent for 3 min" where it has been. */
function silence(hold: Hold, { now, presence }: Scene): string {
  const quiet = Math.floor((now.awake - (presence.lastHeard(hold) ?? now.awake)) / minutes(1))
  return quiet > 0 ? `, silent for ${quiet} min` : ''
}

const about = (task: Task) => ({
  task_id: task.id,
  status: task.status,
  ...(task.hold && { current_owner: task.hold.by }),
})

export interface Terms {
  readonly implicit: boolean
  readonly lease_ms: number
  readonly can: readonly string[]
}

export const implicitly: Terms = { implicit: true, lease_ms: implicitLease, can: [] }

/**
 * `who` takes `task`. The same holder taking it again only renews; an agent that was restarted (same name, its old
 * connection gone) takes it under a new fence, so that what is left of the old one is refused.
 */
export function take(task: Task, who: Speaker, terms: Terms, scene: Scene): Change {
  const { now } = scene
  const { hold } = task
  if (hold) {
    const same = hold.by === who.name && hold.connection === who.connection
    const restarted = !same && hold.by === who.name && scene.presence.isGone(hold.connection, now.awake)
    if (!same && !restarted) throw alreadyClaimed(task, scene)
    const fence = restarted ? task.fence + 1 : task.fence
    return held(task, who, terms, now, fence)
  }
  if (!isTakeable(task.status)) throw refusal(task, 'in_progress')
  mustBeReady(task, who.name, terms.can)
  return held(task, who, terms, now, task.fence + 1)
}

function held(task: Task, who: Speaker, { implicit, lease_ms }: Terms, now: Moment, fence: number): Change {
  const hold: Hold = {
    by: who.name,
    connection: who.connection,
    since: now.wall,
    implicit,
    until: now.awake + lease_ms,
    ms: lease_ms,
  }
  // Whoever waits for a person goes on waiting, also after a restart.
  const status = task.status === 'input_required' ? task.status : ('in_progress' as const)
  const fields = { hold, fence, offer: null, started_at: task.started_at ?? now.wall, status }
  return {
    before: task,
    task: { ...task, ...fields, updated_at: now.wall, version: task.version + 1 },
    kind: 'claimed',
    details: implicit ? { implicit } : { lease_seconds: lease_ms / 1000 },
  }
}

function alreadyClaimed(task: Task, scene: Scene): TaskError {
  const hold = task.hold as Hold
  const message = `${task.id} is held by ${hold.by}${silence(hold, scene)}; call get_available_tasks for others.`
  return new TaskError('already_claimed', message, { ...about(task), seconds_left: secondsLeft(hold, scene) })
}

/** Lets go of `task`, so that others can take it. */
export function release(task: Task, now: Moment, reason?: string): Change {
  if (!task.hold)
    throw new TaskError('invalid_transition', `Nobody holds ${task.id}, so there is nothing to release.`, about(task))
  return move(
    task,
    'open',
    'released',
    now.wall,
    // Whoever gives it back has not fallen silent.
    { ...free, waiting_for: null, question: null, expiries: 0 },
    reason ? { reason } : {},
  )
}

/** A person takes the task from whoever holds it. One that is up for approval stays so, for whoever approves. */
export function forceRelease(task: Task, now: Moment, reason?: string): Change {
  if (task.hold && task.waiting_for === 'approval') {
    return changed(task, free, 'released', now.wall, { by_person: true, ...(reason && { reason }) })
  }
  const change = release(task, now, reason)
  return { ...change, details: { ...change.details, by_person: true } }
}

/** A person lets the lease run longer than it would by itself. */
export function extend(task: Task, ms: number, { now, presence }: Scene): Change {
  if (!task.hold) {
    throw new TaskError('invalid_transition', `Nobody holds ${task.id}, so no lease can be extended.`, about(task))
  }
  const hold = { ...task.hold, until: presence.leaseEnd(task.hold, now.awake) + ms }
  return changed(task, { hold }, 'updated', now.wall, { lease_extended_seconds: ms / 1000 })
}

/** The lease ran out. It counts no attempt, but a task that keeps losing its agents is put before a person. */
export function expire(task: Task, now: Moment, questionId: string): Change {
  const expiries = task.expiries + 1
  const details = { holder: task.hold?.by, expiries }
  if (expiries < tooManyExpiries) return move(task, 'open', 'lease_expired', now.wall, { ...free, expiries }, details)
  const question = {
    id: questionId,
    text: `${expiries} agents in a row fell silent on this task. What should change before the next one tries?`,
    options: ['Let the next one try'],
    asked_by: 'baton',
    at: now.wall,
  }
  return move(
    task,
    'input_required',
    'lease_expired',
    now.wall,
    { ...free, expiries, waiting_for: 'answer', question },
    details,
  )
}

/** What a task that nobody holds looks like. */
export const free = { hold: null } as const

export const renewed = (hold: Hold, lease_ms: number, now: Awake): Hold => ({
  ...hold,
  ms: lease_ms,
  until: now + lease_ms,
})
