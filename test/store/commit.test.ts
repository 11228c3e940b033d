import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import { addTask, open, scratch, taskIds, turn } from './scratch.ts'

/** Counts syncs of the log, and holds back those that are asynchronous until they are let go. */
function syncs() {
  const log = { blocking: 0, held: [] as (() => void)[], hold: false }
  const files: Files = {
    ...realFiles,
    sync(fd) {
      log.blocking++
      realFiles.sync(fd)
    },
    syncLater(fd, done) {
      if (log.hold) log.held.push(() => realFiles.syncLater(fd, done))
      else realFiles.syncLater(fd, done)
    },
  }
  return { log, files }
}

test('one operation alone is synced at once, many share one sync in the background', async () => {
  const { log, files } = syncs()
  const database = await open(join(scratch(), 'tasks.db'), { files })
  const before = log.blocking
  await addTask(database, 'a')
  expect(log.blocking).toBe(before + 1)

  log.hold = true
  const all = Promise.all(Array.from({ length: 50 }, (_, at) => addTask(database, `b${at}`)))
  await turn()
  await turn()
  expect(log.held).toHaveLength(1)
  expect(log.blocking).toBe(before + 1)
  log.hold = false
  log.held[0]?.()
  await all
})

test('nothing is told before the sync that covers it: writes, reads that saw them, and refusals', async () => {
  const { log, files } = syncs()
  const database = await open(join(scratch(), 'tasks.db'), { files })
  const told: string[] = []
  log.hold = true
  const writes = ['a', 'b'].map((id) => addTask(database, id).then(() => told.push(id)))
  await turn()
  await turn()
  const read = taskIds(database).then((ids) => told.push(`saw ${ids}`))
  const refused = addTask(database, 'a').catch(() => told.push('refused'))
  for (let turns = 0; turns < 5; turns++) await turn()
  expect(told).toEqual([])
  log.hold = false
  log.held[0]?.()
  await Promise.all([...writes, read, refused])
  expect(told.sort()).toEqual(['a', 'b', 'refused', 'saw a,b'])
})

test('one sync is on its way at a time, and tells only what was committed before it began', async () => {
  const { log, files } = syncs()
  const database = await open(join(scratch(), 'tasks.db'), { files })
  const told: string[] = []
  log.hold = true
  const writes = []
  for (const round of [1, 2, 3]) {
    for (const id of [`${round}a`, `${round}b`]) writes.push(addTask(database, id).then(() => told.push(id)))
    await turn()
    await turn()
  }
  expect(log.held).toHaveLength(1)
  log.held.shift()?.()
  while (log.held.length === 0) await turn()
  expect(told).toEqual(['1a', '1b'])
  log.hold = false
  log.held.shift()?.()
  await Promise.all(writes)
  expect(told).toEqual(['1a', '1b', '2a', '2b', '3a', '3b'])
})

test('what changed nothing is answered without a sync', async () => {
  const { log, files } = syncs()
  const database = await open(join(scratch(), 'tasks.db'), { files })
  await addTask(database, 'a')
  const before = log.blocking
  await taskIds(database)
  await database.write((sql) => sql.run("UPDATE task SET title = 'x' WHERE id = 'none'"))
  expect(log.blocking).toBe(before)
})

test('durability "process" syncs no commit', async () => {
  const { log, files } = syncs()
  const database = await open(join(scratch(), 'tasks.db'), { files, durability: 'process' })
  const before = log.blocking
  log.hold = true
  await addTask(database, 'a')
  await Promise.all([addTask(database, 'b'), addTask(database, 'c')])
  expect(log.blocking).toBe(before)
  expect(log.held).toEqual([])
})

test('work that awaits something else than its Sql is refused and undone, alone or among others', async () => {
  const database = await open(join(scratch(), 'tasks.db'))
  const stalling = () =>
    database.write(async (sql) => {
      await sql.run("INSERT INTO task (id, title) VALUES ('stalled', 'x')")
      await new Promise((resolve) => setTimeout(resolve, 20))
      await sql.run("INSERT INTO task (id, title) VALUES ('after', 'x')")
    })
  await expect(stalling()).rejects.toMatchObject({ kind: 'stalled' })
  const others = await Promise.allSettled([addTask(database, 'a'), stalling(), addTask(database, 'b')])
  expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await taskIds(database)).toEqual(['a', 'b'])
})

test('an Sql that was kept can not be used later', async () => {
  const database = await open(join(scratch(), 'tasks.db'))
  const kept = await database.write(async (sql) => ({ sql }))
  await expect(kept.sql.all('SELECT 1')).rejects.toMatchObject({ kind: 'stalled' })
})

test('a batch of many operations is spread over turns, and all are answered in order', async () => {
  const database = await open(join(scratch(), 'tasks.db'))
  const order: number[] = []
  const all = Array.from({ length: 1000 }, (_, at) => addTask(database, `${at}`).then(() => order.push(at)))
  await Promise.all(all)
  expect(order).toEqual(Array.from({ length: 1000 }, (_, at) => at))
})

test('the hook before acknowledgements can end the database: nothing is told, nothing written any more', async () => {
  let superseded = false
  const beforeAcknowledge = () => {
    if (superseded) throw new Error('a newer owner was elected')
  }
  const file = join(scratch(), 'tasks.db')
  const database = await open(file, { beforeAcknowledge })
  await addTask(database, 'a')
  superseded = true
  await expect(addTask(database, 'b')).rejects.toThrow('a newer owner was elected')
  await expect(addTask(database, 'c')).rejects.toThrow('a newer owner was elected')
  expect((await database.lost).message).toContain('a newer owner was elected')
})
