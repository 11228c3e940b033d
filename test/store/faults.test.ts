import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultyFiles } from './faults.ts'
import { addTask, open, scratch, sqlite3, taskIds } from './scratch.ts'

const isLog = (path: string) => path.endsWith('-wal')

test('a full disk refuses writes, alone and together, and all goes on once there is space again', async () => {
  const { files, fail, mend } = faultyFiles()
  const file = join(scratch(), 'tasks.db')
  const database = await open(file, { files })
  await addTask(database, 'a')
  for (const code of ['ENOSPC', 'EDQUOT']) {
    fail(code, ['write'])
    await expect(addTask(database, 'b')).rejects.toMatchObject({ kind: 'full' })
    const results = await Promise.allSettled(['c', 'd', 'e'].map((id) => addTask(database, id)))
    expect(results).toMatchObject(Array(3).fill({ status: 'rejected', reason: { kind: 'full' } }))
    expect(await taskIds(database)).toEqual(['a'])
    mend()
  }
  await addTask(database, 'f')
  expect(await taskIds(database)).toEqual(['a', 'f'])
  await database.close()
  expect(sqlite3(file, 'PRAGMA integrity_check')).toEqual(['ok'])
})

test('a disk that fills up in the middle of a big write undoes all of it, even if the work looks away', async () => {
  const { files, fail, mend } = faultyFiles()
  const database = await open(join(scratch(), 'tasks.db'), { files })
  await addTask(database, 'a')
  fail('ENOSPC', ['write'])
  const big = database.write(async (sql) => {
    for (let at = 0; at < 20_000; at++)
      await sql.run('INSERT INTO task (id, title) VALUES (?1, ?2)', `big${at}`, 'x'.repeat(2000)).catch(mend)
  })
  await expect(big).rejects.toMatchObject({ kind: 'full' })
  expect(await taskIds(database)).toEqual(['a'])
})

test('a write error is kind "io" and names what the system said', async () => {
  const { files, fail, mend } = faultyFiles()
  const database = await open(join(scratch(), 'tasks.db'), { files })
  fail('EIO', ['write'])
  const failed = addTask(database, 'a')
  await expect(failed).rejects.toMatchObject({ kind: 'io' })
  await expect(failed).rejects.toThrow(/EIO/)
  mend()
  await addTask(database, 'b')
  expect(await taskIds(database)).toEqual(['b'])
})

for (const [name, ids] of [
  ['blocking', ['a']],
  ['background', ['a', 'b', 'c']],
] as const)
  test(`a failed ${name} fsync ends the database: nothing is acknowledged, tried again, or checkpointed`, async () => {
    const { files, fail, mend } = faultyFiles()
    const file = join(scratch(), 'tasks.db')
    const database = await open(file, { files })
    await addTask(database, 'before')
    fail('EIO', ['sync', 'syncLater'])
    const results = await Promise.allSettled(ids.map((id) => addTask(database, id)))
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    mend()
    await expect(addTask(database, 'later')).rejects.toThrow(/fsync failed/)
    await expect(taskIds(database)).rejects.toThrow(/fsync failed/)
    expect((await database.lost).message).toMatch(/fsync failed.*EIO/)
    await database.close()
    expect(existsSync(`${file}-wal`)).toBe(true)
    expect(await taskIds(await open(file))).toContain('before')
  })

test('a failed fsync in a checkpoint, which SQLite keeps to itself, ends the database too', async () => {
  const { files, fail } = faultyFiles()
  const database = await open(join(scratch(), 'tasks.db'), { files, durability: 'process' })
  fail('EIO', ['sync'], (path) => !isLog(path))
  const writes = Array.from({ length: 3000 }, (_, at) => addTask(database, `t${at}`, 'x'.repeat(2000)))
  const results = await Promise.allSettled(writes)
  expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  expect((await database.lost).message).toMatch(/fsync failed/)
})

test('a place that can not be written says so at once', async () => {
  for (const [code, kind] of [
    ['EROFS', 'readonly'],
    ['EACCES', 'readonly'],
    ['ENOSPC', 'full'],
    ['EIO', 'io'],
  ] as const) {
    const { files, fail } = faultyFiles()
    const folder = scratch()
    fail(code, ['makeFolder', 'open', 'write'])
    await expect(open(join(folder, 'tasks.db'), { files })).rejects.toMatchObject({ kind })
    fail(code, ['write'])
    await expect(open(join(folder, 'tasks.db'), { files })).rejects.toMatchObject({ kind })
    expect(readdirSync(folder).filter((name) => name.includes('shm'))).toEqual([])
  }
})

test('a backup that fails leaves nothing behind and the database in order', async () => {
  const { files, fail, mend } = faultyFiles()
  const folder = scratch()
  const database = await open(join(folder, 'tasks.db'), { files })
  await addTask(database, 'a')
  fail('ENOSPC', ['copy'])
  await expect(database.backup(join(folder, 'copy.db'))).rejects.toThrow(/ENOSPC/)
  mend()
  await database.backup(join(folder, 'copy.db'))
  await addTask(database, 'b')
  expect(readdirSync(folder).sort()).toEqual(['copy.db', 'tasks.db', 'tasks.db-shm', 'tasks.db-wal'])
})

test('random faults: what was acknowledged is there, what was refused is there as a whole or not at all', async () => {
  for (let round = 0; round < Number(process.env.BATON_FAULT_ROUNDS ?? 6); round++) {
    const { files, fail, mend } = faultyFiles()
    const file = join(scratch(), 'tasks.db')
    const database = await open(file, { files, durability: round % 2 ? 'power' : 'process' })
    fail(['ENOSPC', 'EIO'][round % 2] ?? 'EIO', ['write'], () => Math.random() < 0.01)
    const acknowledged = new Set<string>()
    const client = async (client: number) => {
      for (let at = 0; at < 100; at++)
        await addTask(database, `${client}-${at}`, 'z'.repeat(500)).then(
          (id) => acknowledged.add(id),
          () => {},
        )
    }
    await Promise.all(Array.from({ length: 8 }, (_, at) => client(at)))
    mend()
    const ids = new Set(await taskIds(database))
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([])
    await database.close()
    const counts = 'SELECT (SELECT count(*) FROM task), (SELECT count(*) FROM event), (SELECT events FROM total)'
    const [sound, count] = sqlite3(file, `PRAGMA integrity_check; ${counts}`)
    expect(sound).toBe('ok')
    expect(count).toBe(`${ids.size}|${ids.size}|${ids.size}`)
  }
})
