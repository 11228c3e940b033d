import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { restore } from '../../src/store/sqljs/backup.ts'
import { DamagedDatabase } from '../../src/store/sqljs/damage.ts'
import { addTask, open, scratch, taskIds } from './scratch.ts'

/** A closed database with 500 tasks and three backups of it; the newest is broken, the one before it the best. */
async function prepared() {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  const database = await open(file)
  await Promise.all(Array.from({ length: 500 }, (_, at) => addTask(database, `t${at}`, 'x'.repeat(500))))
  const backups = join(folder, 'backups')
  mkdirSync(backups)
  await database.backup(join(backups, 'tasks.db.1.db'))
  await database.close()
  copyFileSync(file, join(backups, 'tasks.db.0.db'))
  utimesSync(join(backups, 'tasks.db.0.db'), 1_000, 1_000)
  writeFileSync(join(backups, 'tasks.db.2.db'), readFileSync(file).subarray(0, 20_000))
  return { folder, file, good: join(backups, 'tasks.db.1.db') }
}

const damageOf = (opening: Promise<unknown>): Promise<DamagedDatabase> =>
  opening.then(
    () => {
      throw new Error('it was opened')
    },
    (error) => {
      if (error instanceof DamagedDatabase) return error
      throw error
    },
  )

function overwrite(file: string, at: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, bytes, 0, bytes.length, at)
  closeSync(fd)
}

test('a file that is no database is kept aside, and the newest good backup offered and restored', async () => {
  const { folder, file, good } = await prepared()
  const garbage = Buffer.from('no database at all '.repeat(1000))
  writeFileSync(file, garbage)
  writeFileSync(`${file}-wal`, 'its log')
  const damage = await damageOf(open(file))
  expect(damage).toMatchObject({ kind: 'notadb', newestGoodBackup: good })
  expect(readFileSync(damage.setAside)).toEqual(garbage)
  expect(readFileSync(`${damage.setAside}-wal`, 'utf8')).toBe('its log')
  expect(readdirSync(folder).filter((name) => !name.includes('damaged'))).toEqual(['backups'])
  expect(readdirSync(join(folder, 'backups'))).toEqual(['tasks.db.0.db', 'tasks.db.1.db', 'tasks.db.2.db'])

  await restore(good, file)
  expect(await taskIds(await open(file))).toHaveLength(500)
  await expect(restore(good, file)).rejects.toThrow(/only restored where nothing is/)
})

test('damaged pages are found at the next start', async () => {
  const { file, good } = await prepared()
  for (let page = 4; page < 40; page += 3) overwrite(file, page * 4096, Buffer.alloc(4096, 0xa5))
  const size = statSync(file).size
  const damage = await damageOf(open(file))
  expect(damage).toMatchObject({ kind: 'corrupt', newestGoodBackup: good })
  expect(statSync(damage.setAside).size).toBe(size)
})

test('the log of a damaged database stays as it was', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  const database = await open(join(folder, 'original.db'))
  await Promise.all(Array.from({ length: 500 }, (_, at) => addTask(database, `t${at}`, 'x'.repeat(500))))
  await database.backup(join(folder, 'settled.db'))
  await addTask(database, 'in the log')
  for (const suffix of ['', '-wal']) copyFileSync(join(folder, `original.db${suffix}`), file + suffix)
  const log = readFileSync(`${file}-wal`)
  for (let page = 4; page < 40; page++) overwrite(file, page * 4096, Buffer.alloc(4096, 0xa5))
  const damage = await damageOf(open(file))
  expect(readFileSync(`${damage.setAside}-wal`)).toEqual(log)
})

test('a file cut to nothing does not take its log along', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  truncateSync(openFile(file))
  writeFileSync(`${file}-wal`, 'committed pages')
  const damage = await damageOf(open(file))
  expect(readFileSync(`${damage.setAside}-wal`, 'utf8')).toBe('committed pages')
  expect(damage.newestGoodBackup).toBeUndefined()
  await addTask(await open(file), 'a')
})

test('a sound database is not set aside', async () => {
  const { folder, file } = await prepared()
  await (await open(file)).close()
  expect(readdirSync(folder).sort()).toEqual(['backups', 'tasks.db'])
  expect(existsSync(`${file}-wal`)).toBe(false)
})

function openFile(file: string): string {
  writeFileSync(file, '')
  return file
}
