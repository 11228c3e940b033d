import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addTask, open, scratch, sqlite3 } from './scratch.ts'

const logOf = (file: string) => statSync(`${file}-wal`).size

test('ten thousand small writes leave a log of a few megabytes', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file, { durability: 'process' })
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 500 }, (_, n) => addTask(database, `${round}-${n}`, 'x'.repeat(500))))
    expect(logOf(file)).toBeLessThan(8_000_000)
  }
})

test('the log of one large write is short again after the next few', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file, { durability: 'process' })
  await database.write(async (sql) => {
    for (let n = 0; n < 40; n++)
      await sql.run('INSERT INTO task (id, title, bytes) VALUES (?1, ?1, ?2)', `large ${n}`, new Uint8Array(1_000_000))
  })
  expect(logOf(file)).toBeGreaterThan(40_000_000)
  for (let n = 0; n < 5; n++) await addTask(database, `small ${n}`)
  expect(logOf(file)).toBeLessThanOrEqual(16_000_000)
  await database.close()
  expect(sqlite3(file, 'PRAGMA integrity_check; SELECT count(*) FROM task')).toEqual(['ok', '45'])
})
