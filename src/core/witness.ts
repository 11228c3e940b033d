/**
 * Automatic checkpoints: what was seen of an agent's work when it took a task, when its connection ended and when its
 * lease ran out, so that one which never says a word leaves a trace all the same. What is seen is read by the host,
 * after the answer and outside any transaction; here is decided on which tasks, and whether it still holds.
 */
import { observe } from './checkpoint.ts'
import type { Moment } from './clock.ts'
import type { CheckpointFields, Store } from './ports.ts'
import type { Task } from './task.ts'

export interface Occasion {
  readonly why: 'claim' | 'disconnect' | 'expiry'
  readonly task: string
  readonly agent: string
}

/** Undefined where it is over: the task is in other hands by now, or done. */
export async function stillMatters(store: Store, { why, task, agent }: Occasion): Promise<Task | undefined> {
  const found = await store.read((tx) => tx.find(task))
  return found && concerns(found, why, agent) ? found : undefined
}

/** Keeps what was seen, unless the task was passed on while one looked. */
export async function keep(
  store: Store,
  { why, task, agent }: Occasion,
  seen: CheckpointFields,
  now: Moment,
): Promise<void> {
  await store.write({ actor: 'baton', ...now }, async (tx) => {
    const found = await tx.find(task)
    if (found && concerns(found, why, agent)) await observe(tx, found, seen, { agent, at: now.wall, why })
  })
}

/** What `connection` holds. */
export async function heldOver(store: Store, connection: string): Promise<Omit<Occasion, 'why'>[]> {
  const tasks = await store.read((tx) => tx.heldOver(connection))
  return tasks.flatMap(({ id, hold }) => (hold ? [{ task: id, agent: hold.by }] : []))
}

const concerns = ({ hold, status }: Task, why: Occasion['why'], agent: string) =>
  hold ? hold.by === agent : why === 'expiry' && (status === 'open' || status === 'input_required')
