import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { migrations } from './programs/entries.ts'
import { open, scratch, sqlite3 } from './scratch.ts'

const writer = fileURLToPath(new URL('programs/writer.ts', import.meta.url))
const rounds = Number(process.env.BATON_KILL_ROUNDS ?? 4)

/** Lets a process write for a moment, kills it, and returns the numbers that it had told. */
async function killed(file: string, durability: string): Promise<number[]> {
  const child = spawn(process.execPath, [writer, file, durability], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let told = ''
  child.stdout.on('data', (data) => {
    told += data
  })
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  setTimeout(() => child.kill('SIGKILL'), Math.random() * 300)
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGKILL')
  return told.split('\n').slice(0, -1).map(Number)
}

const check = 'PRAGMA integrity_check; SELECT entries FROM total; SELECT n FROM entry'

for (const durability of ['power', 'process'])
  test(`kill -9 under load loses nothing that was acknowledged (${durability}); sqlite3 reads what is left`, {
    timeout: 20_000 + rounds * 5_000,
  }, async () => {
    const folder = scratch()
    const file = join(folder, 'tasks.db')
    const acknowledged = new Set<number>()
    for (let round = 0; round < rounds; round++) {
      for (const n of await killed(file, durability)) acknowledged.add(n)
      // Both ways for a person to look: the files where they are, and a copy of them without the guard.
      const copy = join(folder, `copy${round}`)
      mkdirSync(copy)
      for (const suffix of ['', '-wal'])
        if (existsSync(file + suffix)) copyFileSync(file + suffix, join(copy, `tasks.db${suffix}`))
      for (const place of [file, join(copy, 'tasks.db')]) {
        const [sound, total, ...found] = sqlite3(place, check)
        const numbers = new Set(found.map(Number))
        expect(sound).toBe('ok')
        expect(Number(total)).toBe(numbers.size)
        expect([...acknowledged].filter((n) => !numbers.has(n))).toEqual([])
      }
      rmSync(copy, { recursive: true })
    }
    expect(acknowledged.size).toBeGreaterThan(100)
    const database = await open(file, { migrations })
    await database.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    expect(sqlite3(file, 'PRAGMA integrity_check; PRAGMA wal_checkpoint; INSERT INTO total VALUES (0)')[0]).toBe('ok')
  })
