import { expect, test } from 'vitest'
import type { FeedItem } from '../../src/contract/baton.ts'
import { minutes } from '../../src/core/clock.ts'
import { feed } from '../../src/core/feed.ts'
import { type Kept, kept, makeKeeper } from '../../src/core/keeping.ts'
import { type Board, board } from './board.ts'

const days = (n: number) => minutes(n * 24 * 60)

/** A board whose keeper looks each hour, and runs for as long as there is something to do. */
async function keeping(limits?: Partial<Kept>) {
  const made = await board()
  const { store, presence, clock } = made
  const keep = makeKeeper(store, presence, clock.now().awake, { ...kept, ...limits })
  const pass = async (ms: number) => {
    clock.advance(ms)
    // Each is the turn of another moment.
    for (let n = 0; n < 40; n++) {
      await keep(clock.now())
      clock.advance(minutes(2))
    }
  }
  const kinds = async () => (await made.events()).map(({ task_id, kind }) => `${task_id} ${kind}`)
  return { ...made, pass, kinds }
}

async function finished({ as }: Pick<Board, 'as'>, title: string): Promise<void> {
  const { task_id } = await as('codex')('create_task', { title })
  await as('codex')('claim_task', { task_id })
  await as('codex')('complete_task', { task_id })
}

const firstOf = async (items: AsyncIterable<FeedItem>) => {
  for await (const item of items) return item
}

test('answers that are kept for repeats are kept for a day', async () => {
  const { as, store, clock, presence, events } = await board()
  const keep = makeKeeper(store, presence, clock.now().awake)
  const create = () => as('codex')('create_task', { title: 'Once', idempotency_key: 'k' })
  await create()
  clock.advance(days(1))
  await keep(clock.now())
  await create()
  expect(await events()).toHaveLength(1)
  clock.advance(minutes(60))
  await keep(clock.now())
  await create()
  expect(await events()).toHaveLength(2)
})

test('more answers than one transaction drops all go', async () => {
  const { store, database, pass } = await keeping()
  await database.write(async (sql) => {
    for (let n = 0; n < 5_000; n++) await sql.run('INSERT INTO answers VALUES (?1, 0, ?1, ?1)', `old ${n}`)
  })
  await store.write({ actor: 'x', wall: Date.parse('2026-04-20T12:00:00Z'), awake: 0 }, (tx) =>
    tx.remember('new', 'f', {}),
  )
  await pass(minutes(2))
  expect(await database.read((sql) => sql.all('SELECT scope FROM answers'))).toEqual([{ scope: 'new' }])
})

test('what happened goes thirty days after its task has ended, and no sooner', async () => {
  const { as, pass, kinds } = await keeping({ newest: 0 })
  await finished({ as }, 'Over')
  await as('codex')('create_task', { title: 'Open' })
  await pass(days(29))
  expect(await kinds()).toEqual(['T-1 created', 'T-1 claimed', 'T-1 completed', 'T-2 created'])
  await pass(days(1))
  expect(await kinds()).toEqual(['T-2 created'])
})

test('a task that is not over keeps its whole story, and so does one that ended just now', async () => {
  const { as, pass, kinds } = await keeping({ newest: 0 })
  await finished({ as }, 'Over')
  for (const title of ['Open', 'Failed', 'Ends late']) await as('codex')('create_task', { title })
  await as('codex')('claim_task', { task_id: 'T-3' })
  await as('codex')('update_task', { task_id: 'T-3', status: 'failed' })
  await pass(days(31))
  await as('codex')('claim_task', { task_id: 'T-4' })
  await as('codex')('complete_task', { task_id: 'T-4' })
  await as('codex')('create_task', { title: 'Last' })
  const story = [
    ...['T-2 created', 'T-3 created', 'T-4 created', 'T-3 claimed', 'T-3 failed'],
    ...['T-4 claimed', 'T-4 completed', 'T-5 created'],
  ]
  expect(await kinds()).toEqual(story)
  await pass(days(29))
  expect(await kinds()).toEqual(story)
  await pass(days(2))
  expect(await kinds()).toEqual(story.filter((line) => !line.startsWith('T-4')))
})

