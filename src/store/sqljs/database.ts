import type { Database as Connection, Statement } from 'sql.js/dist/sql-wasm-debug.js'
import type { Value } from '../sql/port.ts'
import type { OpenFile } from './disk.ts'
import { DatabaseError, translate } from './errors.ts'
import { type Files, realFiles } from './files.ts'
import { raiseGuard } from './guard.ts'
import { sqlite } from './wasm.ts'

export interface DatabaseOptions {
  files?: Files
  /** Path of SQLite's WebAssembly file, where it isn't found by itself. */
  wasm?: string
}

/** One SQLite file, opened: synchronous, no queue, no transactions of its own. Everything throws `DatabaseError`. */
export interface SqliteFile {
  readonly path: string
  readonly files: Files
  /** Runs one statement; its rows. Integers beyond 32 bits are bound as REAL, which INTEGER columns turn back. */
  all<R>(sql: string, values?: readonly Value[]): R[]
  /** Runs one statement; the number of rows that an INSERT, UPDATE or DELETE changed, else 0. */
  run(sql: string, values?: readonly Value[]): number
  /** Runs several statements, without values. Statements prepared before are forgotten: the schema may have changed. */
  script(sql: string): void
  /** The open write-ahead log, once something was written. */
  wal(): OpenFile | undefined
  /** Told of a failed fsync, which no later one can make good. */
  onSyncFailed(told: (error: Error) => void): void
  /** Leaves the files exactly as they are: no write, no checkpoint, no removal from now on. */
  sever(): void
  /** Checkpoints, removes the log and the guard. A severed file is only let go of. */
  close(): void
}

/** Beyond this the least recently prepared statement goes; the product has about 150. */
const STATEMENTS = 500

/**
 * SQLite likes to look at what is bound when it plans, and then prepares the statement anew for each run: finding what is
 * ready took 90 µs instead of 4. sql.js can't switch that off (SQLITE_DBCONFIG_ENABLE_QPSG); behind a sign, which does
 * nothing, it doesn't look.
 */
const PARAMETER = /\?(?=\d)/g

/** Pages in the log at which SQLite moves them into the database: 4 MB. */
export const AUTOCHECKPOINT = 1000
/** One large transaction, an import, must not leave a log of its size for as long as the host runs. */
const LARGEST_LOG = 16_000_000

// EXCLUSIVE comes first: it keeps the wal-index on the heap, without which WAL could not even be asked for.
// NORMAL leaves the sync of a commit to the group commit, which does one for many; checkpoints sync by themselves.
// What a file from elsewhere holds is not trusted before anything else is asked of it.
const pragmas = [
  'trusted_schema=OFF',
  'cell_size_check=ON',
  'locking_mode=EXCLUSIVE',
  'journal_mode=WAL',
  'synchronous=NORMAL',
  'temp_store=MEMORY',
  'foreign_keys=ON',
  `wal_autocheckpoint=${AUTOCHECKPOINT}`,
  `journal_size_limit=${LARGEST_LOG}`,
  'cache_size=-16384',
]

/** Opens or creates the database at `path`, which must be a real path, and raises its guard. */
export async function openFile(path: string, { files = realFiles, wasm }: DatabaseOptions = {}): Promise<SqliteFile> {
  const { disk, connect } = await sqlite(wasm)
  if (disk.mounted(path)) throw new DatabaseError('other', `${path} is already open in this process.`)
  const lowerGuard = raiseGuard(path, files)
  const volume = disk.mount(path, files)
  const statements = new Map<string, Prepared>()
  let connection: Connection | undefined

  /** Runs `work` on the connection, with the file call that failed in it, if any, as the error's cause. */
  function using<T>(work: (connection: Connection) => T): T {
    if (!connection) throw new DatabaseError('closed', `${path} is closed.`)
    volume.failure = undefined
    try {
      return work(connection)
    } catch (error) {
      throw translate(error, volume.failure)
    }
  }

  function prepared(connection: Connection, sql: string): Prepared {
    const known = statements.get(sql)
    if (known) return known
    const [oldest] = statements.size >= STATEMENTS ? statements.keys() : []
    if (oldest !== undefined) {
      statements.get(oldest)?.statement.free()
      statements.delete(oldest)
    }
    const statement = connection.prepare(sql.replace(PARAMETER, '+?'))
    const columns = statement.getColumnNames()
    const fresh = {
      statement,
      columns,
      empty: JSON.parse(JSON.stringify(Object.fromEntries(columns.map((column) => [column, null])))),
      changes: /^\s*(insert|update|delete|replace|with)\b/i.test(sql),
    }
    statements.set(sql, fresh)
    return fresh
  }

  function forgetStatements() {
    for (const { statement } of statements.values()) statement.free()
    statements.clear()
  }

  function release() {
    forgetStatements()
    try {
      connection?.close()
    } finally {
      connection = undefined
      disk.unmount(volume)
    }
  }

  const file: SqliteFile = {
    path,
    files,
    all: <R>(sql: string, values: readonly Value[] = []) =>
      using((connection) => {
        const { statement, columns, empty } = prepared(connection, sql)
        try {
          statement.bind(values)
          const rows: R[] = []
          while (statement.step()) rows.push(named<R>(columns, empty, statement.get()))
          return rows
        } finally {
          statement.reset()
        }
      }),
    run: (sql, values = []) =>
      using((connection) => {
        const { statement, changes } = prepared(connection, sql)
        try {
          statement.bind(values)
          while (statement.step());
          return changes ? connection.getRowsModified() : 0
        } finally {
          statement.reset()
        }
      }),
    script: (sql) =>
      using((connection) => {
        forgetStatements()
        connection.run(sql)
      }),
    wal: () => disk.fileAt(`${path}-wal`),
    onSyncFailed(told) {
      volume.syncFailed = told
    },
    sever() {
      volume.severed = true
    },
    close() {
      if (!connection) return
      try {
        using(release)
      } finally {
        if (!volume.severed) lowerGuard()
      }
    },
  }

  try {
    connection = connect()
    if (volume.name === undefined)
      throw new DatabaseError('other', 'SQLite opened no file: sql.js names databases otherwise.')
    for (const pragma of pragmas) file.script(`PRAGMA ${pragma}`)
    const [mode] = file.all<{ journal_mode: string }>('PRAGMA journal_mode')
    if (mode?.journal_mode !== 'wal') throw new DatabaseError('other', `${path} can't be opened in WAL mode.`)
    return file
  } catch (error) {
    const failure = translate(error, volume.failure)
    volume.severed = true
    release()
    lowerGuard()
    throw failure
  }
}

interface Prepared {
  statement: Statement
  columns: string[]
  /** A row without its values. Copied and filled it is a plain object to V8; grown column by column, a slow dictionary. */
  empty: Readonly<Record<string, unknown>>
  changes: boolean
}

function named<R>(columns: string[], empty: Prepared['empty'], values: unknown[]): R {
  const row = { ...empty }
  for (let at = 0; at < columns.length; at++) row[columns[at] as string] = values[at]
  return row as R
}
