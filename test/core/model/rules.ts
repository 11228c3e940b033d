/**
 * The rules once more, as small as they can be told: tasks with a status and a holder, agents that are heard, time. What
 * the real board does is compared with this after every step.
 */
import type { BatonEvent } from '../../../src/contract/baton.ts'
import type { ErrorCode, Priority, Status } from '../../../src/contract/words.ts'
import { minutes } from '../../../src/core/clock.ts'

export interface Modelled {
  readonly id: string
  readonly priority: Priority
  readonly needsApproval: boolean
  status: Status
  holder: string | null
  implicit: boolean
  until: number
  offeredTo: string | null
  offerUntil: number
  waiting: 'answer' | 'approval' | null
  expiries: number
  on: Set<string>
}

/** Something that happened to a task. `before`: the task then; unknown where one call made several things happen. */
export interface Past {
  readonly seq: number
  readonly kind: string
  readonly touched: ReadonlySet<string>
  readonly undid: unknown
  readonly before: Modelled | undefined
}

export type Outcome = 'ok' | ErrorCode
const takeable = (t: Modelled) => ['open', 'handoff_ready', 'agent_exhausted'].includes(t.status)
const over = (t: Modelled) => t.status === 'done' || t.status === 'cancelled'
const lease = { explicit: minutes(15), implicit: minutes(60) }
const undoable = 'updated claimed released handed_off completed approved cancelled failed reset'.split(' ')
const ranks: readonly Priority[] = ['low', 'normal', 'high', 'urgent']

export class Rules {
  readonly tasks = new Map<string, Modelled>()
  private heard = new Map<string, number>()
  /** The last thing that was remembered. */
  seq = 0
  private readonly pasts = new Map<string, Past[]>()
  now: number

  constructor(now: number) {
    this.now = now
  }

  /** Does `work` on a copy of the task as it stands now; a refused call leaves no trace, not even an expired lease. */
  private on(id: string, agent: string | null, work: (task: Modelled) => Outcome): Outcome {
    const task = this.tasks.get(id)
    if (!task) return 'not_found'
    const copy = { ...task, on: new Set(task.on) }
    // A person answers what was asked already, not what the clock is about to ask.
    if (agent !== null) this.expire(copy)
    const outcome = work(copy)
    if (outcome !== 'ok') return outcome
    this.tasks.set(id, copy)
    return this.heardOf(agent)
  }

  holderOf = (id: string) => this.tasks.get(id)?.holder

  heardOf(agent: string | null): Outcome {
    if (agent !== null) this.heard.set(agent, this.now)
    return 'ok'
  }

  private leaseEnd(t: Modelled): number {
    const heard = this.heard.get(t.holder ?? '')
    return Math.max(t.until, heard === undefined ? 0 : heard + (t.implicit ? lease.implicit : lease.explicit))
  }

  private expire(t: Modelled): void {
    if (t.status !== 'in_progress' || this.leaseEnd(t) > this.now) return
    t.expiries++
    t.holder = null
    t.status = t.expiries < 3 ? 'open' : 'input_required'
    if (t.status === 'input_required') t.waiting = 'answer'
  }

  blocked = (t: Modelled) => [...t.on].some((id) => this.tasks.get(id)?.status !== 'done')
  ready = (t: Modelled) => takeable(t) && t.holder === null && !this.blocked(t)

  private give(t: Modelled, agent: string, implicit: boolean): Outcome {
    Object.assign(t, { holder: agent, implicit, offeredTo: null })
    t.until = this.now + (implicit ? lease.implicit : lease.explicit)
    if (t.status !== 'input_required') t.status = 'in_progress'
    return 'ok'
  }

  private take(t: Modelled, agent: string, implicit: boolean): Outcome {
    if (t.holder !== null) return t.holder === agent ? this.give(t, agent, implicit) : 'already_claimed'
    if (!takeable(t)) return 'invalid_transition'
    if (this.blocked(t) || (t.offeredTo !== null && t.offeredTo !== agent)) return 'not_ready'
    return this.give(t, agent, implicit)
  }

  private mayWrite(t: Modelled, agent: string): boolean {
    if (t.holder !== null) return t.holder === agent
    return !(takeable(t) && t.offeredTo !== null && t.offeredTo !== agent)
  }

