/**
 * Hosts are killed, stopped, woken and given bad disks, bad clocks and stolen ports, while eight clients write. What was
 * acknowledged is there, once; what happened leads to what is. `npm run soak -- faults` does this for long.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Place } from '../../src/contract/places.ts'
import { readRecord } from '../../src/reach/records.ts'
import { homeFor, tempDir } from '../support/temp.ts'
import { audit } from './audit.ts'
import { chance } from './chance.ts'
import type { Life, Orders } from './programs/host.ts'
import type { Trouble } from './trouble.ts'
import { startWriters } from './writers.ts'

const seed = Number(process.env.BATON_SEED ?? 20_261_125)
const disturbances = Number(process.env.BATON_DISTURBANCES ?? 5)
const program = resolve(import.meta.dirname, 'programs/host.ts')

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** The state in /proc: T is stopped; undefined once it has gone. */
function stateOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2, line.lastIndexOf(')') + 3)
  } catch {
    return undefined
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It had gone already.
  }
}

/** Keeps whoever serves next from the port of whoever served last. */
async function steal(port: number): Promise<void> {
  const thief = createServer()
  await new Promise<void>((done) => {
    thief.once('error', () => done())
    thief.listen(port, '127.0.0.1', () => done())
  })
  setTimeout(() => thief.close(), 3_000)
}

interface Chaos {
  readonly wrong: string[]
  readonly answered: number
  readonly troubles: string[]
}

const disturbing = ['kill', 'kill', 'stop', 'steal', 'none'] as const
interface Only {
  readonly troubles?: readonly Trouble[]
  readonly disturbing?: readonly (typeof disturbing)[number][]
}

async function chaos(seed: number, times: number, only: Only = {}): Promise<Chaos> {
  const dir = tempDir()
  const lives = join(dir, 'lives')
  mkdirSync(lives)
  const orders: Orders = { seed, lives, ...(only.troubles && { troubles: only.troubles }) }
  const env = { ...homeFor(tempDir()), BATON_TAKEOVER_AFTER: '1', BATON_SOAK_LIFE: JSON.stringify(orders) }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const database = join(dir, '.baton', 'tasks.db')
  const place: Place = { workspace: dir, database, artifacts: join(dir, 'artifacts'), backups: join(dir, 'backups') }
  const born = () =>
    readdirSync(lives)
      .filter((name) => name !== 'log' && name !== 'log.1')
      .map((name) => readFileSync(join(lives, name), 'utf8'))
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as Life)
  onTestFinished(() => {
    for (const { pid } of born()) signal(pid, 'SIGKILL')
  })

  // Whoever stops, by itself or by us, wakes some time later: before it is superseded or after.
  const luck = chance(seed)
  const asleep = new Set<number>()
  const waker = setInterval(() => {
    for (const { pid } of born()) {
      if (asleep.has(pid) || stateOf(pid) !== 'T') continue
      asleep.add(pid)
      setTimeout(
        () => {
          asleep.delete(pid)
          signal(pid, 'SIGCONT')
        },
        luck.between(0, 5_000),
      )
    }
  }, 50)
  onTestFinished(() => clearInterval(waker))

  const writers = startWriters(place, { node: process.execPath, script: program, mayRestart: true }, 8, seed)
  for (let time = 0; time < times; time++) {
    const seen = writers.answered()
    while (writers.answered() < seen + 100) await pause(10)
    const { pid = 0, port = 0 } = readRecord(database) ?? {}
    const disturbance = luck.of(only.disturbing ?? disturbing)
    if (disturbance === 'kill' || disturbance === 'steal') signal(pid, 'SIGKILL')
    if (disturbance === 'steal') await steal(port)
    if (disturbance === 'stop') signal(pid, 'SIGSTOP')
  }
  await writers.stop()
  // The last one ends as it should; those that were superseded have ended by themselves.
  signal(readRecord(database)?.pid ?? 0, 'SIGKILL')
  await vi.waitFor(
    () => expect(born().filter(({ pid }) => stateOf(pid) !== undefined && stateOf(pid) !== 'Z')).toEqual([]),
    {
      timeout: 30_000,
      interval: 100,
    },
  )
  return {
    wrong: [...writers.wrong, ...audit(database, writers.known)],
    answered: writers.answered(),
    troubles: born().map(({ trouble }) => trouble),
  }
}

test(`${disturbances} disturbances with seed ${seed}: acknowledged is there once, and the log leads to the state`, {
  timeout: 120_000 + disturbances * 20_000,
}, async () => {
  const { wrong, answered, troubles } = await chaos(seed, disturbances)
  if (process.env.BATON_SOAK) console.log(`${answered} answers; hosts with: ${troubles.join(', ')}`)
  expect(wrong).toEqual([])
  expect(answered).toBeGreaterThanOrEqual(100 * disturbances)
})

// Which of them a few disturbances meet is chance; these no other test makes while clients write.
test.each(['EROFS', 'slow sync', 'stops after it looked', 'clocks jump'] as const)(
  'a host and its next one with this trouble: %s',
  { timeout: 120_000 },
  async (trouble) => {
    const { wrong, troubles } = await chaos(seed, 2, { troubles: [trouble], disturbing: ['none', 'kill'] })
    expect(wrong).toEqual([])
    expect(new Set(troubles)).toEqual(new Set([trouble]))
  },
)

test('and this would be seen: a disk that says it wrote what it did not', { timeout: 120_000 }, async () => {
  const { wrong } = await chaos(seed, 1, { troubles: ['lies'], disturbing: ['kill'] })
  expect(wrong.join('\n')).toMatch(/acknowledged/)
})
