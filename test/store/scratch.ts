import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Database } from '../../src/store/sql/port.ts'
import type { Migration } from '../../src/store/sqljs/migrate.ts'
import { type OpenOptions, openDatabase } from '../../src/store/sqljs/open.ts'

/** A folder of its own for one test, removed when that ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A small schema like the product's: tasks with a counter, and events. */
export const migrations: Migration[] = [
  {
    version: 1,
    name: 'start',
    up: `
      CREATE TABLE task (id TEXT PRIMARY KEY, title TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0, bytes BLOB) WITHOUT ROWID;
      CREATE TABLE event (seq INTEGER PRIMARY KEY, task TEXT NOT NULL REFERENCES task(id), at INTEGER NOT NULL);
      CREATE TABLE total (id INTEGER PRIMARY KEY CHECK (id = 1), events INTEGER NOT NULL);
      INSERT INTO total VALUES (1, 0);
      CREATE TRIGGER count_events AFTER INSERT ON event BEGIN UPDATE total SET events = events + 1; END;`,
  },
]

/** Opens a database with that schema, closed when the test ends. */
export async function open(file: string, options: Partial<OpenOptions> = {}): Promise<Database> {
  const database = await openDatabase({ file, migrations, product: '0.1.0', ...options })
  onTestFinished(async () => {
    await database.close().catch(() => {})
  })
  return database
}

export const addTask = (database: Database, id: string, title = 'a task'): Promise<string> =>
  database.write(async (sql) => {
    await sql.run('INSERT INTO task (id, title) VALUES (?1, ?2)', id, title)
    await sql.run('INSERT INTO event (task, at) VALUES (?1, ?2)', id, Date.now())
    return id
  })

export const taskIds = async (database: Database): Promise<string[]> =>
  (await database.read((sql) => sql.all<{ id: string }>('SELECT id FROM task ORDER BY id'))).map(({ id }) => id)

/** Asks the stock sqlite3 program; throws what it says on stderr. */
export function sqlite3(file: string, sql: string): string[] {
  try {
    return execFileSync('sqlite3', [file, sql], { encoding: 'utf8', stdio: 'pipe' }).trim().split('\n')
  } catch (error) {
    throw new Error(String((error as { stderr?: unknown }).stderr ?? error))
  }
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
