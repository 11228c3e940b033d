/** What a use case is given beside its input, and the steps that many of them share. */
import type { Caller } from '../contract/baton.ts'
import type { Input, OperationName, Output } from '../contract/operations/index.ts'
import { TaskError } from './error.ts'
import { expire, implicitly, leaseIsOver, type Scene, type Speaker, type Terms, take } from './holding.ts'
import type { Channel, Clients, Ids, Shelf, Store, Tx } from './ports.ts'
import type { Change, Task } from './task.ts'

export interface Context extends Scene {
  readonly caller: Caller
  readonly who: Speaker
  /** False when the name is the caller's own words rather than a default. */
  readonly nameIsDefault: boolean
  readonly store: Store
  readonly ids: Ids
  readonly shelf: Shelf
  readonly channels: ReadonlyMap<string, Channel>
  readonly clients: Clients
  /** What `prepare` left for the transaction. */
  readonly prepared?: unknown
}

export type UseCase<N extends OperationName> = (tx: Tx, input: Input<N>, context: Context) => Promise<Output<N>>

/** A use case whose slow part (bytes on disk, a backup) comes before its transaction, which may await only the store. */
export interface Prepared<N extends OperationName, P> {
  prepare(input: Input<N>, context: Context): Promise<P>
  run(tx: Tx, input: Input<N>, context: Context & { prepared: P }): Promise<Output<N>>
  /** After the answer is durable; its failure is logged and changes nothing. */
  after?(input: Input<N>, context: Context): Promise<void>
}

/** The task as it stands now: one whose lease ran out a moment ago is let go first. */
export async function current(tx: Tx, id: string, context: Context): Promise<Task> {
  const task = await tx.task(id)
  return leaseIsOver(task, context) ? tx.save(expire(task, context.now, context.ids.next())) : task
}

/** Takes the task for the speaker, names what blocks it, and closes the handoff that it ends. */
export async function takeFor(tx: Tx, task: Task, terms: Terms, context: Context): Promise<Task> {
  const change = await withBlockers(tx, task, () => take(task, context.who, terms, context))
  const saved = await tx.save(change)
  if (task.status === 'handoff_ready') await tx.acceptHandoff(saved, context.who.name, context.now.wall)
  return saved
}

/** The first write to a task that nobody holds takes it. */
export async function holdOrTake(tx: Tx, task: Task, context: Context): Promise<Task> {
  return task.hold || context.who.role !== 'agent' ? task : takeFor(tx, task, implicitly, context)
}

async function withBlockers(tx: Tx, task: Task, decide: () => Change): Promise<Change> {
  try {
    return decide()
  } catch (error) {
    if (!(error instanceof TaskError) || error.code !== 'not_ready' || task.open_deps === 0) throw error
    const open = (await tx.dependencies(task.id)).filter((d) => d.status !== 'done')
    const list = open.map((d) => `${d.id} (${d.status})`).join(', ')
    throw new TaskError('not_ready', `${task.id} waits for ${list}; call get_available_tasks for one that is ready.`, {
      ...error.details,
      blocked_by: open.map((d) => d.id),
    })
  }
}

/** Saves a change that ends a task as done, and sets free what waited for it. Returns the ids that became ready. */
export async function saveDone(tx: Tx, change: Change): Promise<{ task: Task; unblocked: string[] }> {
  if (change.task.status !== 'done') return { task: await tx.save(change), unblocked: [] }
  const unblocked = await tx.unblock(change.task.id)
  const task = await tx.save(unblocked.length > 0 ? { ...change, details: { ...change.details, unblocked } } : change)
  return { task, unblocked }
}

/** Where a list goes on that counts its rows. */
export function placeIn(operation: string, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  const message = `${operation}: "cursor" is not one that ${operation} gave out. Begin again without it.`
  throw new TaskError('invalid_input', message, { field: 'cursor' })
}
