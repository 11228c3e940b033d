import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrations as baton } from '../../src/store/migrations/index.ts'
import { openFile } from '../../src/store/sqljs/database.ts'
import { schemaDigest } from '../../src/store/sqljs/schema.ts'
import { addTask, migrations, open, scratch, sqlite3, taskIds } from './scratch.ts'

const second = {
  version: 2,
  name: 'due',
  up: 'ALTER TABLE task ADD COLUMN due INTEGER; CREATE INDEX by_due ON task(due)',
}
const third = { version: 3, name: 'labels', up: 'CREATE TABLE label (task TEXT, label TEXT)' }

const backupsIn = (folder: string) => readdirSync(join(folder, 'backups')).sort()

test('a new database gets every migration and no backup', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  await (await open(file, { migrations: [...migrations, second], product: '0.2.0' })).close()
  expect(sqlite3(file, 'PRAGMA user_version; PRAGMA application_id')).toEqual(['2', String(0x4241544e)])
  expect(sqlite3(file, 'SELECT version, name, product FROM schema_history')).toEqual(['1|start|0.2.0', '2|due|0.2.0'])
  expect(readdirSync(folder)).toEqual(['tasks.db'])
})

test('each later migration is preceded by a backup of what was there', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  const first = await open(file)
  await addTask(first, 'a')
  await first.close()
  const updated = await open(file, { migrations: [...migrations, second, third], product: '0.2.0' })
  await updated.write((sql) => sql.run('UPDATE task SET due = 1'))
  expect(await taskIds(updated)).toEqual(['a'])
  const [one, two] = backupsIn(folder)
  expect(one).toMatch(/^tasks\.db\.\d{8}T\d{9}-before-2-due\.db$/)
  expect(sqlite3(join(folder, 'backups', one ?? ''), 'PRAGMA user_version; SELECT id FROM task')).toEqual(['1', 'a'])
  expect(sqlite3(join(folder, 'backups', two ?? ''), 'PRAGMA user_version')).toEqual(['2'])
})

test('a migration that fails leaves everything as it was', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  const first = await open(file)
  await addTask(first, 'a')
  await first.close()
  const broken = {
    version: 2,
    name: 'broken',
    up: 'ALTER TABLE task ADD COLUMN due INTEGER; INSERT INTO nowhere VALUES (1)',
  }
  await expect(open(file, { migrations: [...migrations, broken] })).rejects.toThrow(/nowhere/)
  expect(sqlite3(file, "PRAGMA user_version; SELECT count(*) FROM pragma_table_info('task')")).toEqual(['1', '4'])
  expect(await taskIds(await open(file))).toEqual(['a'])
})

test('a migration may rebuild a table that others refer to, but leaves no broken reference', async () => {
  const file = join(scratch(), 'tasks.db')
  const first = await open(file)
  await addTask(first, 'a')
  await first.close()
  const lossy = { version: 2, name: 'lossy', up: 'DELETE FROM task' }
  await expect(open(file, { migrations: [...migrations, lossy] })).rejects.toMatchObject({ kind: 'constraint' })
  const rebuilt = {
    version: 2,
    name: 'rebuilt',
    up: `CREATE TABLE fresh (id TEXT PRIMARY KEY, title TEXT); INSERT INTO fresh SELECT id, title FROM task;
      DROP TABLE task; ALTER TABLE fresh RENAME TO task`,
  }
  const database = await open(file, { migrations: [...migrations, rebuilt] })
  await expect(database.write((sql) => sql.run("INSERT INTO event (task, at) VALUES ('b', 1)"))).rejects.toMatchObject({
    kind: 'constraint',
  })
})

test('an older product refuses a newer schema and says which version it takes', async () => {
  const file = join(scratch(), 'tasks.db')
  await (await open(file, { migrations: [...migrations, second], product: '0.9.0' })).close()
  const older = open(file, { product: '0.1.0' })
  await expect(older).rejects.toMatchObject({ kind: 'newer' })
  await expect(older).rejects.toThrow('Update Baton to 0.9.0 or newer')
  expect(sqlite3(file, 'PRAGMA user_version')).toEqual(['2'])
})

test("somebody else's database is refused and not touched", async () => {
  const folder = scratch()
  const file = join(folder, 'other.db')
  sqlite3(file, 'CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)')
  await expect(open(file)).rejects.toMatchObject({ kind: 'foreign' })
  expect(sqlite3(file, 'PRAGMA journal_mode; SELECT * FROM theirs')).toEqual(['delete', '1'])
  expect(readdirSync(folder)).toEqual(['other.db'])
  // Also one whose tables lie in its log only.
  const logged = join(folder, 'logged.db')
  sqlite3(logged, 'PRAGMA application_id=7; PRAGMA journal_mode=WAL; CREATE TABLE theirs (x)')
  await expect(open(logged)).rejects.toMatchObject({ kind: 'foreign' })
})

test('migrations have to be numbered without gaps', async () => {
  await expect(open(join(scratch(), 'tasks.db'), { migrations: [second] })).rejects.toThrow('out of order')
})

test.each(baton)('migration $version says what schema it leaves', async ({ version, makes }) => {
  const file = join(scratch(), 'tasks.db')
  await (await open(file, { migrations: baton.slice(0, version) })).close()
  const closed = await openFile(file)
  const found = schemaDigest(closed)
  closed.close()
  expect(makes).toBe(found)
})
