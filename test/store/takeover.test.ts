/** An owner that was superseded while it lived can wake at the worst moment, and nothing is lost by it. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { elect, type Generation } from '../../src/store/sqljs/election.ts'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import { loggedIn, mustHold } from '../../src/store/sqljs/logged.ts'
import type { OwnerInfo } from '../../src/store/sqljs/owner.ts'
import { thisProcess } from '../../src/store/sqljs/process.ts'
import { replaceByCopy } from '../../src/store/sqljs/takeover.ts'
import { type Running, start } from '../support/process.ts'
import type { Orders } from './programs/sleeper.ts'
import { addTask, open, scratch, sqlite3, taskIds } from './scratch.ts'

const program = fileURLToPath(new URL('programs/sleeper.ts', import.meta.url))
const rounds = Number(process.env.BATON_FENCE_ROUNDS ?? 1)

const sleeper = (orders: Orders) => start(process.execPath, [program, JSON.stringify(orders)])
const told = ({ out }: Running) =>
  out
    .split('\n')
    .filter((line) => /^\d+$/.test(line))
    .map(Number)

/** What stock SQLite finds, and what is missing of what was told. */
function audit(database: string, acknowledged: number[]): string {
  try {
    const [sound, total, ...keys] = sqlite3(
      database,
      `PRAGMA integrity_check; SELECT value FROM meta WHERE key = 'total'; SELECT key FROM meta WHERE key LIKE 'n%'`,
    )
    if (sound !== 'ok') return `not sound: ${sound}`
    const there = new Set(keys.map((key) => Number(key.slice(1))))
    const lost = acknowledged.filter((n) => !there.has(n)).length
    if (lost > 0) return `lost ${lost}`
    return Number(total) === there.size ? 'fine' : `${total} counted, ${there.size} there`
  } catch (error) {
    return (error as Error).message
  }
}

/** One owner stops, another takes over and writes, the first wakes. Resolves with what is found in the end. */
async function asleep(orders: Pick<Orders, 'stop' | 'inPlace'>) {
  const database = join(scratch(), 'tasks.db')
  const first = sleeper({ database, from: 1, ...(orders.stop && { stop: orders.stop }) })
  await first.line(orders.stop ? /^stops$/m : /^400$/m)
  if (!orders.stop) process.kill(first.pid, 'SIGSTOP')
  const limit = 2_000
  const second = sleeper({ database, from: 1_000_000, limit, silent: 1, inPlace: orders.inPlace ?? false })
  await second.line(/^won 2$/m)
  await second.line(/^1000200$/m)
  process.kill(first.pid, 'SIGCONT')
  const ended = await first.exited
  expect(await second.exited).toMatchObject({ code: 0 })
  return { first, ended, database, outcome: audit(database, [...told(first), ...told(second)]) }
}

test.each([undefined, 'checkpoint', 'acknowledgement'] as const)(
  'stopped (%s), superseded and woken, the old owner harms nothing and ends itself',
  {
    timeout: 60_000 * rounds,
  },
  async (stop) => {
    for (let round = 0; round < rounds; round++) {
      const { first, ended, database, outcome } = await asleep(stop ? { stop } : {})
      expect(outcome).toBe('fine')
      expect(ended.code).toBe(1)
      expect(first.out).toMatch(/lost .*another host took over|lost .*-wal file/)
      expect(readdirSync(dirname(database)).sort()).toEqual([basename(database), 'tasks.db.owner.2.json'])
    }
  },
)

test('and this would be seen: superseded on the same file, the woken owner destroys it', async () => {
  const { outcome } = await asleep({ stop: 'checkpoint', inPlace: true })
  expect(outcome).not.toBe('fine')
})

const won = (result: ReturnType<typeof elect>): Generation => {
  if ('won' in result) return result.won
  throw new Error(`held by ${JSON.stringify(result.heldBy)}`)
}
const deadPid = 4_194_303
const ownerFile = (database: string, generation: number, changes: Partial<OwnerInfo>) =>
  writeFileSync(
    `${database}.owner.${generation}.json`,
    JSON.stringify({
      ...thisProcess(),
      generation,
      since: 0,
      released: false,
      serving: true,
      sleepers: [],
      ...changes,
    }),
  )

