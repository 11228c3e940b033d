/** What happened to a task, as a relay: who carried it, where it changed hands and why. Made from its history alone. */
import type { TaskPicture } from '../data/picture.ts'
import { stepsOf } from '../steps.ts'
import { type Tests, testsOf } from './tests.ts'

type Happening = TaskPicture['history'][number]
type Checkpoint = TaskPicture['checkpoints'][number]

export interface Stop {
  readonly number: number
  readonly at: string
  readonly tests: Tests
  readonly text: string
}

/** How a leg ended. `passed`: to the one it was meant for; `dropped`: nobody meant it. */
export type How = 'passed' | 'put' | 'dropped' | 'finished'
export type Verb = 'passed' | 'put' | 'dropped' | 'failed' | 'cancelled' | 'finished' | 'taken'

export interface End {
  readonly how: How
  readonly verb: Verb
  readonly at: string
  /** In the agent's own words, or what the host noticed. */
  readonly reason: string | undefined
  /** Whom it was meant for; undefined: anyone. */
  readonly to: string | undefined
  /** The lease ran out, and no word of the agent's own was kept. */
  readonly silent?: boolean
  readonly by?: string
}

export interface Leg {
  readonly agent: string
  readonly from: string
  readonly stops: Stop[]
  end: End | undefined
}

export type Now =
  | { readonly kind: 'running' | 'asking'; readonly agent: string }
  /** It lies there for `to`, or for anyone. */
  | { readonly kind: 'waiting'; readonly to: string | undefined }
  | { readonly kind: 'finished' }
  | { readonly kind: 'over' }

export interface Story {
  readonly legs: readonly Leg[]
  readonly now: Now
  /** What is left, and the number of the first of it. */
  readonly ahead: readonly string[]
  readonly done: number
  /** The history does not reach back to the beginning. */
  readonly older: boolean
}

const said = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export function storyOf({ task, checkpoints, history, older }: TaskPicture): Story {
  const steps = stepsOf({ checkpoints })
  const legs: Leg[] = []
  const known = new Map(checkpoints.map((checkpoint) => [checkpoint.number, checkpoint]))
  const open = () => {
    const last = legs.at(-1)
    return last && !last.end ? last : undefined
  }
  const undone = undoneIn(history)
  for (const one of [...history].reverse()) {
    const undoing = undone.get(one.seq)
    if (undoing) takeBack(one, undoing, open())
    else tell(one, legs, open(), known)
  }
  agree(task, legs, open())
  return {
    legs,
    now: nowOf(task, open()),
    ahead: task.status === 'done' || task.status === 'cancelled' ? [] : steps.left,
    done: steps.done.length,
    older,
  }
}

/**
 * By what was taken back, who took it back: none of it is a part of the way. Only a claim that its agent had worked on
 * already stays, and ends when it was taken back.
 */
function undoneIn(history: readonly Happening[]): Map<number, Happening> {
  const by = new Map(
    history.filter(({ kind }) => kind === 'undone').map((one) => [Number(one.details?.undid), one] as const),
  )
  for (const { seq, kind, actor } of history) {
    const until = by.get(seq)?.seq ?? 0
    if (kind === 'claimed' && history.some((one) => seq < one.seq && one.seq < until && isStop(one, actor)))
      by.delete(seq)
  }
  return by
}

const isStop = ({ kind, actor, details }: Happening, agent: string) =>
  kind === 'checkpoint_saved' && details?.automatic !== true && actor === agent

/** An end that was taken back was none, unless its agent had left meanwhile and the task did not become its own again. */
function takeBack(one: Happening, undoing: Happening, leg: Leg | undefined): void {
  if (!leg || one.kind === 'claimed' || !endOf(one, leg) || undoing.changed?.hold?.[1]) return
  leg.end = { how: 'put', verb: 'put', at: one.at, reason: undefined, to: undefined }
}

function tell(one: Happening, legs: Leg[], leg: Leg | undefined, known: Map<number, Checkpoint>): void {
  const { kind, actor, at, details = {} } = one
  if (kind === 'claimed') {
    // The same one again only renews; so does one that was restarted.
    if (leg?.agent === actor) return
    if (leg) leg.end = { how: 'put', verb: 'put', at, reason: undefined, to: undefined }
    legs.push({ agent: actor, from: at, stops: [], end: undefined })
    meet(legs)
  } else if (leg && isStop(one, actor)) {
    const number = Number(details.checkpoint)
    const checkpoint = known.get(number)
    leg.stops.push({ number, at, tests: testsOf(checkpoint?.test_results), text: checkpoint?.notes ?? '' })
  } else if (leg) {
    leg.end = endOf(one, leg)
  }
}

function endOf({ kind, actor, at, details = {} }: Happening, leg: Leg): End | undefined {
  const end = { at, reason: said(details.reason), to: undefined }
  switch (kind) {
    case 'handed_off': {
      const to = said(details.to)
      return { ...end, how: 'put', verb: 'put', to: to === 'anyone' ? undefined : to }
    }
    case 'exhausted':
      return { ...end, how: 'put', verb: 'put' }
    case 'released':
      return details.by_person === true
        ? { ...end, how: 'dropped', verb: 'taken', by: actor }
        : { ...end, how: 'put', verb: 'put' }
    case 'lease_expired':
      return { ...end, how: 'dropped', verb: 'dropped', silent: leg.stops.length === 0 }
    case 'failed':
      return { ...end, how: 'dropped', verb: 'failed', reason: said(details.error) }
    case 'completed':
    case 'approved':
      return { ...end, how: 'finished', verb: 'finished' }
    case 'cancelled':
      return { ...end, how: 'dropped', verb: 'cancelled' }
    case 'undone':
      return details.kind === 'claimed' ? { ...end, how: 'dropped', verb: 'taken', by: actor } : undefined
    default:
      return undefined
  }
}

/** A handoff is passed once the one it was meant for has taken it; until then, and to anyone, the baton is put down. */
function meet(legs: Leg[]): void {
  const [before, now] = legs.slice(-2)
  if (before?.end?.how !== 'put' || !now || before === now) return
  if (before.end.to?.toLowerCase() === bare(now.agent)) before.end = { ...before.end, how: 'passed', verb: 'passed' }
}

/** Two windows of one client are told apart by a number. */
const bare = (agent: string) => agent.replace(/#\d+$/, '').toLowerCase()

/** What is kept of the history may not tell all: the task itself has the last word on who holds it. */
function agree(task: TaskPicture['task'], legs: Leg[], leg: Leg | undefined): void {
  const holder = task.current_owner
  if (leg && leg.agent !== holder) {
    const finished = task.status === 'done'
    leg.end = {
      how: finished ? 'finished' : 'put',
      verb: finished ? 'finished' : 'put',
      at: task.finished_at ?? task.updated_at,
      reason: undefined,
      to: undefined,
    }
  }
  if (holder && leg?.agent !== holder)
    legs.push({ agent: holder, from: task.started_at ?? task.updated_at, stops: [], end: undefined })
}

function nowOf(task: TaskPicture['task'], leg: Leg | undefined): Now {
  if (task.status === 'done') return { kind: 'finished' }
  // What failed is set back by a person first.
  if (task.status === 'cancelled' || task.status === 'failed') return { kind: 'over' }
  if (leg) return { kind: task.status === 'input_required' ? 'asking' : 'running', agent: leg.agent }
  return { kind: 'waiting', to: task.offered_to }
}
