/** How much a host holds: in memory, as Linux counts it, and in files. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Held {
  /** Bytes that are in memory. */
  readonly rss: number
  readonly database: number
  readonly wal: number
  readonly log: number
  readonly artifacts: number
  /** Files beside the database that belong to an election or a write under way. */
  readonly others: string[]
  readonly backups: number
}

export function heldBy(pid: number, dir: string): Held {
  const store = join(dir, '.baton')
  const size = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const list = (folder: string) => {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    } catch {
      return []
    }
  }
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    rss: Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1_024,
    database: size(join(store, 'tasks.db')),
    wal: size(join(store, 'tasks.db-wal')),
    log: size(join(dir, 'log')) + size(join(dir, 'log.1')),
    artifacts: list(join(store, 'artifacts')).reduce((sum, name) => sum + size(join(store, 'artifacts', name)), 0),
    others: readdirSync(store).filter((name) => !['artifacts', 'backups', '.gitignore'].includes(name)),
    backups: list(join(store, 'backups')).length,
  }
}

/** What is there for the host's own sake, which must not grow; the rest is what people made. */
const ours = /^(sqlite_autoindex_)?(events|answers|sessions|meta|free)/

export interface Rows {
  readonly theirs: number
  readonly ours: number
  readonly tables: Record<string, number>
}

/** Bytes of each table and index in a database at rest, free pages included, as the stock sqlite3 counts them. */
export function rowsIn(database: string): Rows {
  const sql = `SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name
    UNION ALL SELECT 'free', (SELECT freelist_count FROM pragma_freelist_count) * 4096`
  // Immutable: else it leaves a log beside it.
  const said = execFileSync('sqlite3', ['-json', `file:${database}?immutable=1`, sql], { encoding: 'utf8' })
  const tables = Object.fromEntries(
    (JSON.parse(said) as { name: string; bytes: number }[]).map(({ name, bytes }) => [name, bytes]),
  )
  const sum = (mine: boolean) =>
    Object.entries(tables).reduce((all, [name, bytes]) => (ours.test(name) !== mine ? all + bytes : all), 0)
  return { theirs: sum(true), ours: sum(false), tables }
}
