import type { Sql, Value } from '../sql/port.ts'
import type { SqliteFile } from './database.ts'
import { DatabaseError } from './errors.ts'

export type Outcome = { value: unknown } | { error: Error }

export interface Session {
  /** Reads are refused `Sql.run`. */
  writes: boolean
  /** Whether others share the transaction, so that this one must be undone alone if it fails. */
  savepoint: boolean
}

/**
 * Runs one piece of work inside the current transaction. What it throws is its outcome; this throws only if the whole
 * transaction is gone, with the reason for that.
 */
export async function perform(
  file: SqliteFile,
  work: (sql: Sql) => unknown,
  { writes, savepoint }: Session,
): Promise<Outcome> {
  const view = viewOf(file, writes)
  if (savepoint) file.run('SAVEPOINT operation')
  try {
    const value = await unlessStalled(work(view.sql))
    view.end()
    if (savepoint) file.run('RELEASE operation')
    return { value }
  } catch (error) {
    if (isTrap(error)) throw error
    if (savepoint) rollBack(file, error, 'ROLLBACK TO operation', 'RELEASE operation')
    return { error: error as Error }
  } finally {
    view.close()
  }
}

/** Throws `reason` if there is nothing to roll back to, because SQLite has undone everything by itself. */
export function rollBack(file: SqliteFile, reason: unknown, ...how: string[]): void {
  try {
    for (const sql of how) file.run(sql)
  } catch {
    throw reason
  }
}

/** After a trap SQLite's memory can't be trusted. */
export const isTrap = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError || (error as Error)?.cause instanceof WebAssembly.RuntimeError

/** The `Sql` of one piece of work. It ends with the work, or with an error that may have ended the transaction. */
function viewOf(file: SqliteFile, writes: boolean) {
  let closed = false
  let doomed: unknown
  function using<T>(call: () => T): T {
    if (closed) throw new DatabaseError('stalled', 'This work has ended; its Sql can not be used any more.')
    if (doomed) throw doomed
    try {
      return call()
    } catch (error) {
      if (dooms(error)) doomed = error
      throw error
    }
  }
  const sql: Sql = {
    all: async <R>(text: string, ...values: Value[]) => using(() => file.all<R>(text, values)),
    one: async <R>(text: string, ...values: Value[]) => using(() => file.all<R>(text, values)[0]),
    async run(text, ...values) {
      if (!writes) throw new DatabaseError('other', 'A read must not change anything.')
      return using(() => file.run(text, values))
    },
  }
  return {
    sql,
    /** Throws what doomed the work, should it have caught that and gone on. */
    end() {
      if (doomed) throw doomed
    },
    close() {
      closed = true
    },
  }
}

/** SQLite may have rolled back the whole transaction after these: later statements would stand alone. */
const dooms = (error: unknown): boolean =>
  error instanceof DatabaseError && error.kind !== 'constraint' && error.kind !== 'other'

/**
 * Waits for work that may await only its `Sql`, whose promises are resolved already: it is over before the event loop
 * turns. If the loop does turn, the work waits for something else and would keep everybody's transaction open.
 */
function unlessStalled(work: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const watchdog = setImmediate(() =>
      reject(new DatabaseError('stalled', 'Work in a transaction may await nothing but the Sql that it is given.')),
    )
    const over = () => clearImmediate(watchdog)
    void Promise.resolve(work).then(resolve, reject).then(over)
  })
}
