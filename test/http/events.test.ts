import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { FeedItem } from '../../src/contract/baton.ts'
import { readEvents, type ServerEvent } from '../clients/sse.ts'
import { openSite, type Site, token } from './site.ts'

interface Stream {
  readonly status: number
  readonly events: ServerEvent[]
  readonly seqs: () => number[]
  close(): void
}

/** Follows /events; resolves once its headers are there. */
async function follow(site: Site, { since, last }: { since?: number; last?: number } = {}): Promise<Stream> {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const headers = { authorization: `Bearer ${token}`, ...(last !== undefined && { 'last-event-id': String(last) }) }
  const query = since === undefined ? '' : `?since=${since}`
  const response = await fetch(`${site.url}/events${query}`, { headers, signal: abort.signal })
  const events: ServerEvent[] = []
  const listen = async () => {
    for await (const event of readEvents(response.body as ReadableStream<Uint8Array>)) events.push(event)
  }
  listen().catch(() => {})
  return {
    status: response.status,
    events,
    seqs: () => events.map(({ id }) => Number(id)),
    close: () => abort.abort(),
  }
}

const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i)
const create = (site: Site, count: number) =>
  Promise.all(Array.from({ length: count }, () => site.call('create_task', { description: 'x' })))

test('a change reaches every reader: id is its seq, event its kind, data the event', async () => {
  const site = await openSite()
  const streams = [await follow(site), await follow(site), await follow(site, { since: 0 })]
  await site.call('create_task', { task_id: 'a', description: 'x', agent: 'codex' })
  for (const { events } of streams) {
    await expect.poll(() => events).toHaveLength(1)
    const [event] = events
    expect(event).toMatchObject({ id: '1', event: 'created' })
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ seq: 1, task_id: 'a', actor: 'codex', kind: 'created' })
  }
})

test('what happens after the headers came is never missed', async () => {
  const site = await openSite()
  for (let round = 0; round < 20; round++) {
    const stream = await follow(site)
    const { body } = await site.call('create_task', { description: 'x' })
    await expect.poll(() => stream.events.length, { interval: 1 }).toBeGreaterThan(0)
    expect(JSON.parse(stream.events[0]?.data ?? '').task_id).toBe(body.task_id)
    stream.close()
  }
})

test('from the beginning, from a seq, and after a break: each event once, in order, under load', async () => {
  const site = await openSite()
  await create(site, 20)
  const readers = [await follow(site, { since: 0 }), await follow(site, { since: 7 })]
  let last = 0
  const restless: number[] = []
  const load = create(site, 300)
  for (let i = 0; i < 8; i++) {
    const stream = await follow(site, { since: 0, last })
    await new Promise((resolve) => setTimeout(resolve, 15))
    stream.close()
    restless.push(...stream.seqs())
    last = restless.at(-1) ?? 0
  }
  await load
  const final = await follow(site, { last })
  await expect.poll(() => last === 320 || final.seqs().at(-1) === 320).toBe(true)
  expect([...restless, ...final.seqs()]).toEqual(upTo(320))
  await expect.poll(() => readers.map(({ events }) => events.at(-1)?.id)).toEqual(['320', '320'])
  expect(readers[0]?.seqs()).toEqual(upTo(320))
  expect(readers[1]?.seqs()).toEqual(upTo(320, 8))
})

test('a reader that begins while another is served has no gap', async () => {
  const site = await openSite()
  await follow(site)
  const load = create(site, 200)
  const streams: Stream[] = []
  for (let i = 0; i < 20; i++) streams.push(await follow(site, { since: 0 }))
  await load
  for (const stream of streams) {
    await expect.poll(() => stream.events.length).toBe(200)
    expect(stream.seqs()).toEqual(upTo(200))
  }
})

