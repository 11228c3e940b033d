import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import { addTask, open, scratch, sqlite3, taskIds } from './scratch.ts'

test('backups made while 16 clients write are whole, and hold all that was answered before each', async () => {
  const folder = scratch()
  const database = await open(join(folder, 'tasks.db'))
  let running = true
  let acknowledged = 0
  const clients = Array.from({ length: 16 }, async (_, client) => {
    for (let at = 0; running; at++) {
      await addTask(database, `${client}-${at}`, 'x'.repeat(1000))
      acknowledged++
    }
  })
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const before = acknowledged
    const copy = join(folder, `copy${round}.db`)
    await database.backup(copy)
    const [sound, tasks, events] = sqlite3(
      copy,
      'PRAGMA integrity_check; SELECT count(*) FROM task; SELECT events FROM total',
    )
    expect(sound).toBe('ok')
    expect(events).toBe(tasks)
    expect(Number(tasks)).toBeGreaterThanOrEqual(before)
  }
  running = false
  await Promise.all(clients)
  await database.close()
  expect(sqlite3(join(folder, 'tasks.db'), 'SELECT count(*) FROM task')).toEqual([String(acknowledged)])
})

test('the log is kept short again after a backup', async () => {
  const folder = scratch()
  const database = await open(join(folder, 'tasks.db'))
  await database.backup(join(folder, 'copy.db'))
  const settings = await database.read((sql) => sql.one<{ wal_autocheckpoint: number }>('PRAGMA wal_autocheckpoint'))
  expect(settings?.wal_autocheckpoint).toBe(1000)
})

test('two backups at once wait for each other, and close for both', async () => {
  const folder = scratch()
  let copying = 0
  const files: Files = {
    ...realFiles,
    async copy(from, to) {
      expect(++copying).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      await realFiles.copy(from, to)
      copying--
    },
  }
  const database = await open(join(folder, 'tasks.db'), { files })
  await addTask(database, 'a')
  const both = Promise.all(['one.db', 'two.db'].map((name) => database.backup(join(folder, name))))
  const closed = database.close()
  await both
  await closed
  expect(readdirSync(folder).sort()).toEqual(['one.db', 'tasks.db', 'two.db'])
  for (const name of ['one.db', 'two.db']) expect(await taskIds(await open(join(folder, name)))).toEqual(['a'])
})

test('of two backups to one path one wins, and the other does not replace it', async () => {
  const folder = scratch()
  const database = await open(join(folder, 'tasks.db'))
  const results = await Promise.allSettled([0, 1].map(() => database.backup(join(folder, 'copy.db'))))
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a large backup is checked without making others wait', { timeout: 60_000 }, async () => {
  const folder = scratch()
  const database = await open(join(folder, 'tasks.db'))
  await database.write(async (sql) => {
    for (let at = 0; at < 30_000; at++)
      await sql.run('INSERT INTO task (id, title) VALUES (?1, ?2)', `${at}`, 'x'.repeat(1000))
  })
  let longest = 0
  let backing = true
  const others = (async () => {
    for (let at = 0; backing; at++) {
      const before = performance.now()
      await addTask(database, `meanwhile ${at}`)
      longest = Math.max(longest, performance.now() - before)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  })()
  const started = performance.now()
  await database.backup(join(folder, 'copy.db'))
  const took = performance.now() - started
  backing = false
  await others
  expect(sqlite3(join(folder, 'copy.db'), 'SELECT count(*) >= 30000 FROM task')).toEqual(['1'])
  expect(longest).toBeLessThan(took / 2)
})

test('the file stands still while it is copied, however long that takes', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  let between: () => Promise<void> = async () => {}
  const files: Files = {
    ...realFiles,
    async copy(from, to) {
      const half = Math.floor(statSync(from).size / 2)
      const first = readFileSync(from).subarray(0, half)
      await between()
      writeFileSync(to, Buffer.concat([first, readFileSync(from).subarray(half)]))
    },
  }
  const database = await open(file, { files })
  const add = (name: string) =>
    Promise.all(Array.from({ length: 3000 }, (_, at) => addTask(database, `${at}${name}`, 'x'.repeat(1000))))
  await add('before')
  between = async () => void (await add('meanwhile'))
  await database.backup(join(folder, 'copy.db'))
  const copy = 'PRAGMA integrity_check; SELECT count(*) FROM task; SELECT events FROM total'
  expect(sqlite3(join(folder, 'copy.db'), copy)).toEqual(['ok', '3000', '3000'])
})

test('a copy that came out damaged is no backup', async () => {
  const folder = scratch()
  const files: Files = {
    ...realFiles,
    async copy(from, to) {
      const bytes = readFileSync(from)
      writeFileSync(to, bytes.fill(0x5a, 8192, 20_000))
    },
  }
  const database = await open(join(folder, 'tasks.db'), { files })
  for (let at = 0; at < 100; at++) await addTask(database, `t${at}`, 'x'.repeat(1000))
  await expect(database.backup(join(folder, 'copy.db'))).rejects.toMatchObject({ kind: 'corrupt' })
  expect(readdirSync(folder).filter((name) => name.includes('copy'))).toEqual([])
  await addTask(database, 'after')
})

test('a path that is taken is refused before anything is copied', async () => {
  const folder = scratch()
  writeFileSync(join(folder, 'copy.db'), 'precious')
  const database = await open(join(folder, 'tasks.db'))
  await expect(database.backup(join(folder, 'copy.db'))).rejects.toThrow('a backup never overwrites')
  expect(readFileSync(join(folder, 'copy.db'), 'utf8')).toBe('precious')
})