test('only an owner that serves, here, and was asked in vain is superseded alive', () => {
  for (const [changes, silent] of [
    [{ serving: false }, 1],
    [{ namespace: 'pid:[1]' }, 1],
    [{ host: 'elsewhere' }, 1],
    [{}, undefined],
    [{}, 2],
  ] as const) {
    const database = join(scratch(), 'tasks.db')
    ownerFile(database, 1, changes)
    expect(elect(database, { silent })).toHaveProperty('heldBy')
  }
  const database = join(scratch(), 'tasks.db')
  ownerFile(database, 1, {})
  expect(won(elect(database, { silent: 1 })).sleepers).toMatchObject([{ generation: 1 }])
})

test('whoever comes after one that died while it took over still knows who may wake', () => {
  const database = join(scratch(), 'tasks.db')
  const first = won(elect(database))
  first.serve()
  const sleeping = JSON.parse(readFileSync(`${database}.owner.1.json`, 'utf8')) as OwnerInfo
  ownerFile(database, 2, { pid: deadPid, serving: false, sleepers: [sleeping] })
  const third = won(elect(database))
  expect(third.sleepers).toMatchObject([{ generation: 1, pid: process.pid }])
  // It gives up too.
  third.release()
  const fourth = won(elect(database))
  expect(fourth.sleepers).toMatchObject([{ generation: 1 }])
  fourth.serve()
  fourth.release()
  expect(won(elect(database)).sleepers).toEqual([])
})

test('one that began to leave is not taken over from, whoever looks first', () => {
  const database = join(scratch(), 'tasks.db')
  const first = won(elect(database))
  first.serve()
  // It says that it leaves just when the other has made its file.
  let leaves: boolean | undefined
  const files: Files = {
    ...realFiles,
    link(path, name) {
      realFiles.link(path, name)
      if (leaves === undefined && name.endsWith('.2.json')) leaves = first.leave()
    },
  }
  expect(won(elect(database, { silent: 1, files })).sleepers).toHaveLength(1)
  expect(leaves).toBe(false)

  const other = join(scratch(), 'tasks.db')
  const early = won(elect(other))
  early.serve()
  let left: boolean | undefined
  const late: Files = {
    ...realFiles,
    link(path, name) {
      if (left === undefined && name.endsWith('.2.json')) left = early.leave()
      realFiles.link(path, name)
    },
  }
  expect(elect(other, { silent: 1, files: late })).toMatchObject({ heldBy: { generation: 1 } })
  expect(left).toBe(true)
  // It still lives, so nobody may yet.
  expect(elect(other, { silent: 2 })).toMatchObject({ heldBy: { generation: 1 } })
})

test('a copy is taken of one moment, though the other still writes', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  await addTask(database, 'before')
  let copies = 0
  const files: Files = {
    ...realFiles,
    async copy(from, to) {
      await realFiles.copy(from, to)
      // The first two times something changes behind the copy's back.
      if (from === file && ++copies < 3) await addTask(database, `during ${copies}`)
    },
  }
  await replaceByCopy(file, { files, generation: 2 })
  expect(copies).toBe(3)
  await expect(addTask(database, 'after')).rejects.toThrow(/-wal/)
  await database.close()
  expect(await taskIds(await open(file))).toEqual(['before', 'during 1', 'during 2'])
})

test('a copy that can not be made leaves everything as it was', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  await addTask(database, 'a')
  const files: Files = {
    ...realFiles,
    async copy() {
      throw Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' })
    },
  }
  await expect(replaceByCopy(file, { files, generation: 2 })).rejects.toThrow(/ENOSPC/)
  await addTask(database, 'b')
  expect(await taskIds(database)).toEqual(['a', 'b'])
  expect(existsSync(`${file}-wal`)).toBe(true)
  expect(readdirSync(dirname(file)).filter((name) => name.includes('taken'))).toEqual([])
})

/** A store of which some is in the file, and the newest only in the log, while its owner has it open. */
async function halfLogged() {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  await addTask(database, 'early', 'x'.repeat(500))
  await database.read((sql) => sql.all('PRAGMA wal_checkpoint(PASSIVE)'))
  await addTask(database, 'late')
  return file
}

test('a copy whose log was not carried over is caught, and the source stays as it is', async () => {
  const file = await halfLogged()
  const before = ['', '-wal'].map((each) => readFileSync(file + each))
  const part = join(dirname(file), '.tasks.db.taken-2')
  // The planted bug: what was copied and compared is not what SQLite opens then.
  let opened = 0
  const files: Files = {
    ...realFiles,
    open(path, flags, mode) {
      if (path === part && ++opened === 2) realFiles.unlink(`${part}-wal`)
      return realFiles.open(path, flags, mode)
    },
  }
  await expect(replaceByCopy(file, { files, generation: 2 })).rejects.toThrow(/lacks what the log had last on page \d/)
  expect(['', '-wal'].map((each) => readFileSync(file + each))).toEqual(before)
  expect(readdirSync(dirname(file)).filter((name) => name.includes('taken'))).toEqual([])
})