test('a past that is not there gives reset, then what comes', async () => {
  const site = await openSite()
  await create(site, 3)
  const stream = await follow(site, { since: 99 })
  await expect.poll(() => stream.events).toHaveLength(1)
  expect(stream.events[0]).toEqual({ id: '3', event: 'reset', data: '{"kind":"reset","seq":3}' })
  await create(site, 1)
  await expect.poll(() => stream.seqs()).toEqual([3, 4])
})

test.each(['x', '-1', '1.5', '1e3'])('since=%s is refused', async (since) => {
  const site = await openSite()
  expect(await site.get(`/events?since=${since}`)).toMatchObject({ status: 400, body: { details: { field: 'since' } } })
  const header = await site.get('/events?since=1', { 'last-event-id': since })
  expect(header).toMatchObject({ status: 400, body: { details: { field: 'Last-Event-ID' } } })
})

test('HEAD shows the type and ends', async () => {
  const site = await openSite()
  expect(await site.send('HEAD', '/events')).toMatchObject({ status: 200, type: 'text/event-stream' })
})

test('a quiet stream is kept alive by comments', async () => {
  const site = await openSite({ events: { heartbeat: 20 } })
  const response = await fetch(`${site.url}/events`, { headers: { authorization: `Bearer ${token}` } })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let said = ''
  while (!/(:\n\n){3}/.test(said)) said += new TextDecoder().decode((await reader.read()).value)
  await reader.cancel()
})

test('one feed serves all, an event is made into text once, and the last to leave ends it', async () => {
  const feeds: AbortSignal[] = []
  const site = await openSite({
    wrap: (baton) => ({
      ...baton,
      feed(since, signal) {
        feeds.push(signal)
        return baton.feed(since, signal)
      },
    }),
  })
  const streams = await Promise.all(Array.from({ length: 10 }, () => follow(site)))
  const stringify = vi.spyOn(JSON, 'stringify')
  onTestFinished(() => stringify.mockRestore())
  await site.baton.call(
    'create_task',
    { description: 'x' },
    { role: 'agent', principal: 'p', client: { name: 'c' }, connection: 'c' },
  )
  for (const { events } of streams) await expect.poll(() => events).toHaveLength(1)
  const made = stringify.mock.calls.filter(([item]) => (item as FeedItem | undefined)?.kind === 'created')
  expect(made).toHaveLength(1)
  expect(feeds).toHaveLength(1)
  for (const stream of streams) stream.close()
  await expect.poll(() => feeds[0]?.aborted).toBe(true)
  const again = await follow(site)
  await create(site, 1)
  await expect.poll(() => again.seqs()).toEqual([2])
})

test('a reader that does not read costs no more than its limit, holds nobody up, and catches up when it reads', async () => {
  const site = await openSite({ events: { waiting: 50_000 } })
  const sleeper = sleepy(site)
  await sleeper.started
  const other = await follow(site, { since: 0 })
  // More than the sockets' own buffers hold.
  const description = 'x'.repeat(20_000)
  for (let i = 0; i < 30; i++) {
    await Promise.all(Array.from({ length: 20 }, () => site.call('create_task', { description })))
  }
  await expect.poll(() => other.events.length, { timeout: 20_000 }).toBe(600)
  // Its limit, and what came in the same tick: one round of these at most, of the twelve million bytes in all.
  expect(sleeper.waiting()).toBeLessThan(50_000 + 21 * 21_000)
  sleeper.wake()
  await expect.poll(() => sleeper.seqs().length, { timeout: 20_000 }).toBe(600)
  expect(sleeper.seqs()).toEqual(upTo(600))
})

test('the past is sent no faster than it is read', async () => {
  const site = await openSite({ events: { waiting: 50_000 } })
  const description = 'x'.repeat(20_000)
  for (let i = 0; i < 30; i++) {
    await Promise.all(Array.from({ length: 20 }, () => site.call('create_task', { description })))
  }
  const sleeper = sleepy(site)
  await sleeper.started
  await new Promise((resolve) => setTimeout(resolve, 300))
  // Its limit, and what came in the same tick: one round of these at most, of the twelve million bytes in all.
  expect(sleeper.waiting()).toBeLessThan(50_000 + 21 * 21_000)
  sleeper.wake()
  await expect.poll(() => sleeper.seqs().length, { timeout: 20_000 }).toBe(600)
})

