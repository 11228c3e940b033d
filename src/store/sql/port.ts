/** What SQLite and PostgreSQL can both bind and return. Instants are whole milliseconds (a number), flags are 0 or 1. */
export type Value = string | number | null | Uint8Array

/** One connection inside one transaction. Values are bound to `?1`, `?2`, … in the order given. */
export interface Sql {
  all<R>(sql: string, ...values: Value[]): Promise<R[]>
  /** The first row, or undefined. */
  one<R>(sql: string, ...values: Value[]): Promise<R | undefined>
  /** Returns the number of rows changed. */
  run(sql: string, ...values: Value[]): Promise<number>
}

/**
 * A database that runs one piece of work at a time, in the order asked for.
 *
 * Invariant: work may await nothing but the `Sql` it is given. An adapter that batches relies on it, and throws when
 * it is broken.
 */
export interface Database {
  /**
   * Runs `work` in a transaction of its own: all of it or nothing. Resolves when what it wrote is durable.
   * `durable` is called once, in commit order, just before the promise resolves; never for work that threw.
   */
  write<T>(work: (sql: Sql) => Promise<T>, durable?: (value: T) => void): Promise<T>
  /** Like `write`, for work that changes nothing. It never sees what is not yet durable when it resolves. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Writes a whole, consistent copy to `path`, which must not exist, while others go on. */
  backup(path: string): Promise<void>
  /** Finishes what is queued, then closes. */
  close(): Promise<void>
  /** Resolves with the reason when the database can no longer be written (a failed fsync, its file gone). */
  readonly lost: Promise<Error>
}
