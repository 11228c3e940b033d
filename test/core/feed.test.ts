import { expect, test } from 'vitest'
import type { BatonEvent, FeedItem } from '../../src/contract/baton.ts'
import { feed } from '../../src/core/feed.ts'
import type { Store } from '../../src/core/ports.ts'
import { board } from './board.ts'

/** Reads until `count` items came, then leaves. */
async function read(items: AsyncIterable<FeedItem>, count: number, stop?: AbortController): Promise<FeedItem[]> {
  const got: FeedItem[] = []
  for await (const item of items) {
    got.push(item)
    if (got.length === count) break
  }
  stop?.abort()
  return got
}

const seqs = (items: readonly FeedItem[]) => items.map((item) => item.seq)

test('a reader gets everything that happened after the point it names, then what comes', async () => {
  const { baton, as } = await board()
  for (const title of ['one', 'two', 'three']) await as('codex')('create_task', { title })
  const stop = new AbortController()
  const reading = read(baton.feed(1, stop.signal), 4, stop)
  await as('codex')('claim_task', { task_id: 'T-2' })
  await as('codex')('claim_task', { task_id: 'T-3' })
  const items = await reading
  expect(seqs(items)).toEqual([2, 3, 4, 5])
  expect(items[2]).toMatchObject({ kind: 'claimed', task_id: 'T-2', actor: 'codex', at: '2026-04-20T12:00:00.000Z' })
})

test('a reader that names no point gets what comes from now on', async () => {
  const { baton, as } = await board()
  await as('codex')('create_task', { title: 'before' })
  const stop = new AbortController()
  const items = baton.feed(null, stop.signal)[Symbol.asyncIterator]()
  const first = items.next()
  await as('codex')('list_tasks')
  await as('codex')('create_task', { title: 'after' })
  expect((await first).value).toMatchObject({ seq: 2, task_id: 'T-2' })
  stop.abort()
})

test('a point that does not exist, or is too long ago, gives a reset first', async () => {
  const { baton, as } = await board()
  await as('codex')('create_task', { title: 'one' })
  const stop = new AbortController()
  const reading = read(baton.feed(99, stop.signal), 2, stop)
  await as('codex')('list_tasks')
  await as('codex')('create_task', { title: 'two' })
  expect(await reading).toMatchObject([
    { kind: 'reset', seq: 1 },
    { kind: 'created', seq: 2 },
  ])
})

test('what is told while a reader comes, under many writers, reaches it once and in order', async () => {
  const { baton, as } = await board()
  for (let n = 0; n < 10; n++) await as('zero')('create_task', { title: `before ${n}` })
  const writers = ['one', 'two', 'three', 'four'].map((name) => as(name))
  const writing = writers.map(async (write, w) => {
    for (let n = 0; n < 25; n++) await write('create_task', { title: `${w}.${n}` })
  })
  const stop = new AbortController()
  const readers = [0, 3, 7].map(async (since) => {
    await writers[0]?.('list_tasks')
    return { since, items: await read(baton.feed(since, stop.signal), 110 - since) }
  })
  for (const { since, items } of await Promise.all(readers))
    expect(seqs(items)).toEqual(Array.from({ length: 110 - since }, (_, i) => since + i + 1))
  await Promise.all(writing)
  stop.abort()
})

test('leaving ends the feed, also while nothing happens', async () => {
  const { baton } = await board()
  const stop = new AbortController()
  const next = baton.feed(0, stop.signal)[Symbol.asyncIterator]().next()
  await new Promise(setImmediate)
  stop.abort()
  expect(await next).toEqual({ done: true, value: undefined })
})

/** A store of events alone, for floods that would take long to write. */
function eventsOnly() {
  const events: BatonEvent[] = []
  const listeners = new Set<(events: readonly BatonEvent[]) => void>()
  const tx = {
    eventRange: async () => ({ first: 1, last: events.length }),
    eventsAfter: async (since: number, limit: number) => events.slice(since, since + limit),
  }
  const store = {
    read: async (work: (of: typeof tx) => Promise<unknown>) => work(tx),
    onEvents(listener: (events: readonly BatonEvent[]) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as Store
  const happen = (count: number) => {
    const from = events.length
    for (let n = 1; n <= count; n++)
      events.push({ seq: from + n, at: '', task_id: null, actor: '', kind: 'updated', changed: {}, details: {} })
    for (const listener of listeners) listener(events.slice(from))
  }
  return { store, happen, listeners }
}

test('a reader too far behind is told to read afresh', async () => {
  const { store, happen } = eventsOnly()
  happen(10_002)
  const stop = new AbortController()
  expect(await read(feed(store, 1, stop.signal), 1)).toEqual([{ kind: 'reset', seq: 10_002 }])
  expect(seqs(await read(feed(store, 2, stop.signal), 3))).toEqual([3, 4, 5])
})

test('a reader that is slow misses nothing, however much happens meanwhile', async () => {
  const { store, happen } = eventsOnly()
  const stop = new AbortController()
  const items = feed(store, 0, stop.signal)
  happen(1)
  const got: number[] = []
  for await (const item of items) {
    got.push(item.seq)
    if (item.seq === 1) happen(25_000)
    if (item.seq === 20_000) happen(1_000)
    if (item.seq === 26_001) break
  }
  expect(got).toEqual(Array.from({ length: 26_001 }, (_, i) => i + 1))
})

test('nobody is listened for once its reader has left', async () => {
  const { store, happen, listeners } = eventsOnly()
  happen(1)
  await read(feed(store, 0, new AbortController().signal), 1)
  expect(listeners.size).toBe(0)
})