test('what a log holds is read as SQLite reads it: to the last commit whose checksums go on', async () => {
  const file = join(scratch(), 'tasks.db')
  const database = await open(file)
  for (const id of ['a', 'b']) await addTask(database, id)
  const log = `${file}-wal`
  const all = loggedIn(log, realFiles)
  expect(all.pages.size).toBeGreaterThan(2)
  const bytes = readFileSync(log)
  const holds = (content: Buffer) => {
    const copy = join(scratch(), 'tasks.db')
    copyFileSync(file, copy)
    writeFileSync(`${copy}-wal`, content)
    const logged = loggedIn(`${copy}-wal`, realFiles)
    // The stock sqlite3 moves the log into the file as it closes it.
    sqlite3(copy, 'SELECT 1; PRAGMA wal_checkpoint(TRUNCATE)')
    expect(() => mustHold(copy, logged, realFiles)).not.toThrow()
    return logged.pages
  }
  expect(holds(bytes)).toEqual(all.pages)
  // Torn in its last frame, and changed in one before: what follows does not count.
  expect(holds(bytes.subarray(0, -1))).not.toEqual(all.pages)
  const changed = Buffer.from(bytes)
  changed[bytes.length - all.pageSize - 100] = (changed[bytes.length - all.pageSize - 100] ?? 0) ^ 1
  expect(holds(changed)).not.toEqual(all.pages)
  expect(holds(Buffer.alloc(0)).size).toBe(0)
  expect(holds(Buffer.alloc(100, 7)).size).toBe(0)
})

/** The calls that change something, and `copy`, in which most of the time is spent. */
const steps = ['copy', 'open', 'write', 'truncate', 'sync', 'syncFile', 'syncFolder', 'rename', 'unlink'] as const

/** Files whose owner is killed at the step with this number: neither it nor anything after it happens. */
function killedAt(step: number) {
  const done: string[] = []
  const files = { ...realFiles }
  for (const name of steps) {
    const real = realFiles[name] as (...args: unknown[]) => unknown
    Object.assign(files, {
      [name](...args: unknown[]) {
        if (done.length >= step) throw Object.assign(new Error('EIO: killed'), { code: 'EIO' })
        done.push(`${name} ${typeof args.at(-1) === 'string' ? basename(args.at(-1) as string) : ''}`.trim())
        return real(...args)
      },
    })
  }
  return { files: files as Files, done }
}

test('killed at any step of it, a takeover leaves a database with all that was acknowledged', async () => {
  const source = join(scratch(), 'tasks.db')
  const database = await open(source)
  const ids = Array.from({ length: 300 }, (_, at) => `t${String(at).padStart(3, '0')}`)
  await Promise.all(ids.slice(0, 200).map((id) => addTask(database, id, 'x'.repeat(500))))
  // Some of it in the file, some only in the log.
  await database.read((sql) => sql.all('PRAGMA wal_checkpoint(PASSIVE)'))
  await Promise.all(ids.slice(200).map((id) => addTask(database, id)))
  const whole = { step: 0, done: [] as string[] }
  for (let step = 0; whole.done.length === 0; step++) {
    const file = join(scratch(), 'tasks.db')
    for (const suffix of ['', '-wal']) copyFileSync(source + suffix, file + suffix)
    const { files, done } = killedAt(step)
    const killed = await replaceByCopy(file, { files, generation: 2 }).then(
      () => false,
      () => true,
    )
    if (!killed) Object.assign(whole, { step, done })
    const after = await open(file)
    expect(await taskIds(after), `killed at ${done.length}, after ${done.at(-1)}`).toEqual(ids)
    await after.close()
    expect(sqlite3(file, 'PRAGMA integrity_check')).toEqual(['ok'])
  }
  // The power may go as well: the copy is on the disk before it gets the name, and has it before the log goes.
  const told = whole.done.join(', ')
  expect(told).toMatch(
    /syncFile \.tasks\.db\.taken-2, rename tasks\.db, syncFolder \S+, unlink tasks\.db-wal, syncFolder \S+$/,
  )
})
