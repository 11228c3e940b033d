// What a store of 100,000 tasks costs more than one of 1,000: the real core over the real store, in one process and
// without syncs, so that nothing but the queries shows.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Baton, Caller } from '../../src/contract/baton.ts'
import { nearest } from '../../src/contract/nearest.ts'
import { operationNamed } from '../../src/contract/operations/index.ts'
import { priorities } from '../../src/contract/words.ts'
import { makeBaton } from '../../src/core/baton.ts'
import { Presence } from '../../src/core/presence.ts'
import { makeClients } from '../../src/host/clients.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { sqlStore } from '../../src/store/sql/store.ts'
import { openDatabase } from '../../src/store/sqljs/open.ts'
import { median } from './measure.ts'
import { atMost, type Row } from './row.ts'

const sizes = { few: 1_000, many: 100_000 }
/** In one round; over all rounds fewer than the small store has tasks. */
const CALLS = 50

interface Filled {
  call(operation: string, input?: object): Promise<unknown>
  close(): Promise<void>
}

async function filled(file: string, tasks: number): Promise<Filled> {
  const database = await openDatabase({ file, migrations, product: 'bench', durability: 'process' })
  const none = async (): Promise<never> => {
    throw new Error('not used here')
  }
  let ids = 0
  const now = () => ({ wall: Date.now(), awake: performance.now() })
  const baton: Baton = makeBaton({
    operations: operationNamed,
    nearest,
    store: sqlStore(database, { prefix: 'T', backup: none }),
    clock: { now },
    presence: new Presence(performance.now()),
    ids: { next: () => `id-${++ids}` },
    shelf: { keep: none, read: none },
    channels: new Map(),
    clients: makeClients(now),
    complain: () => {},
  })
  const caller: Caller = { role: 'agent', principal: 'local', client: { name: 'codex' }, connection: 'link:bench' }
  const call = (operation: string, input: object = {}) => baton.call(operation, input, caller)
  for (let made = 0; made < tasks; made += 200) {
    const list = Array.from({ length: 200 }, (_, i) => ({
      title: `Task ${made + i}`,
      description: 'What is to be done, in about as many words as people write. '.repeat(4),
      priority: priorities[(made + i) % priorities.length],
      labels: [`area-${(made + i) % 50}`],
    }))
    await call('create_tasks', { tasks: list })
  }
  return { call, close: () => database.close() }
}

const questions: readonly [name: string, operation: string, input?: object][] = [
  ['claim_next_task', 'claim_next_task'],
  ['list_tasks, first page', 'list_tasks'],
  ['list_tasks by status, first page', 'list_tasks', { status: 'open' }],
  ['list_tasks by label, first page', 'list_tasks', { label: 'area-7' }],
  ['get_available_tasks, first page', 'get_available_tasks'],
]

/** The milliseconds of each of `CALLS` calls. */
async function time(store: Filled, operation: string, input?: object): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < CALLS; n++) {
    const start = performance.now()
    await store.call(operation, input)
    took.push(performance.now() - start)
  }
  return took
}

/** Medians at 100,000 tasks over those at 1,000, in alternated rounds. */
export async function scaleBench({ rounds = 7 } = {}): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-scale-'))
  const few = await filled(join(folder, 'few.db'), sizes.few)
  const many = await filled(join(folder, 'many.db'), sizes.many)
  try {
    const rows: Row[] = []
    for (const [name, operation, input] of questions) {
      const took = { few: [] as number[], many: [] as number[] }
      for (const store of [few, many]) await time(store, operation, input)
      for (let round = 0; round < Math.min(rounds, sizes.few / CALLS - 2); round++) {
        took.few.push(...(await time(few, operation, input)))
        took.many.push(...(await time(many, operation, input)))
      }
      const [small, large] = [median(took.few), median(took.many)]
      rows.push({ ...atMost(`store: ${name}, 100,000 tasks against 1,000`, 1.5, large / small, '×'), p50: large })
    }
    return rows
  } finally {
    await few.close()
    await many.close()
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, value, goal, p50 } of await scaleBench())
    console.log(`${name}: ${value.toFixed(2)} × (goal ≤ ${goal}), ${p50?.toFixed(3)} ms`)
}