  private end(t: Modelled, status: Status, more: Partial<Modelled> = {}): Outcome {
    Object.assign(t, { status, holder: null, waiting: null, ...more })
    if (status !== 'handoff_ready') t.offeredTo = null
    return 'ok'
  }

  create(id: string, priority: Priority, needsApproval: boolean, on: readonly string[]): Outcome {
    if (on.some((needed) => !this.tasks.has(needed))) return 'not_found'
    const task = { id, priority, needsApproval, status: 'open' as const, holder: null, implicit: false, until: 0 }
    const rest = { offeredTo: null, offerUntil: 0, waiting: null, expiries: 0, on: new Set(on) }
    this.tasks.set(id, { ...task, ...rest })
    return 'ok'
  }

  private reaches(from: string, id: string): boolean {
    return from === id || [...(this.tasks.get(from)?.on ?? [])].some((next) => this.reaches(next, id))
  }

  depend(id: string, on: readonly string[]): Outcome {
    return this.on(id, 'person', (t) => {
      if (on.some((needed) => this.reaches(needed, id))) return 'dependency_cycle'
      if (on.some((needed) => !this.tasks.has(needed))) return 'not_found'
      t.on = new Set(on)
      return 'ok'
    })
  }

  claim = (id: string, agent: string) => this.on(id, agent, (t) => this.take(t, agent, false))

  /** The task that claim_next_task gives. */
  next(agent: string): string | null {
    const ready = [...this.tasks.values()].filter(
      (t) => this.ready(t) && (t.offeredTo === null || t.offeredTo === agent),
    )
    ready.sort((a, b) => ranks.indexOf(b.priority) - ranks.indexOf(a.priority))
    return ready[0]?.id ?? null
  }

