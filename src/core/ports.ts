/** What core asks of the world. Adapters live in store/ and host/; nothing here knows which one it gets. */
import type { BatonEvent, Caller, Seq } from '../contract/baton.ts'
import type { ArtifactKind, EventKind, Priority, Role, Status, WayName } from '../contract/words.ts'
import type { Awake, Instant, Moment } from './clock.ts'
import type { Edge } from './plan.ts'
import type { Change, Task } from './task.ts'

export interface CheckpointFields {
  readonly completed_steps?: readonly string[] | undefined
  readonly remaining_steps?: readonly string[] | undefined
  readonly test_results?: string | undefined
  readonly files?: readonly string[] | undefined
  readonly git?:
    | { branch?: string | undefined; commit?: string | undefined; diff_stat?: string | undefined }
    | undefined
  readonly notes?: string | undefined
  readonly resume_prompt?: string | undefined
}

export interface Checkpoint extends CheckpointFields {
  readonly number: number
  readonly agent: string
  readonly at: Instant
  readonly automatic: boolean
}

export interface Handoff {
  readonly from: string | null
  readonly to: string | null
  readonly reason: string
  readonly at: Instant
  readonly checkpoint: number | null
  readonly accepted_by: string | null
  readonly accepted_at: Instant | null
}

export interface Artifact {
  readonly id: string
  readonly task: string
  readonly kind: ArtifactKind
  readonly name: string
  readonly bytes: number | null
  readonly sha256: string | null
  readonly url: string | null
  readonly added_by: string
  readonly at: Instant
}

export interface Slot {
  readonly slot: number
  readonly agent: string | null
  readonly connection: string | null
  readonly until: Awake | null
}

export interface Filter {
  readonly status?: Status | undefined
  readonly owner?: string | undefined
  readonly label?: string | undefined
  readonly priority?: Priority | undefined
  readonly parent?: string | undefined
  /** Looked up without regard to case; those that do not exist are passed over. */
  readonly task_ids?: readonly string[] | undefined
  /** All of these occur, in whatever case, somewhere in its texts, labels, holder's name, or its checkpoints' notes. */
  readonly words?: readonly string[] | undefined
}

/** What a card tells that is kept beside the task. */
export interface Beside {
  /** The first ten that are not done. */
  readonly blocked_by: readonly string[]
  /** The latest that an agent saved itself; its steps are counted where it has any. */
  readonly checkpoint: { readonly at: Instant; readonly done: number | null; readonly remaining: number | null } | null
  /** How it came to wait for another agent, where it does. */
  readonly handoff: (Pick<Handoff, 'from' | 'to' | 'at'> & { readonly reason: string | null }) | null
  /** Whoever took it, one time after another. */
  readonly takers: readonly string[]
  readonly artifacts: number
}

export interface PlanWish {
  /** So many steps before and after this one; without it all that wait for another or are waited for. */
  readonly around?: { readonly id: string; readonly depth: number } | undefined
  /** Leaves out what is done or cancelled, and what only that leads to. */
  readonly open_only: boolean
  readonly limit: number
}

/** `total`: how many there are, shown or not. */
export interface Plan {
  readonly tasks: readonly Task[]
  readonly edges: readonly Edge[]
  readonly total: number
}

/** Where a list goes on: opaque to callers, chosen by the store. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly next: string | undefined
}

export interface OldEvent {
  readonly seq: Seq
  readonly at: Instant
  readonly task: Pick<Task, 'status' | 'finished_at'> | null
}

/** One transaction. Every change of a task is a `save`, which writes the event in the same breath. */
export interface Tx {
  /** Looked up without regard to case. Throws not_found. */
  task(id: string): Promise<Task>
  find(id: string): Promise<Task | undefined>
  /** The next short id that nobody has taken by hand. */
  nextId(): Promise<string>
  /** Writes the task and its event. Returns the task as it now stands. */
  save(change: Change): Promise<Task>
  /** An event that changes no task's fields. */
  tell(task: Task | null, kind: EventKind, details: Record<string, unknown>): Promise<void>
  /** Moves the end of a lease that was renewed without a word: no event, no new version. */
  extend(task: Task, until: Awake): Promise<void>

  dependencies(id: string): Promise<{ id: string; status: Status }[]>
  /** What `id` depends on, and what depends on it, whole. */
  dependencyTasks(id: string): Promise<Task[]>
  dependents(id: string, limit: number, offset: number): Promise<Task[]>
  /** Replaces what `task` depends on; returns how many of those are not done. All must exist. */
  setDependencies(task: Task, on: readonly string[]): Promise<number>
  /** Tells what depended on `id` that it is done; returns the ids that became ready. */
  unblock(id: string): Promise<string[]>
  /** Tells what depends on `id` that it is not done after all. */
  block(id: string): Promise<void>

