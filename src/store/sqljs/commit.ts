import type { Sql } from '../sql/port.ts'
import type { SqliteFile } from './database.ts'
import { DatabaseError, LostDatabase } from './errors.ts'
import { isTrap, type Outcome, perform, rollBack } from './session.ts'

export interface CommitOptions {
  /** What an acknowledgement survives: a power loss, or only the death of this process. */
  durability?: 'power' | 'process'
  /**
   * Called after the sync and before what it covers is acknowledged; if it throws, the database is lost. The place to
   * look whether a newer owner took over meanwhile.
   */
  beforeAcknowledge?: () => void
}

/** The queue in front of one SQLite file. `write`, `read`, `close` and `lost` are those of the `Database` port. */
export interface GroupCommit {
  write<T>(work: (sql: Sql) => Promise<T>, durable?: (value: T) => void): Promise<T>
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Runs synchronous work between two batches, where no transaction is open. */
  between<T>(work: () => T): Promise<T>
  /** Finishes what is queued and takes no more but `between`, which a running backup needs. The file stays open. */
  close(): Promise<void>
  readonly lost: Promise<Error>
}

interface Operation {
  kind: 'write' | 'read' | 'between'
  work: (sql: Sql) => unknown
  /** Runs once it is durable; before that nobody may know the outcome, an error's neither. */
  settle: () => void
  reject: (error: Error) => void
  outcome: Outcome | undefined
}

/** A batch ends after so many operations or milliseconds: the first of it shall not wait for ever. */
const MAX_OPERATIONS = 256
const MAX_MS = 8

/**
 * Group commit. All operations queued in one turn of the event loop share a transaction, with a savepoint each, and
 * one fdatasync of the log. They are acknowledged, in order, when that has ended (or after COMMIT, for `process`).
 *
 * Invariants: at most one sync is in flight; nothing is told, read or error, that depends on a commit not yet synced;
 * a failed sync is never tried again, because the kernel forgets the pages that it could not write.
 */
