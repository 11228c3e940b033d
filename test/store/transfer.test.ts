import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Database } from '../../src/store/sql/port.ts'
import { exportLines, importLines } from '../../src/store/sql/transfer.ts'
import { addTask, open, scratch, sqlite3, taskIds } from './scratch.ts'

const from = { product: '0.1.0', schema: 1 }

const up = `
  CREATE TABLE task (id TEXT PRIMARY KEY, title TEXT NOT NULL, parent TEXT REFERENCES task(id), bytes BLOB, score REAL,
    short TEXT GENERATED ALWAYS AS (substr(title, 1, 3)) STORED);
  CREATE TABLE event (seq INTEGER PRIMARY KEY, task TEXT NOT NULL REFERENCES task(id), at INTEGER NOT NULL);
  CREATE TABLE total (id INTEGER PRIMARY KEY, events INTEGER NOT NULL);
  INSERT INTO total VALUES (1, 0);
  CREATE VIRTUAL TABLE words USING fts4(title, tokenize=unicode61);
  CREATE TRIGGER counted AFTER INSERT ON event BEGIN UPDATE total SET events = events + 1; END;
  CREATE TRIGGER indexed AFTER INSERT ON task BEGIN INSERT INTO words(title) VALUES (new.title); END;`
const migrations = [{ version: 1, name: 'start', up }]

const fresh = () => open(join(scratch(), 'tasks.db'), { migrations })

async function filled(): Promise<Database> {
  const database = await fresh()
  await addTask(database, 'b', 'grüße "an" alle')
  await addTask(database, 'a', 'line\nbreak')
  await database.write(async (sql) => {
    await sql.run("UPDATE task SET parent = 'b', score = 1.5, bytes = ?1 WHERE id = 'a'", Uint8Array.of(0, 255, 10))
    await sql.run("UPDATE task SET bytes = ?1 WHERE id = 'b'", new Uint8Array(0))
  })
  return database
}

async function linesOf(database: Database): Promise<string[]> {
  const lines = []
  for await (const line of exportLines(database, from)) lines.push(line)
  return lines
}

const content = (database: Database) =>
  database.read(async (sql) => ({
    tasks: await sql.all('SELECT * FROM task ORDER BY id'),
    events: await sql.all('SELECT * FROM event'),
    total: await sql.all('SELECT * FROM total'),
    found: await sql.all("SELECT title FROM words WHERE words MATCH 'gruße'"),
  }))

test('everything comes back as it was, full-text index, counters and BLOBs included', async () => {
  const original = await filled()
  const lines = await linesOf(original)
  expect(JSON.parse(lines[0] ?? '')).toEqual({ format: 'baton-export', version: 1, ...from })
  expect(lines).toContainEqual(expect.stringContaining('"bytes":{"base64":"AP8K"}'))
  const copy = await fresh()
  const count = await importLines(copy, lines, { ...from, empty: ['task', 'event'] })
  expect(count).toBe(lines.length - 2)
  expect(await content(copy)).toEqual(await content(original))
  expect((await content(copy)).found).toHaveLength(1)
  await addTask(copy, 'c', 'another')
  expect((await content(copy)).total).toEqual([{ id: 1, events: 3 }])
  expect(await linesOf(original)).toEqual(lines)
})

test('a store that holds something is only replaced when that is asked for', async () => {
  const lines = await linesOf(await filled())
  const other = await fresh()
  await addTask(other, 'z')
  await expect(importLines(other, lines, { ...from, empty: ['task'] })).rejects.toThrow(/not empty/)
  expect(await taskIds(other)).toEqual(['z'])
  await importLines(other, lines, { ...from, replace: true })
  expect(await taskIds(other)).toEqual(['a', 'b'])
})

test('an export that is cut off, of another schema, or inconsistent changes nothing', async () => {
  const lines = await linesOf(await filled())
  const other = await fresh()
  await addTask(other, 'z')
  const importing = (changed: string[]) => importLines(other, changed, { ...from, replace: true })
  await expect(importing(lines.slice(0, -1))).rejects.toThrow(/in the middle/)
  await expect(importing([...lines.slice(0, 3), (lines[3] ?? '').slice(0, 9)])).rejects.toThrow(/in the middle/)
  await expect(importing(lines.filter((_, at) => at !== 2))).rejects.toThrow(/comes a line that is none/)
  await expect(importing([])).rejects.toThrow(/in the middle/)
  await expect(importing(['{"format":"other"}'])).rejects.toThrow(/no export/)
  await expect(importLines(other, lines, { product: '0.2.0', schema: 2, replace: true })).rejects.toThrow(/schema 1/)
  const orphans = lines.filter((line) => !line.includes('"table":"task"'))
  const end = JSON.stringify({ end: true, rows: orphans.length - 2 })
  await expect(importing([...orphans.slice(0, -1), end])).rejects.toThrow(/refers to/)
  const unknown = [lines[0] ?? '', '{"table":"nowhere","x":1}', '{"end":true,"rows":1}']
  await expect(importing(unknown)).rejects.toThrow(/no table "nowhere"/)
  expect(await taskIds(other)).toEqual(['z'])
})

test('triggers are in force again after an import', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file, { migrations })
  await importLines(database, await linesOf(await filled()), { ...from, replace: true })
  await database.close()
  expect(sqlite3(file, "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY 1")).toEqual([
    'counted',
    'indexed',
  ])
  expect(sqlite3(file, 'PRAGMA integrity_check')).toEqual(['ok'])
})
