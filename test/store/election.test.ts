import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { elect, isDead } from '../../src/store/sqljs/election.ts'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import type { OwnerInfo } from '../../src/store/sqljs/owner.ts'
import { thisProcess } from '../../src/store/sqljs/process.ts'
import { scratch } from './scratch.ts'

const candidate = fileURLToPath(new URL('programs/candidate.ts', import.meta.url))

function stand(database: string, ...settings: number[]) {
  const child = spawn(process.execPath, [candidate, database, ...settings.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

const won = (result: ReturnType<typeof elect>) => {
  if ('won' in result) return result.won
  throw new Error(`held by ${JSON.stringify(result.heldBy)}`)
}
const owner = (changes: Partial<OwnerInfo>): OwnerInfo => ({
  ...thisProcess(),
  generation: 1,
  since: 0,
  released: false,
  serving: false,
  sleepers: [],
  ...changes,
})
const deadPid = 4_194_303

test('the first wins, the next is told who holds it, and wins after a release', () => {
  const database = join(scratch(), '.baton', 'tasks.db')
  const first = won(elect(database))
  expect(elect(database)).toMatchObject({ heldBy: { generation: 1, pid: process.pid, released: false } })
  expect(first.superseded()).toBe(false)
  first.release()
  const second = won(elect(database))
  expect(second.number).toBe(2)
  expect(first.superseded()).toBe(true)
  first.release()
  expect(elect(database)).toMatchObject({ heldBy: { generation: 2 } })
  expect(readdirSync(join(database, '..'))).toEqual(['tasks.db.owner.2.json'])
})

test('two databases in one folder do not know each other, two names of one database do', () => {
  const folder = scratch()
  won(elect(join(folder, 'tasks.db')))
  won(elect(join(folder, 'tasks.db.more')))
  won(elect(join(folder, 'other.db')))
  writeFileSync(join(folder, 'tasks.db'), '')
  mkdirSync(join(folder, 'elsewhere'))
  symlinkSync(join(folder, 'tasks.db'), join(folder, 'elsewhere', 'linked.db'))
  expect(elect(join(folder, 'elsewhere', 'linked.db'))).toHaveProperty('heldBy')
  symlinkSync(folder, join(folder, 'elsewhere', 'folder'))
  expect(elect(join(folder, 'elsewhere', 'folder', 'tasks.db'))).toHaveProperty('heldBy')
})

test('an owner counts as dead only where that is proven', () => {
  const here = thisProcess()
  expect(isDead(owner({}))).toBe(false)
  expect(isDead(owner({ pid: process.ppid, started: '' }))).toBe(false)
  expect(isDead(owner({ released: true, host: 'elsewhere' }))).toBe(true)
  expect(isDead(owner({ pid: deadPid }))).toBe(true)
  expect(isDead(owner({ started: '1' }))).toBe(true)
  expect(isDead(owner({ pid: deadPid, host: 'elsewhere' }))).toBe(false)
  expect(isDead(owner({ pid: deadPid, namespace: 'pid:[1]' }))).toBe(false)
  expect(isDead(owner({ boot: 'an earlier one' }), { ...here, machine: 'm' })).toBe(false)
  expect(isDead(owner({ boot: 'an earlier one', machine: 'm' }), { ...here, machine: 'm' })).toBe(true)
  expect(isDead(owner({ boot: 'another', machine: '' }), { ...here, machine: '' })).toBe(false)
})

test('an owner file that can not be read belongs to somebody alive', () => {
  const database = join(scratch(), 'tasks.db')
  writeFileSync(`${database}.owner.3.json`, '{"pid":')
  expect(elect(database)).toMatchObject({ heldBy: { generation: 3 } })
})

test('the dead are superseded at once, and only the newest file stays', () => {
  const database = join(scratch(), 'tasks.db')
  writeFileSync(`${database}.owner.6.json`, JSON.stringify(owner({ pid: deadPid })))
  writeFileSync(`${database}.owner.7.json`, JSON.stringify(owner({ pid: deadPid })))
  expect(won(elect(database)).number).toBe(8)
  expect(readdirSync(join(database, '..'))).toEqual(['tasks.db.owner.8.json'])
})

test('a contender that slept while others came and went does not take an old number', () => {
  const database = join(scratch(), 'tasks.db')
  won(elect(database)).release()
  let slept = false
  const sleepy: Files = {
    ...realFiles,
    link(path, name) {
      if (!slept) {
        slept = true
        won(elect(database)).release()
        won(elect(database))
      }
      realFiles.link(path, name)
    },
  }
  expect(elect(database, { files: sleepy })).toMatchObject({ heldBy: { generation: 3 } })
  expect(readdirSync(join(database, '..'))).toEqual(['tasks.db.owner.3.json'])
})

test('without hard links the election works too', () => {
  const database = join(scratch(), 'tasks.db')
  const files: Files = {
    ...realFiles,
    link() {
      throw Object.assign(new Error('EPERM: no links here'), { code: 'EPERM' })
    },
  }
  const first = won(elect(database, { files }))
  expect(elect(database, { files })).toHaveProperty('heldBy')
  first.release()
  expect(won(elect(database, { files })).number).toBe(2)
})

test('the owner file is for its user only, and holds no secret', () => {
  const database = join(scratch(), 'tasks.db')
  won(elect(database))
  expect(Number(realFiles.stat(`${database}.owner.1.json`).mode & 0o777n)).toBe(0o600)
  expect(Object.keys(JSON.parse(readFileSync(`${database}.owner.1.json`, 'utf8'))).sort()).toEqual(
    [
      'boot',
      'generation',
      'host',
      'machine',
      'namespace',
      'pid',
      'released',
      'serving',
      'since',
      'sleepers',
      'started',
    ].sort(),
  )
})

test('processes that race never hold office at the same time', async () => {
  const database = join(scratch(), 'tasks.db')
  const rounds = Number(process.env.BATON_ELECTION_ROUNDS ?? 5)
  const told = await Promise.all(Array.from({ length: 3 }, () => text(stand(database, rounds, 15, 60_000).stdout)))
  const tenures = new Map<number, { from: bigint; to: bigint }>()
  for (const line of told.join('').trim().split('\n')) {
    const [step, generation, at] = line.split(' ') as [string, string, string]
    expect(step).not.toBe('superseded')
    const tenure = tenures.get(Number(generation))
    if (step === 'won') {
      expect(tenure).toBeUndefined()
      tenures.set(Number(generation), { from: BigInt(at), to: BigInt(at) })
    } else if (tenure) tenure.to = BigInt(at)
  }
  expect(tenures.size).toBe(3 * rounds)
  const inOrder = [...tenures].sort(([a], [b]) => a - b).map(([, tenure]) => tenure)
  for (const [at, tenure] of inOrder.entries()) {
    const next = inOrder[at + 1]
    if (next) expect(next.from).toBeGreaterThanOrEqual(tenure.to)
  }
})

test('a killed owner is superseded at once, a stopped one is not', async () => {
  const database = join(scratch(), 'tasks.db')
  const child = stand(database, 1, 60_000)
  await once(child.stdout, 'data')
  child.kill('SIGSTOP')
  expect(elect(database)).toMatchObject({ heldBy: { pid: child.pid } })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(won(elect(database)).number).toBe(2)
})
