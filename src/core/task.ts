/** What a task is, and how one becomes another: always by a `Change`, which carries the event that tells of it. */
import type { EventKind, Priority, Status } from '../contract/words.ts'
import type { Awake, Instant } from './clock.ts'

export interface Question {
  readonly id: string
  readonly text: string
  readonly options: readonly string[]
  readonly asked_by: string
  readonly at: Instant
}

/** Why the holder says it is done; shown to whoever approves. */
export interface Evidence {
  readonly text?: string | undefined
  readonly artifacts?: readonly string[] | undefined
  readonly test_results?: string | undefined
}

/** Who holds a task. `implicit`: by having written to it, without a claim, so that a name is all that is asked for. */
export interface Hold {
  readonly by: string
  readonly connection: string
  readonly since: Instant
  readonly implicit: boolean
  /** When the lease ends if nothing is heard of the holder; what is heard since is `Presence`'s to know. */
  readonly until: Awake
  readonly ms: number
}

/** Handed on, and to whom; null: to anyone. Kept for `until`, then anyone may take it. */
export interface Offer {
  readonly to: string | null
  readonly until: Awake
}

export interface Task {
  readonly id: string
  readonly title: string
  readonly description: string | null
  readonly goal: string | null
  readonly status: Status
  readonly priority: Priority
  readonly due: Instant | null
  readonly labels: readonly string[]
  readonly needs: readonly string[]
  readonly parent: string | null
  /** How many of the tasks it depends on are not done; kept by the write that changes it. */
  readonly open_deps: number
  readonly hold: Hold | null
  /** Counts holds; a claim carries the number it was given, so that an older one is known. */
  readonly fence: number
  readonly offer: Offer | null
  readonly waiting_for: 'answer' | 'approval' | null
  readonly question: Question | null
  readonly evidence: Evidence | null
  readonly attempts: number
  readonly max_attempts: number
  /** Leases that ran out one after another without a word. */
  readonly expiries: number
  /** The number of the last checkpoint. */
  readonly checkpoints: number
  readonly done_when: string | null
  readonly needs_approval: boolean
  readonly output: string | null
  readonly error: string | null
  readonly repo_path: string | null
  readonly worktree: string | null
  readonly external_id: string | null
  readonly created_by: string
  readonly created_at: Instant
  readonly updated_at: Instant
  readonly started_at: Instant | null
  readonly finished_at: Instant | null
  readonly version: number
}

export type Fields = Partial<Omit<Task, 'id' | 'version' | 'created_at' | 'created_by' | 'updated_at' | 'checkpoints'>>

/** A task before and after, and what to tell. `before` is null for a new one. */
export interface Change {
  readonly before: Task | null
  readonly task: Task
  readonly kind: EventKind
  readonly details: Readonly<Record<string, unknown>>
}

export function changed(
  before: Task,
  fields: Fields,
  kind: EventKind,
  now: Instant,
  details: Change['details'] = {},
): Change {
  return { before, task: { ...before, ...fields, updated_at: now, version: before.version + 1 }, kind, details }
}

/** The fields that an event tells of, as [before, after]. What only counts or repeats is left out. */
export function difference({ before, task }: Change): Record<string, [unknown, unknown]> {
  const out: Record<string, [unknown, unknown]> = {}
  for (const key of Object.keys(task) as (keyof Task)[]) {
    if (key === 'version' || key === 'updated_at' || key === 'id' || key === 'created_at' || key === 'open_deps')
      continue
    const from = before ? before[key] : null
    const to = task[key]
    if (from === to || (isEmpty(from) && isEmpty(to))) continue
    if (typeof to === 'object' && JSON.stringify(from) === JSON.stringify(to)) continue
    out[key] = [from, to]
  }
  return out
}

const isEmpty = (value: unknown) =>
  value === null || value === 0 || value === false || (Array.isArray(value) && value.length === 0)
