// Commits per second of the store against Node's own SQLite on the same disk, in one run: the file systems and
// processors that this runs on differ by more than any goal, so only ratios count.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../../src/store/sqljs/open.ts'

/** One measured goal: `ratio` is ours / theirs, the medians of alternated rounds. */
export interface StoreRow {
  name: string
  clients: number
  /** Commits per second. */
  ours: number
  theirs: number
  ratio: number
  goal: number
}

const TASKS = 10_000
const schema = `
  CREATE TABLE task (id INTEGER PRIMARY KEY, title TEXT NOT NULL, priority INTEGER NOT NULL, version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, description TEXT NOT NULL);
  CREATE INDEX task_by_priority ON task(priority, id);
  CREATE TABLE event (seq INTEGER PRIMARY KEY, task INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT, data TEXT);
  CREATE INDEX event_by_task ON event(task);
  INSERT INTO task SELECT value, 'Task ' || value, value % 4, 0, 0, hex(zeroblob(300))
    FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT ${TASKS}) SELECT value FROM n);`
const update = 'UPDATE task SET priority = ?1, version = version + 1, updated_at = ?2 WHERE id = ?3'
const insert = 'INSERT INTO event (task, at, actor, data) VALUES (?1, ?2, ?3, ?4)'
const data = JSON.stringify({ note: 'working on it', step: 12, remaining: ['tests', 'docs'] })

/** One store that commits the small transaction `n`; a random task, so that pages are not always the same. */
interface Contender {
  commit(n: number): Promise<unknown>
  close(): Promise<void>
}

async function ours(folder: string): Promise<Contender> {
  const migrations = [{ version: 1, name: 'bench', up: schema }]
  const database = await openDatabase({ file: join(folder, 'ours.db'), migrations, product: 'bench' })
  return {
    commit: (n) =>
      database.write(async (sql) => {
        const task = taskOf(n)
        await sql.run(update, n % 4, Date.now(), task)
        await sql.run(insert, task, Date.now(), 'agent', data)
      }),
    close: () => database.close(),
  }
}

/** The same durability: WAL, every commit synced. Each client waits for its answer as it would over a network. */
async function theirs(folder: string): Promise<Contender> {
  const database = new DatabaseSync(join(folder, 'theirs.db'))
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA foreign_keys=ON')
  database.exec(schema)
  const [begin, change, add, commit] = ['BEGIN IMMEDIATE', update, insert, 'COMMIT'].map((sql) => database.prepare(sql))
  return {
    async commit(n) {
      const task = taskOf(n)
      begin?.run()
      change?.run(n % 4, Date.now(), task)
      add?.run(task, Date.now(), 'agent', data)
      commit?.run()
    },
    async close() {
      database.close()
    },
  }
}

/** Knuth's multiplicative hash: spread out, and the same for both. */
const taskOf = (n: number): number => 1 + ((n * 2_654_435_761) % TASKS)

async function rate(contender: Contender, clients: number, milliseconds: number): Promise<number> {
  let n = 0
  const start = performance.now()
  const end = start + milliseconds
  const client = async () => {
    while (performance.now() < end) {
      await contender.commit(n++)
      // Without a turn of the event loop the synchronous contender would serve its first client only.
      await new Promise(setImmediate)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return (n / (performance.now() - start)) * 1000
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Measures for about `rounds` × 4 × `milliseconds`. */
export async function storeBench({ rounds = 7, milliseconds = 700 } = {}): Promise<StoreRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'))
  const [mine, other] = [await ours(folder), await theirs(folder)]
  try {
    const rows: StoreRow[] = []
    for (const [clients, goal] of [
      [1, 0.5],
      [64, 0.8],
    ] as const) {
      const rates = { mine: [] as number[], other: [] as number[] }
      for (const warm of [mine, other]) await rate(warm, clients, milliseconds / 2)
      for (let round = 0; round < rounds; round++) {
        rates.mine.push(await rate(mine, clients, milliseconds))
        rates.other.push(await rate(other, clients, milliseconds))
      }
      const [a, b] = [median(rates.mine), median(rates.other)]
      rows.push({ name: 'small transaction', clients, ours: a, theirs: b, ratio: a / b, goal })
    }
    return rows
  } finally {
    await mine.close()
    await other.close()
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, clients, ours, theirs, ratio, goal } of await storeBench())
    console.log(
      `${name}, ${clients} client(s): ${Math.round(ours)}/s, node:sqlite ${Math.round(theirs)}/s, ` +
        `ratio ${ratio.toFixed(2)} (goal ${goal}: ${ratio >= goal ? 'met' : 'MISSED'})`,
    )
}