test('a reader that catches up in the middle of a turn gets the rest of it, and nothing twice', async () => {
  const feeds: ((...seqs: number[]) => void)[] = []
  const site = await openSite({
    wrap: (baton) => ({
      ...baton,
      async *feed(since) {
        const items: FeedItem[] = since === Number.MAX_SAFE_INTEGER ? [{ kind: 'reset', seq: 5 }] : []
        let wake = () => {}
        feeds.push((...seqs) => {
          items.push(...seqs.map((seq) => ({ seq, kind: 'updated' }) as FeedItem))
          wake()
        })
        for (;;) {
          yield* items.splice(0)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      },
    }),
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const soon = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  const { seqs } = await follow(site, { since: 4 })
  const [shared, own] = feeds
  await turn()
  shared?.(6)
  await soon()
  own?.(5, 6)
  await soon()
  await turn()
  await expect.poll(seqs).toEqual([5, 6])

  const late = await follow(site, { since: 4 })
  const lates = feeds.at(-1)
  await turn()
  shared?.(7)
  await soon()
  lates?.(5, 6, 7)
  await soon()
  shared?.(8)
  await turn()
  await turn()
  expect(feeds).toHaveLength(4)
  feeds.at(-1)?.(8)
  await expect.poll(late.seqs).toEqual([5, 6, 7, 8])
  shared?.(9)
  await expect.poll(late.seqs).toEqual([5, 6, 7, 8, 9])
  await expect.poll(seqs).toEqual([5, 6, 7, 8, 9])
})

test('a reader that reads nothing for long is cut off', async () => {
  const site = await openSite({ events: { heartbeat: 30, patience: 2, waiting: 50_000 } })
  const sleeper = sleepy(site)
  await sleeper.started
  const description = 'x'.repeat(20_000)
  const flood = async () => {
    for (let i = 0; i < 60; i++)
      await Promise.all(Array.from({ length: 10 }, () => site.call('create_task', { description })))
  }
  await flood()
  await expect.poll(() => sleeper.cutOff(), { timeout: 20_000 }).toBe(true)
})

test('readers of a feed that broke are sent away, and the next one starts it afresh', async () => {
  let broken = true
  const site = await openSite({
    wrap: (baton) => ({
      ...baton,
      async *feed(since, signal) {
        if (!broken) return yield* baton.feed(since, signal)
        throw new Error('gone')
      },
    }),
  })
  expect((await site.get('/events')).status).toBe(500)
  broken = false
  const stream = await follow(site)
  await create(site, 1)
  await expect.poll(() => stream.seqs()).toEqual([1])
})

test('no more readers than the limit', async () => {
  const site = await openSite({ events: { readers: 2 } })
  const first = await follow(site)
  await follow(site)
  expect(await site.get('/events')).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  first.close()
  await expect.poll(async () => (await follow(site)).status).toBe(200)
})

/** A reader whose socket is not read until it is woken. */
function sleepy(site: Site) {
  let waiting = () => 0
  let cutOff = false
  site.server.once('request', (_req, res) => {
    waiting = () => res.writableLength
    res.on('close', () => {
      cutOff = true
    })
  })
  const socket = connect(site.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let said = ''
  const started = new Promise<void>((resolve) => {
    socket.once('data', (chunk) => {
      said += chunk
      socket.pause()
      resolve()
    })
  })
  socket.on('error', () => {})
  socket.write(`GET /events?since=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  return {
    started,
    waiting: () => waiting(),
    cutOff: () => cutOff,
    seqs: () => [...said.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
    wake() {
      socket.on('data', (chunk) => {
        said += chunk
      })
      socket.resume()
    },
  }
}