test('the newest stay, however old they are', async () => {
  const { as, pass, events } = await keeping({ newest: 5 })
  for (let n = 0; n < 4; n++) await finished({ as }, `task ${n}`)
  await pass(days(400))
  expect((await events()).map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12])
})

test('numbers go on where they were when everything is gone but the newest', async () => {
  const { as, pass, events } = await keeping({ newest: 0 })
  for (let n = 0; n < 4; n++) await finished({ as }, `task ${n}`)
  await pass(days(40))
  await as('codex')('create_task', { title: 'next' })
  expect((await events()).map(({ seq }) => seq)).toEqual([12, 13])
})

test('thousands go in small transactions, with turns for others between them', async () => {
  const { database, store, clock, presence, events } = await board()
  await database.write(async (sql) => {
    for (let n = 0; n < 9_000; n++)
      await sql.run("INSERT INTO events VALUES (?1, 0, NULL, 'x', 'noted', '{}', '{}')", n + 1)
  })
  const keep = makeKeeper(store, presence, clock.now().awake, { ...kept, newest: 0 })
  const left = async () => (await database.read((sql) => sql.one<{ n: number }>('SELECT count(*) AS n FROM events')))?.n
  clock.advance(minutes(1))
  await keep(clock.now())
  expect(await left()).toBe(5_000)
  await keep(clock.now())
  expect(await left()).toBe(5_000)
  clock.advance(5_000)
  await keep(clock.now())
  expect(await left()).toBe(1_000)
  clock.advance(5_000)
  await keep(clock.now())
  expect((await events()).map(({ seq }) => seq)).toEqual([9_000])
})

test('what a clock wrote that was ahead does not keep what came after it', async () => {
  const { database, pass, clock, events } = await keeping({ newest: 0 })
  const ahead = clock.now().wall + days(5_000)
  await database.write(async (sql) => {
    for (let n = 0; n < 2_000; n++)
      await sql.run("INSERT INTO events VALUES (?1, ?2, NULL, 'x', 'noted', '{}', '{}')", n + 1, n < 1_000 ? ahead : 0)
  })
  await pass(minutes(1))
  expect((await events()).map(({ seq }) => seq).slice(-2)).toEqual([1_000, 2_000])
})

test('a reader from a point that is no longer kept reads afresh, also where single events before it are', async () => {
  const { as, pass, store, events } = await keeping({ newest: 0 })
  await as('codex')('create_task', { title: 'Open' })
  await finished({ as }, 'Over')
  await as('codex')('create_task', { title: 'next' })
  await pass(days(31))
  expect((await events()).map(({ seq }) => seq)).toEqual([1, 5])
  const { signal } = new AbortController()
  expect(await firstOf(feed(store, 0, signal))).toEqual({ kind: 'reset', seq: 5 })
  expect(await firstOf(feed(store, 3, signal))).toEqual({ kind: 'reset', seq: 5 })
  expect(await firstOf(feed(store, 4, signal))).toMatchObject({ kind: 'created', seq: 5 })
})

test('with the story of a task that is over goes what Baton noted of it; what its agents saved stays', async () => {
  const { as, pass, store, clock } = await keeping({ newest: 0 })
  await as('codex')('create_task', { title: 'Over' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await as('codex')('save_checkpoint', { task_id: 'T-1', notes: 'half way' })
  await store.write({ actor: 'baton', ...clock.now() }, async (tx) => {
    const task = await tx.task('T-1')
    await tx.addCheckpoint(task, { number: 2, agent: 'codex', at: clock.now().wall, automatic: true, notes: 'left' })
  })
  await as('codex')('complete_task', { task_id: 'T-1' })
  const numbers = async () =>
    (await store.read((tx) => tx.checkpoints('T-1', undefined, 10))).map(({ number, automatic }) => [number, automatic])
  expect(await numbers()).toEqual([
    [2, true],
    [1, false],
  ])
  await pass(days(31))
  expect(await numbers()).toEqual([[1, false]])
  expect(await as('codex')('get_task', { task_id: 'T-1' })).toMatchObject({ status: 'done' })
})
