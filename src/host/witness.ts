/** Looks at the work trees of agents when they take tasks, lose them, or go away. Whatever fails here changes nothing. */
import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { BatonEvent } from '../contract/baton.ts'
import type { Clock } from '../core/clock.ts'
import type { Store } from '../core/ports.ts'
import { heldOver, keep, type Occasion, stillMatters } from '../core/witness.ts'
import { type GitState, gitState, repositoryOf } from './git.ts'

export interface WitnessParts {
  readonly store: Store
  readonly clock: Clock
  /** Null: there is none, so there is nothing to look at. */
  readonly workspace: string | null
  readonly complain: (what: string, error: unknown) => void
}

export interface Witness {
  opened(connection: string, worktree?: string): void
  closed(connection: string): void
  /** Looks no more; resolves when what was begun has ended. */
  close(): Promise<void>
}

const mostConnections = 1_000

export const makeWitness = ({ workspace, ...parts }: WitnessParts): Witness =>
  workspace === null ? blind : witnessOf({ ...parts, workspace })

const blind: Witness = { opened() {}, closed() {}, async close() {} }

function witnessOf({ store, clock, workspace, complain }: WitnessParts & { workspace: string }): Witness {
  const worktreeOf = new Map<string, string>()
  const look = onceAtATime(gitState)
  const busy = new Set<Promise<void>>()
  let over = false

  const begin = (what: string, work: () => Promise<void>) => {
    if (over) return
    const done = work()
      .catch((error: unknown) => {
        if (!over) complain(what, error)
      })
      .finally(() => busy.delete(done))
    busy.add(done)
  }

  const stop = store.onEvents((events) => {
    for (const event of events) {
      const occasion = occasionOf(event)
      if (occasion) begin(occasion.why, () => see(occasion, event))
    }
  })

  async function see(occasion: Occasion, event?: BatonEvent): Promise<void> {
    const task = await stillMatters(store, occasion)
    if (!task) return
    const hold = task.hold ?? heldBefore(event)
    const known = hold && worktreeOf.get(hold.connection)
    const folder = await belonging([task.worktree, known], workspace)
    const seen = folder === undefined ? undefined : await look(folder)
    if (!seen || over) return
    await keep(store, occasion, { git: seen.git, ...(seen.files.length > 0 && { files: seen.files }) }, clock.now())
  }

  return {
    opened(connection, worktree) {
      if (worktree === undefined) return
      worktreeOf.set(connection, worktree)
      // Kept when the connection has ended, because its lease may run out later; but not for ever.
      const [oldest] = worktreeOf.keys()
      if (worktreeOf.size > mostConnections && oldest !== undefined) worktreeOf.delete(oldest)
    },
    closed(connection) {
      begin('disconnect', async () => {
        for (const held of await heldOver(store, connection)) await see({ ...held, why: 'disconnect' })
      })
    },
    async close() {
      over = true
      stop()
      await Promise.all(busy)
    },
  }
}

function occasionOf({ kind, task_id, actor, details, changed }: BatonEvent): Occasion | undefined {
  if (task_id === null) return undefined
  if (kind === 'claimed') {
    const holder = (changed.hold?.[1] as { by?: string } | null | undefined)?.by
    return { why: 'claim', task: task_id, agent: holder ?? actor }
  }
  if (kind === 'lease_expired' && typeof details.holder === 'string')
    return { why: 'expiry', task: task_id, agent: details.holder }
  return undefined
}

const heldBefore = (event: BatonEvent | undefined) =>
  event?.changed.hold?.[0] as { connection: string } | null | undefined

/**
 * The first of `named` that is a work tree of the workspace's own repository; else the workspace. What an agent or a
 * client names may lie anywhere, and a strange repository is none of ours. Undefined where there is no work tree.
 */
async function belonging(
  named: readonly (string | null | undefined)[],
  workspace: string,
): Promise<string | undefined> {
  const ours = await repositoryOf(workspace)
  for (const name of named) {
    const folder = name && (await realpath(resolve(workspace, name)).catch(() => undefined))
    const its = folder ? await repositoryOf(folder) : undefined
    if (its && (!ours || its.repository === ours.repository)) return its.root
  }
  return ours?.root
}

/** One git at a time; all who come while one waits for its turn at the same folder share what it reads. */
function onceAtATime(read: (folder: string) => Promise<GitState | undefined>) {
  const waiting = new Map<string, Promise<GitState | undefined>>()
  let last: Promise<unknown> = Promise.resolve()
  return (folder: string): Promise<GitState | undefined> => {
    const shared = waiting.get(folder)
    if (shared) return shared
    const next = last.then(() => {
      waiting.delete(folder)
      return read(folder)
    })
    waiting.set(folder, next)
    last = next.catch(() => {})
    return next
  }
}