export function groupCommit(
  file: SqliteFile,
  { durability = 'power', beforeAcknowledge }: CommitOptions = {},
): GroupCommit {
  let queue: Operation[] = []
  let scheduled = false
  let running = false
  let closing = false

  /** Commits are numbered; `waiting` holds what was done and may be told when commit `covers` is synced. */
  let committed = 0
  let synced = 0
  let syncing = false
  let waiting: { covers: number; operations: Operation[] }[] = []

  let failure: DatabaseError | undefined
  let idle: (() => void) | undefined
  let tellLost: (error: Error) => void = () => {}
  const lost = new Promise<Error>((resolve) => {
    tellLost = resolve
  })
  file.onSyncFailed((error) => lose('An fsync failed', error))

  function enqueue<T>(kind: Operation['kind'], work: (sql: Sql) => unknown, durable?: (value: T) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (failure) return reject(failure)
      if (closing && kind !== 'between') return reject(new DatabaseError('closed', `${file.path} is closed.`))
      const operation: Operation = {
        kind,
        work,
        reject,
        outcome: undefined,
        settle() {
          const { outcome } = operation
          if (!outcome) return
          if ('error' in outcome) return reject(outcome.error)
          try {
            durable?.(outcome.value as T)
            resolve(outcome.value as T)
          } catch (error) {
            reject(error)
          }
        },
      }
      queue.push(operation)
      schedule()
    })
  }

  /** After the poll phase, so that all requests that came in together are one batch. */
  function schedule() {
    if (scheduled || running || queue.length === 0) return
    scheduled = true
    setImmediate(runBatch)
  }

  /** What comes next: everything up to work that wants to be alone, or that work. */
  function take(): Operation[] {
    const alone = queue.findIndex(({ kind }) => kind === 'between')
    const limit = alone === 0 ? 1 : alone < 0 ? MAX_OPERATIONS : Math.min(alone, MAX_OPERATIONS)
    if (queue.length <= limit) {
      const all = queue
      queue = []
      return all
    }
    return queue.splice(0, limit)
  }

  async function runBatch() {
    scheduled = false
    running = true
    const batch = take()
    const done: Operation[] = []
    try {
      const writes = batch.some(({ kind }) => kind === 'write')
      const savepoints = writes && batch.length > 1
      const logged = file.wal()?.writes ?? 0
      const enough = performance.now() + MAX_MS
      if (writes) file.run('BEGIN IMMEDIATE')
      for (const operation of batch) {
        done.push(operation)
        const writing = operation.kind === 'write'
        operation.outcome = await perform(file, operation.work, { writes: writing, savepoint: savepoints && writing })
        if (performance.now() > enough) break
      }
      if (writes) end(savepoints ? undefined : done[0]?.outcome)
      if (failure) throw failure
      // A batch that changed nothing (nothing was ready to be claimed) needs no sync of its own.
      if ((file.wal()?.writes ?? 0) !== logged) committed++
      waiting.push({ covers: committed, operations: done })
    } catch (error) {
      abandon(done, error as Error)
    }
    if (done.length < batch.length) queue = batch.slice(done.length).concat(queue)
    running = false
    if (failure) refuse(failure)
    acknowledge(batch.length === 1)
    schedule()
    if (idle) restWhenIdle()
  }

  /** Ends the transaction; `only` is the outcome of the one operation in it, if it had no savepoint. */
  function end(only: Outcome | undefined) {
    if (!only || 'value' in only) file.run('COMMIT')
    else rollBack(file, only.error, 'ROLLBACK')
  }

  /** BEGIN or COMMIT failed, or SQLite rolled back by itself (disk full): nothing of this batch has happened. */
  function abandon(done: Operation[], error: Error) {
    try {
      file.run('ROLLBACK')
    } catch {
      // There is no transaction any more.
    }
    for (const { outcome, reject } of done) reject(outcome && 'error' in outcome ? outcome.error : error)
    if (isTrap(error)) lose('SQLite stopped', error)
  }

  /** Tells what is durable, after a sync if one is needed and none is on its way. */
  function acknowledge(single: boolean) {
    if (failure || syncing) return
    const log = file.wal()
    if (durability === 'process' || synced === committed || !log) {
      synced = committed
      return tell()
    }
    const target = committed
    // Handing a sync to the thread pool and back costs about as much as the sync: not worth it when nobody waits.
    if (single && queue.length === 0 && waiting.length === 1) {
      try {
        file.files.sync(log.fd)
        synced = target
      } catch (error) {
        return lose('An fsync failed', error as Error)
      }
      return tell()
    }
    syncing = true
    file.files.syncLater(log.fd, (error) => {
      syncing = false
      if (error) lose('An fsync failed', error)
      if (!failure) {
        synced = target
        tell()
        if (waiting.length > 0) acknowledge(false)
      }
      if (idle) restWhenIdle()
    })
  }

  /** Settles, in order, everything that the last sync covers. */
  function tell() {
    let count = 0
    while (count < waiting.length && (waiting[count]?.covers ?? 0) <= synced) count++
    if (count === 0) return
    try {
      mustStillBeOurs()
    } catch (error) {
      return lose('It is no longer ours', error as Error)
    }
    for (const { operations } of waiting.splice(0, count)) for (const operation of operations) operation.settle()
  }

  function mustStillBeOurs() {
    const log = file.wal()
    if (log && file.files.links(log.fd) === 0) throw new Error('somebody removed its -wal file while it was open')
    beforeAcknowledge?.()
  }

  function lose(what: string, cause: Error) {
    if (failure) return
    failure = new LostDatabase(`${file.path} can't be written any more. ${what}: ${cause.message}`, { cause })
    file.sever()
    refuse(failure)
    tellLost(failure)
  }

  /** Answers everybody who still hopes. */
  function refuse(error: Error) {
    const hopeful = [...waiting.flatMap(({ operations }) => operations), ...queue]
    waiting = []
    queue = []
    for (const { reject } of hopeful) reject(error)
  }

  function restWhenIdle() {
    if (!running && !syncing && queue.length === 0 && waiting.length === 0) idle?.()
  }

  return {
    write: (work, durable) => enqueue('write', work, durable),
    read: (work) => enqueue('read', work),
    between: (work) => enqueue('between', work),
    close() {
      closing = true
      return new Promise<void>((resolve) => {
        idle = resolve
        restWhenIdle()
      })
    },
    lost,
  }
}