  addCheckpoint(task: Task, checkpoint: Checkpoint): Promise<void>
  /** The latest one that its agent saved itself. */
  lastCheckpoint(id: string): Promise<Checkpoint | undefined>
  /** Newest first, those with a number below `before`. */
  checkpoints(id: string, before: number | undefined, limit: number): Promise<Checkpoint[]>
  addHandoff(task: Task, handoff: Handoff): Promise<void>
  /** Marks the latest handoff of the task as taken, if it is still open. */
  acceptHandoff(task: Task, by: string, at: Instant): Promise<void>
  handoffs(id: string, limit: number): Promise<Handoff[]>
  addArtifact(artifact: Artifact): Promise<void>
  artifact(id: string): Promise<Artifact | undefined>
  artifacts(id: string): Promise<Artifact[]>

  list(filter: Filter, limit: number, cursor: string | undefined): Promise<Page<Task>>
  /** By the ids of `tasks`, in one statement however many they are. */
  beside(tasks: readonly Task[]): Promise<ReadonlyMap<string, Beside>>
  plan(wish: PlanWish): Promise<Plan>
  /** Ready for `name` with the skills `can`, most urgent first. */
  ready(
    who: { name: string; can: readonly string[]; label?: string | undefined },
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<Task>>
  heldBy(name: string): Promise<Task[]>
  heldOver(connection: string): Promise<Task[]>
  /** Held tasks whose stored lease ends by `awake`, soonest first. */
  expiring(awake: Awake, limit: number): Promise<Task[]>
  /** Offers that were for one agent until `awake`. */
  staleOffers(awake: Awake, limit: number): Promise<Task[]>

  slots(): Promise<Slot[]>
  saveSlot(slot: Slot): Promise<void>

  history(task: string | undefined, before: Seq | undefined, limit: number): Promise<BatonEvent[]>
  eventsAfter(since: Seq, limit: number): Promise<BatonEvent[]>
  /** From where on all events are kept, and the newest. Some of what came before may be kept too. */
  eventRange(): Promise<{ first: Seq; last: Seq }>

  recall(scope: string): Promise<{ fingerprint: string; answer: Record<string, unknown> } | undefined>
  remember(scope: string, fingerprint: string, answer: Record<string, unknown>): Promise<void>
  /** Drops up to `limit` answers kept since before `at`; returns how many. */
  forgetAnswers(at: Instant, limit: number): Promise<number>
  /** Events after `after`, up to `upTo`, with how the task that each is of stands now. */
  oldEvents(after: Seq, upTo: Seq, limit: number): Promise<OldEvent[]>
  /** Drops these, and what Baton itself noted down of their tasks. The newest event is never among them. */
  forgetEvents(seqs: readonly Seq[]): Promise<void>
  notify(notice: { task: string; channel: string; message: string | null; by: string }): Promise<void>
}

/** Work may await nothing but its `Tx`. */
export interface Store {
  write<T>(at: Moment & { actor: string }, work: (tx: Tx) => Promise<T>): Promise<T>
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Called with events once they are durable, in order. */
  onEvents(listener: (events: readonly BatonEvent[]) => void): () => void
  backup(): Promise<{ path: string; bytes: number }>
}

/** Where the bytes of artifacts are. */
export interface Shelf {
  /** Keeps bytes under their sha-256. Throws forbidden for a path outside the workspace, too_large beyond the limit. */
  keep(from: { path: string } | { text: string }): Promise<{ sha256: string; bytes: number }>
  read(sha256: string): Promise<Uint8Array>
}

/** A way to tell people something. `deliver` may fail; the notice is already kept. */
export interface Channel {
  readonly name: string
  deliver(notice: { task: Task; message: string | null; by: string }): Promise<void>
}

export interface ClientSeen {
  readonly name: string
  readonly version?: string
  readonly protocol: string
  readonly through: WayName
  readonly role: Role
  readonly agent?: string
  readonly connected_at: string
  readonly last_call_at?: string
  readonly calls_last_minute: number
  readonly gone?: boolean
}

/** Who is connected. Asked with every call, so it costs next to nothing. */
export interface Clients {
  called(caller: Caller, name: string): void
  /** Those who are here first; of each, whoever called last first. */
  list(): ClientSeen[]
}

export interface Ids {
  /** Sortable by time, unique across hosts. */
  next(): string
}
