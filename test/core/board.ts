/**
 * The real core over the real store on a file of its own, with a clock and ids that the test moves. Every answer is held
 * against its operation's schema, and every refusal against the errors that the operation declares, so that each test
 * which uses a board also tests the table.
 */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Baton, BatonEvent, Caller, CallOptions } from '../../src/contract/baton.ts'
import { nearest } from '../../src/contract/nearest.ts'
import { type OperationName, type Output, operationNamed } from '../../src/contract/operations/index.ts'
import type { ErrorCode } from '../../src/contract/words.ts'
import { makeBaton, type Parts } from '../../src/core/baton.ts'
import { minutes } from '../../src/core/clock.ts'
import { TaskError } from '../../src/core/error.ts'
import type { Channel, Ids, Shelf, Store } from '../../src/core/ports.ts'
import { Presence } from '../../src/core/presence.ts'
import { tick } from '../../src/core/timekeeper.ts'
import { makeClients } from '../../src/host/clients.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import type { Database } from '../../src/store/sql/port.ts'
import { sqlStore } from '../../src/store/sql/store.ts'
import { openDatabase } from '../../src/store/sqljs/open.ts'
import { type Later, tempDir } from '../support/temp.ts'
import { type FakeClock, fakeClock } from './given.ts'

/** Calls operations as one client; what it says is as raw as what comes from outside. */
export type Voice = <N extends OperationName>(
  operation: N,
  input?: Record<string, unknown>,
  options?: CallOptions,
) => Promise<Output<N>>

export interface Board {
  readonly baton: Baton
  readonly store: Store
  readonly database: Database
  readonly clock: FakeClock
  readonly presence: Presence
  /** What the channel `log` delivered. */
  readonly delivered: string[]
  readonly complaints: unknown[]
  /** A client of that name with a connection of its own; `more` makes it another window, stateless, … */
  as(name: string, more?: Partial<Caller>): Voice
  readonly person: Voice
  /** Whether the person could do that now: it is done, and undone at once. */
  would(operation: OperationName, input: Record<string, unknown>): Promise<boolean>
  tick(): Promise<void>
  events(since?: number): Promise<BatonEvent[]>
}

/** Anybody may be told these by any operation. */
const common: readonly ErrorCode[] = ['invalid_input', 'forbidden', 'idempotency_conflict', 'unavailable']

export async function board(clean: Later = onTestFinished): Promise<Board> {
  const clock = fakeClock()
  const presence = new Presence(clock.now().awake - minutes(10))
  const file = join(tempDir(clean), 'tasks.db')
  const database = await openDatabase({ file, migrations, product: 'test', durability: 'process' })
  clean(() => database.close())
  const store = sqlStore(database, { prefix: 'T', backup: async () => ({ path: 'backups/tasks.db', bytes: 4_096 }) })
  const ids = countingIds()
  const delivered: string[] = []
  const complaints: unknown[] = []
  const log: Channel = {
    name: 'log',
    async deliver({ task, message }) {
      if (message === 'fail') throw new Error('the log is full')
      delivered.push(`${task.id}: ${message}`)
    },
  }
  const parts: Parts = {
    operations: operationNamed,
    nearest,
    store,
    clock,
    presence,
    ids,
    shelf: memoryShelf(),
    channels: new Map([[log.name, log]]),
    clients: makeClients(clock.now),
    complain: (_, error) => complaints.push(error),
  }
  const baton = makeBaton(parts)
  const rehearsal = makeBaton({ ...parts, store: undoing(store) })
  const ada: Caller = { role: 'person', principal: 'local', client: { name: 'ada' }, connection: 'link:window' }

  const as: Board['as'] = (name, more) => {
    const caller: Caller = {
      role: 'agent',
      principal: 'local',
      client: { name, version: '1' },
      connection: `link:${name}`,
      ...more,
    }
    return (operation, input, options) => checked(baton, operation, input, caller, options)
  }
  return {
    baton,
    store,
    database,
    clock,
    presence,
    delivered,
    complaints,
    as,
    person: as('ada', ada),
    would: (operation, input) =>
      rehearsal.call(operation, input, ada).then(
        () => {
          throw new Error(`${operation} was not undone`)
        },
        (error: unknown) => {
          if (error === undone) return true
          if (error instanceof TaskError) return false
          throw error
        },
      ),
    tick: () => tick(store, presence, ids, clock.now()),
    events: (since = 0) => store.read((tx) => tx.eventsAfter(since, 10_000)),
  }
}

const undone = new Error('undone')
const undoing = (store: Store): Store => ({
  ...store,
  write: (at, work) =>
    store.write(at, async (tx) => {
      await work(tx)
      throw undone
    }),
})

async function checked<N extends OperationName>(
  baton: Baton,
  name: N,
  input: unknown,
  caller: Caller,
  options?: CallOptions,
): Promise<Output<N>> {
  const operation = operationNamed.get(name)
  if (!operation) return (await baton.call(name, input, caller, options)) as Output<N>
  try {
    const answer = await baton.call(name, input, caller, options)
    const parsed = operation.outputSchema.strict().safeParse(answer)
    if (!parsed.success) throw new Error(`${name} answered what its schema does not know: ${parsed.error.message}`)
    return answer as Output<N>
  } catch (error) {
    const known = error instanceof TaskError ? [...common, ...operation.errors].includes(error.code) : true
    if (!known) throw new Error(`${name} does not declare ${(error as TaskError).code}`, { cause: error })
    throw error
  }
}

function countingIds(): Ids {
  let last = 0
  return { next: () => `id-${String(++last).padStart(4, '0')}` }
}

function memoryShelf(): Shelf {
  const kept = new Map<string, Uint8Array>()
  return {
    async keep(from) {
      if ('path' in from && from.path.includes('..'))
        throw new TaskError('forbidden', 'That path is outside the workspace.')
      const bytes = 'text' in from ? new TextEncoder().encode(from.text) : Uint8Array.of(0, 255, 254)
      const sha256 = `sha-${kept.size + 1}`
      kept.set(sha256, bytes)
      return { sha256, bytes: bytes.length }
    },
    async read(sha256) {
      const bytes = kept.get(sha256)
      if (!bytes) throw new TaskError('unavailable', 'The bytes of that artifact are gone.')
      return bytes
    },
  }
}