  checkpoint = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      if (t.holder === null && !takeable(t)) return 'invalid_transition'
      const taken = t.holder === null ? this.take(t, agent, true) : 'ok'
      t.expiries = 0
      return taken
    })

  handOff = (id: string, agent: string, to: string | null) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      if (over(t) || t.status === 'failed' || t.waiting === 'approval') return 'invalid_transition'
      return this.end(t, 'handoff_ready', { offeredTo: to, offerUntil: this.now + minutes(30), expiries: 0 })
    })

  exhaust = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      if (!['in_progress', 'input_required'].includes(t.status) || t.waiting === 'approval') return 'invalid_transition'
      return this.end(t, 'agent_exhausted', { expiries: 0 })
    })

  complete = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      if (over(t) || t.status === 'failed' || t.waiting === 'approval') return 'invalid_transition'
      if (!t.needsApproval) return this.end(t, 'done', { expiries: 0 })
      if (t.status === 'input_required') return 'invalid_transition'
      Object.assign(t, { status: 'input_required', waiting: 'approval', offeredTo: null, expiries: 0 })
      return 'ok'
    })

  fail = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      if (!['in_progress', 'input_required'].includes(t.status) || t.waiting === 'approval') return 'invalid_transition'
      return this.end(t, 'failed', { expiries: 0 })
    })

  reset = (id: string, agent: string) =>
    this.on(id, agent, (t) => (t.status === 'failed' ? this.end(t, 'open', { expiries: 0 }) : 'invalid_transition'))

  cancel = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      return over(t) || t.waiting === 'approval' ? 'invalid_transition' : this.end(t, 'cancelled')
    })

  release = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      if (!this.mayWrite(t, agent)) return 'not_owner'
      return t.holder === null || t.waiting === 'approval' ? 'invalid_transition' : this.end(t, 'open', { expiries: 0 })
    })

  ask = (id: string, agent: string) =>
    this.on(id, agent, (t) => {
      const taken = t.holder === null ? this.take(t, agent, true) : 'ok'
      if (taken !== 'ok') return taken
      if (t.holder !== agent) return 'not_owner'
      if (t.status !== 'in_progress') return 'invalid_transition'
      Object.assign(t, { status: 'input_required', waiting: 'answer' })
      return 'ok'
    })

  /** A person's answer, or rejection: back to the holder with a fresh lease, or ready. */
  private back(id: string, waiting: Modelled['waiting'], more: Partial<Modelled> = {}): Outcome {
    return this.on(id, null, (t) => {
      if (t.waiting !== waiting) return 'invalid_transition'
      if (t.holder === null) return this.end(t, 'open', more)
      const until = this.now + (t.implicit ? lease.implicit : lease.explicit)
      Object.assign(t, { status: 'in_progress', waiting: null, until, ...more })
      return 'ok'
    })
  }
  answer = (id: string) => this.back(id, 'answer', { expiries: 0 })
  reject = (id: string) => this.back(id, 'approval')
  approve = (id: string) =>
    this.on(id, null, (t) => (t.waiting === 'approval' ? this.end(t, 'done') : 'invalid_transition'))

  /** What happened since, and how the tasks were before it. */
  remember(events: readonly BatonEvent[], before: ReadonlyMap<string, Modelled>): void {
    this.seq = events.at(-1)?.seq ?? this.seq
    for (const { seq, kind, task_id, changed, details } of events) {
      if (task_id === null) continue
      const touched = new Set([...Object.keys(changed), ...(details.depends_on ? ['depends_on'] : [])])
      const isOnly = events.filter((one) => one.task_id === task_id).length === 1
      const past = { seq, kind, touched, undid: details.undid, before: isOnly ? before.get(task_id) : undefined }
      this.pasts.set(task_id, [...(this.pasts.get(task_id) ?? []), past])
    }
  }

  /** What can be told how it was before, `back` from the newest. */
  past = (id: string, back: number): Past | undefined =>
    this.pasts
      .get(id)
      ?.filter(({ before, kind }) => before || kind === 'created')
      .at(-1 - back)

  /** Back to what it was in all that changed then, where nothing newer changed that. */
  undo(id: string, past: Past | undefined): Outcome {
    if (!past) return 'not_found'
    const { seq, kind, touched, before } = past
    if (!undoable.includes(kind)) return 'invalid_transition'
    const newer = this.pasts.get(id)?.filter((one) => one.seq > seq) ?? []
    if (newer.some((one) => one.undid === seq || [...one.touched].some((field) => touched.has(field))))
      return 'version_conflict'
    // Only what was created has no before.
    if (!before) return 'invalid_transition'
    return this.on(id, null, (t) => (kind === 'updated' ? this.unlink(t, before) : this.goBack(t, before, touched)))
  }

  private unlink(t: Modelled, before: Modelled): Outcome {
    if ([...before.on].some((needed) => this.reaches(needed, t.id))) return 'dependency_cycle'
    t.on = new Set(before.on)
    return 'ok'
  }

  /** Nobody gets back what waits for others by now, and nothing is undone that others went on from. */
  private goBack(t: Modelled, before: Modelled, touched: ReadonlySet<string>): Outcome {
    const was = { ...t }
    if (touched.has('status')) t.status = before.status
    if (touched.has('waiting_for')) t.waiting = before.waiting
    if (touched.has('expiries')) t.expiries = before.expiries
    if (touched.has('offer')) Object.assign(t, { offeredTo: before.offeredTo, offerUntil: before.offerUntil })
    if (touched.has('hold')) Object.assign(t, { holder: before.holder, implicit: before.implicit })
    if (touched.has('hold') && t.holder !== null) {
      t.until = this.now + (t.implicit ? lease.implicit : lease.explicit)
      if (this.blocked(t)) t.holder = null
      if (this.blocked(t) && t.status === 'in_progress') t.status = 'open'
    }
    const standing = (one: Modelled) =>
      [one.status, one.waiting, one.holder, one.status === 'handoff_ready' && [one.offeredTo, one.offerUntil]].join()
    if (standing(t) === standing(was)) return 'invalid_transition'
    const isBuiltOn = (other: Modelled) =>
      other.on.has(t.id) && (other.holder !== null || ['done', 'in_progress', 'input_required'].includes(other.status))
    const isReopened = was.status === 'done' && t.status !== 'done'
    return isReopened && [...this.tasks.values()].some(isBuiltOn) ? 'invalid_transition' : 'ok'
  }

  tick(): void {
    for (const t of this.tasks.values()) {
      this.expire(t)
      if (t.offeredTo !== null && t.offerUntil <= this.now) t.offeredTo = null
    }
  }
}
