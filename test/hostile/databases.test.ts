/** A database that was put together to look like Baton's. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type OpenStore, openStore } from '../../src/host/store.ts'
import { APPLICATION_ID } from '../../src/store/sqljs/header.ts'
import { addTask, migrations, open, scratch, sqlite3 } from '../store/scratch.ts'
import { tempDir } from '../support/temp.ts'

/** A sound one, changed by `sql`, which the stock sqlite3 runs. */
async function crafted(sql: string): Promise<string> {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  await addTask(database, 'a')
  await database.close()
  sqlite3(file, sql)
  return file
}

const schemaChange = (sql: string) => `PRAGMA writable_schema=ON; ${sql}; PRAGMA writable_schema=OFF`

test.each([
  ['a trigger that changes data', 'CREATE TRIGGER evil AFTER UPDATE ON task BEGIN DELETE FROM event; END'],
  [
    'a trigger in the place of one of ours',
    "DROP TRIGGER count_events; CREATE TRIGGER count_events AFTER INSERT ON event BEGIN UPDATE task SET title = 'evil'; END",
  ],
  ['a view', 'CREATE VIEW evil AS SELECT * FROM task'],
  [
    'a view in the place of a table',
    'ALTER TABLE total RENAME TO hidden; CREATE VIEW total AS SELECT 1 AS id, 5 AS events',
  ],
  ['a table', 'CREATE TABLE evil (x)'],
  ['an index that computes', 'CREATE INDEX evil ON task(abs(version))'],
  ['a column that computes', 'ALTER TABLE task ADD COLUMN evil AS (upper(title))'],
  ['a virtual table', 'CREATE VIRTUAL TABLE evil USING fts4(x)'],
  ['a table that is gone', 'DROP TRIGGER count_events; DROP TABLE total'],
  [
    'a rule that is gone',
    schemaChange("UPDATE sqlite_schema SET sql = replace(sql, ' REFERENCES task(id)', '') WHERE name = 'event'"),
  ],
  [
    'a trigger under a name that only SQLite gives',
    `CREATE TRIGGER evil AFTER UPDATE ON task BEGIN DELETE FROM event; END; ${schemaChange("UPDATE sqlite_schema SET name = 'sqlite_autoindex_evil', sql = replace(sql, 'evil', 'sqlite_autoindex_evil') WHERE name = 'evil'")}`,
  ],
  ['a schema that says it was never made', 'PRAGMA user_version=0'],
])('%s: refused, and nothing in it was run or changed', async (_, sql) => {
  const file = await crafted(sql)
  const dump = (path: string) => sqlite3(path, '.dump')
  const before = dump(file)
  await expect(open(file)).rejects.toMatchObject({ kind: 'foreign' })
  expect(dump(file)).toEqual(before)
  expect(existsSync(`${file}-shm`)).toBe(false)
  // Nor by a newer Baton, whose migrations would run what is in it.
  const later = { version: 2, name: 'later', up: "UPDATE task SET title = 'migrated'" }
  await expect(open(file, { migrations: [...migrations, later] })).rejects.toMatchObject({ kind: 'foreign' })
  expect(dump(file)).toEqual(before)
})

test('the refusal names what is wrong and what to do', async () => {
  const file = await crafted('CREATE VIEW evil AS SELECT 1')
  await expect(open(file)).rejects.toThrow(/view evil is not as Baton makes it.*baton restore/)
  const gone = await crafted('DROP TRIGGER count_events')
  await expect(open(gone)).rejects.toThrow(/trigger count_events is missing/)
})

test('statistics and other spellings change nothing', async () => {
  const file = await crafted('ANALYZE; VACUUM; PRAGMA page_size=8192; PRAGMA journal_mode=DELETE; VACUUM')
  const database = await open(file)
  await addTask(database, 'b')
  await database.close()
  const second = {
    version: 2,
    name: 'more',
    up: 'ALTER TABLE task RENAME COLUMN bytes TO content; CREATE INDEX more ON task(content)',
  }
  await (await open(file, { migrations: [...migrations, second] })).close()
  await (await open(file, { migrations: [...migrations, second] })).close()
})

test('a schema’s own functions are not trusted', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  const ask = (name: string) =>
    database.read((sql) => sql.one<Record<string, number>>(`PRAGMA ${name}`)).then((row) => Object.values(row ?? {})[0])
  expect(await ask('trusted_schema')).toBe(0)
  expect(await ask('cell_size_check')).toBe(1)
})

test('what its rules compute is not computed', async () => {
  // A check of the file would run it, and fail in another way.
  const rule = 'CHECK(length(zeroblob(2000000000)) > 0)'
  const change = `UPDATE sqlite_schema SET sql = replace(sql, 'version INTEGER NOT NULL', 'version INTEGER NOT NULL ${rule}')`
  const file = await crafted(schemaChange(`${change} WHERE name = 'task'`))
  expect(() => sqlite3(file, 'PRAGMA integrity_check')).toThrow(/too big/)
  await expect(open(file)).rejects.toMatchObject({ kind: 'foreign' })
})

test('a host says it in its own words, and moves nothing', async () => {
  const workspace = tempDir()
  const store = join(workspace, '.baton')
  const place = { workspace, database: join(store, 'tasks.db'), artifacts: join(store, 'a'), backups: join(store, 'b') }
  await ((await openStore(place, '0.1.0')) as OpenStore).close()
  sqlite3(place.database, 'CREATE TRIGGER evil AFTER UPDATE ON tasks BEGIN DELETE FROM events; END')
  const before = readFileSync(place.database)
  for (let time = 0; time < 2; time++) {
    await expect(openStore(place, '0.1.0')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/trigger evil is not as Baton makes it/),
      details: { kind: 'foreign' },
    })
  }
  expect(readFileSync(place.database).subarray(100)).toEqual(before.subarray(100))
})

test('pages of rubbish under our header are kept aside, whatever they say', async () => {
  const file = join(scratch(), 'tasks.db')
  const good = await crafted('SELECT 1')
  const bytes = readFileSync(good)
  expect(bytes.readUInt32BE(68)).toBe(APPLICATION_ID)
  let seed = 7
  for (let round = 0; round < 40; round++) {
    const bad = Buffer.from(bytes)
    for (let n = 0; n < 30; n++) {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      bad[100 + (seed % (bad.length - 100))] = (seed >> 8) & 0xff
    }
    writeFileSync(file, bad)
    const error = await open(file).then(
      (database) => database.close().then(() => undefined),
      (error: unknown) => error,
    )
    // Either sound all the same (a changed title), or refused; never a trap.
    if (error)
      expect(['corrupt', 'notadb', 'foreign', 'other', 'newer', 'constraint']).toContain(
        (error as { kind: string }).kind,
      )
  }
})
