/** The waist, filled: finds the operation, checks who asks and what, and runs its use case exactly once. */
import type { Baton, Caller, CallOptions } from '../contract/baton.ts'
import type { Operation } from '../contract/operation.ts'
import type { Clock } from './clock.ts'
import { TaskError } from './error.ts'
import { feed } from './feed.ts'
import type { Channel, Clients, Ids, Shelf, Store, Tx } from './ports.ts'
import type { Presence } from './presence.ts'
import type { Context, Prepared, UseCase } from './use-case.ts'
import { useCases } from './use-cases/index.ts'

export interface Parts {
  readonly operations: ReadonlyMap<string, Operation>
  readonly nearest: (word: string, known: readonly string[]) => string | undefined
  readonly store: Store
  readonly clock: Clock
  readonly presence: Presence
  readonly ids: Ids
  readonly shelf: Shelf
  readonly channels: ReadonlyMap<string, Channel>
  readonly clients: Clients
  /** Told of what failed after its answer was given. */
  readonly complain: (what: string, error: unknown) => void
}

// biome-ignore lint/suspicious/noExplicitAny: the table's types are checked in use-cases/index.ts; here they meet data
type AnyCase = UseCase<any> | Prepared<any, any>
type Output = Record<string, unknown>
const rank = { agent: 0, person: 1, admin: 2 } as const

export function makeBaton(parts: Parts): Baton {
  const { operations, store, clock, presence } = parts

  async function call(name: string, input: unknown, caller: Caller, options: CallOptions = {}): Promise<Output> {
    const operation = operations.get(name)
    if (!operation) throw unknownOperation(name)
    if (rank[caller.role] < rank[operation.who]) {
      const message = `${name} is for a person. Ask one to do it, in the editor or in a terminal.`
      throw new TaskError('forbidden', message, { operation: name, needs: operation.who })
    }
    const reading = operation.read(input)
    if (!reading.ok) throw new TaskError('invalid_input', reading.message, reading.details)
    const context = contextOf(caller, reading.value)
    parts.clients.called(caller, context.who.name)
    const output = await run(name, operation, reading.value, context, options)
    const { connection } = context.who
    presence.heard(connection, presence.nameOf(caller, reading.value.agent as string | undefined), clock.now().awake)
    return output
  }

  async function run(
    name: string,
    operation: Operation,
    input: Output,
    context: Context,
    options: CallOptions,
  ): Promise<Output> {
    const found = useCases[name as keyof typeof useCases] as AnyCase
    const useCase = typeof found === 'function' ? { prepare: undefined, run: found, after: undefined } : found
    const prepared = useCase.prepare && (await useCase.prepare(input, context))
    options.signal?.throwIfAborted()
    const work = (tx: Tx) => useCase.run(tx, input, { ...context, prepared }) as Promise<Output>
    if (operation.effect === 'read') return store.read(work)
    const scopes = scopesOf(name, input, context, options)
    const output = await store.write({ actor: context.who.name, ...context.now }, (tx) =>
      once(tx, scopes, input, () => work(tx)),
    )
    if (useCase.after) useCase.after(input, context).catch((error: unknown) => parts.complain(name, error))
    return output
  }

  function contextOf(caller: Caller, input: Output): Context {
    const said = input.agent as string | undefined
    const who = {
      role: caller.role,
      name: presence.nameOf(caller, said),
      connection: caller.stateless ? `${caller.connection}:${said ?? caller.client.name}` : caller.connection,
      stateless: caller.stateless ?? false,
      claim: input.claim as string | undefined,
    }
    const { ids, shelf, channels, clients } = parts
    const nameIsDefault = said === undefined
    return { now: clock.now(), presence, caller, who, nameIsDefault, store, ids, shelf, channels, clients }
  }

  function unknownOperation(name: string): TaskError {
    const near = parts.nearest(name, [...operations.keys()])
    return new TaskError(
      'not_found',
      `There is no operation "${name.slice(0, 64)}".${near ? ` Did you mean ${near}?` : ''}`,
      { operation: name.slice(0, 64) },
    )
  }

  return { call, feed: (since, signal) => feed(store, since, signal) }
}

/** Under which names this call's answer is kept: the link's id, and the key that the caller chose. */
function scopesOf(name: string, input: Output, { caller }: Context, { id }: CallOptions): string[] {
  const key = input.idempotency_key
  return [
    ...(id === undefined ? [] : [`call ${id}`]),
    ...(key === undefined ? [] : [`key ${caller.principal} ${name} ${key}`]),
  ]
}

/** Gives a call that was made before its first answer, and keeps the answer of a new one with its change. */
async function once(tx: Tx, scopes: readonly string[], input: Output, work: () => Promise<Output>): Promise<Output> {
  if (scopes.length === 0) return work()
  const fingerprint = print(input)
  for (const scope of scopes) {
    const known = await tx.recall(scope)
    if (!known) continue
    if (known.fingerprint === fingerprint) return known.answer
    throw new TaskError(
      'idempotency_conflict',
      'This idempotency_key was used with other arguments. Use a new key for a new request.',
      {
        idempotency_key: input.idempotency_key,
      },
    )
  }
  const answer = await work()
  for (const scope of scopes) await tx.remember(scope, fingerprint, answer)
  return answer
}

/** The same for the same arguments, in whatever order they came. FNV-1a, 2 × 32 bits: it tells repeats from mistakes, not friend from foe. */
function print(input: Output): string {
  const text = JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)))
  let a = 0x811c9dc5
  let b = 0x1000193
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 0x01000193)
    b = Math.imul(b ^ (c + i), 0x85ebca6b)
  }
  return `${text.length}-${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}`
}
