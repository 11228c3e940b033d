import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addTask, open, scratch, sqlite3, taskIds } from './scratch.ts'

test('the stock sqlite3 may look, but not write, checkpoint or change the journal; nothing is lost by its trying', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  const tries = [
    "INSERT INTO task (id, title) VALUES ('x', 'x')",
    'DELETE FROM event',
    'PRAGMA wal_checkpoint(TRUNCATE)',
    'PRAGMA journal_mode=DELETE',
    'VACUUM',
  ]
  for (const [round, sql] of [...tries, ...tries].entries()) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => addTask(database, `${round}-${at}`)))
    expect(sqlite3(file, 'SELECT count(*) FROM task')).toEqual([String((round + 1) * 50)])
    expect(() => sqlite3(file, sql)).toThrow(/readonly|unable to open/)
  }
  expect(await taskIds(database)).toHaveLength(tries.length * 100)
  await database.close()
  expect(existsSync(`${file}-shm`)).toBe(false)
  expect(sqlite3(file, 'PRAGMA integrity_check; SELECT count(*) FROM task')).toEqual(['ok', '500'])
})

test('a log that somebody removed ends the database before anything in it is acknowledged', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  await addTask(database, 'a')
  unlinkSync(`${file}-wal`)
  await expect(addTask(database, 'b')).rejects.toMatchObject({ kind: 'io' })
  expect((await database.lost).message).toContain('-wal')
})

test('the same for a folder that was deleted', async () => {
  const folder = join(scratch(), '.baton')
  const database = await open(join(folder, 'tasks.db'))
  await addTask(database, 'a')
  execFileSync('rm', ['-r', folder])
  await expect(addTask(database, 'b')).rejects.toMatchObject({ kind: 'io' })
  await database.close()
  expect(existsSync(folder)).toBe(false)
})

test('a folder that was only moved goes on', async () => {
  const folder = scratch()
  const database = await open(join(folder, 'a', 'tasks.db'))
  await addTask(database, 'a')
  renameSync(join(folder, 'a'), join(folder, 'b'))
  await addTask(database, 'b')
  renameSync(join(folder, 'b'), join(folder, 'a'))
  await database.close()
  expect(sqlite3(join(folder, 'a', 'tasks.db'), 'SELECT id FROM task')).toEqual(['a', 'b'])
})

test('the guard of a crashed process does not keep the next one out', async () => {
  const file = join(scratch(), 'tasks.db')
  await (await open(file)).close()
  mkdirSync(`${file}-shm`)
  const database = await open(file)
  await database.close()
  expect(existsSync(`${file}-shm`)).toBe(false)
})

test('a -shm file that another SQLite left is replaced, unless that one still runs', async () => {
  const file = join(scratch(), 'tasks.db')
  await (await open(file)).close()
  writeFileSync(`${file}-shm`, 'left behind')
  await (await open(file)).close()

  const shell = spawn('sqlite3', [file], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => {
    shell.kill()
  })
  shell.stdin.write('SELECT count(*) FROM task;\n')
  await once(shell.stdout, 'data')
  await expect(open(file)).rejects.toThrow(`process ${shell.pid}`)
  shell.stdin.end()
  await once(shell, 'exit')
  await (await open(file)).close()
})

test('a database that is opened again enforces its references', async () => {
  const file = join(scratch(), 'tasks.db')
  await (await open(file)).close()
  const orphan = (await open(file)).write((sql) => sql.run("INSERT INTO event (task, at) VALUES ('none', 1)"))
  await expect(orphan).rejects.toMatchObject({ kind: 'constraint' })
})

test('one process opens a database once', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  await expect(open(file)).rejects.toThrow(/already open/)
  await addTask(database, 'a')
})

test('files and folders are for their user only', async () => {
  const folder = join(scratch(), '.baton')
  const file = join(folder, 'tasks.db')
  const database = await open(file)
  await addTask(database, 'a')
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
  expect([folder, file, `${file}-wal`].map(mode)).toEqual(['700', '600', '600'])
})
