/**
 * GET /events: the feed as server-sent events. All who are up to date share one feed: an event is made into text once,
 * the events of one turn of the loop into one buffer, and that buffer goes to every socket. Whoever is behind (it
 * asked for the past, or reads too slowly) has a feed of its own until it has caught up.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Baton, FeedItem, Seq } from '../../../contract/baton.ts'
import { TaskError } from '../../../core/error.ts'
import type { Log } from '../../log.ts'

export interface EventLimits {
  /** Milliseconds between comments that keep proxies from closing a quiet stream. */
  readonly heartbeat: number
  /** Bytes that wait for one reader before it is left to catch up at its own speed. */
  readonly waiting: number
  /** Heartbeats after which a reader that takes nothing is cut off; it may come back with its Last-Event-ID. */
  readonly patience: number
  readonly readers: number
}
const usual: EventLimits = { heartbeat: 15_000, waiting: 1_000_000, patience: 2, readers: 1_000 }

interface Reader {
  readonly outgoing: ServerResponse
  readonly gone: AbortController
  /** The last event that was written to it. */
  position: Seq
  /** Fed by the shared feed, not by one of its own. */
  shared: boolean
  /** Heartbeats since its socket took anything. */
  stuck: number
}

const head = {
  'content-type': 'text/event-stream',
  // A proxy that compresses what it passes on (an editor's) would keep events until a block of them is full.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

export type Events = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<Response>

export function makeEvents(baton: Baton, log: Log, limits: Partial<EventLimits> = {}): Events {
  const { heartbeat, waiting, patience, readers: most } = { ...usual, ...limits }
  const readers = new Set<Reader>()
  let common: Common | undefined

  function join(outgoing: ServerResponse, since: Seq | undefined): Reader {
    const reader = { outgoing, gone: new AbortController(), position: since ?? 0, shared: false, stuck: 0 }
    readers.add(reader)
    outgoing.on('drain', () => {
      reader.stuck = 0
    })
    outgoing.once('close', () => leave(reader))
    return reader
  }

  function leave(reader: Reader): void {
    readers.delete(reader)
    reader.gone.abort()
    if (readers.size > 0) return
    common?.stop()
    common = undefined
  }

  const share = (text: string, from: Seq, to: Seq) => {
    const buffer = Buffer.from(text)
    for (const reader of readers) {
      if (!reader.shared) continue
      // It joined in the middle of this turn and has some of it, or all: its own feed sorts that out.
      if (reader.position >= from) {
        follow(reader)
        continue
      }
      reader.position = to
      reader.outgoing.write(buffer)
      if (reader.outgoing.writableLength > waiting) follow(reader)
    }
  }

  /** Sends `reader` what it lacks, no faster than it reads, until it can share again. */
  function follow(reader: Reader): void {
    reader.shared = false
    catchUp(reader).catch((error: unknown) => {
      log.warn('reader of events lost', { error })
      reader.outgoing.destroy()
    })
  }

  async function catchUp(reader: Reader): Promise<void> {
    const { outgoing, gone } = reader
    await drained(reader)
    if (reader.position !== common?.last()) {
      for await (const item of baton.feed(reader.position, gone.signal)) {
        reader.position = item.seq
        outgoing.write(frame(item))
        await drained(reader)
        if (item.seq >= (common?.last() ?? Number.POSITIVE_INFINITY)) break
      }
    }
    reader.shared = !gone.signal.aborted
  }

  /** Readers come back by themselves and say where they stood. */
  function broke(error: unknown): void {
    log.error('feed broke', { error })
    common = undefined
    for (const { outgoing } of readers) if (outgoing.headersSent) outgoing.destroy()
  }

  function beat(): void {
    for (const reader of readers) {
      if (!reader.outgoing.headersSent) continue
      if (!reader.outgoing.writableNeedDrain) reader.outgoing.write(':\n\n')
      else if (++reader.stuck > patience) reader.outgoing.destroy()
    }
  }

  return async (incoming, outgoing) => {
    const since = sinceOf(incoming)
    if (incoming.method === 'HEAD') return new Response(null, { headers: head })
    if (readers.size >= most) {
      throw new TaskError('unavailable', `${most} readers follow the events already. Try again when one has left.`)
    }
    common ??= follows(baton, share, broke, { beat, heartbeat })
    const { started, last } = common
    const reader = join(outgoing, since)
    // Before these headers the feed is followed for certain: what happens after them is never missed.
    await started.catch((error: unknown) => {
      leave(reader)
      throw error
    })
    if (outgoing.destroyed) return RESPONSE_ALREADY_SENT
    outgoing.writeHead(200, head)
    outgoing.write('retry: 1000\n\n')
    if (since === undefined) reader.position = last()
    follow(reader)
    return RESPONSE_ALREADY_SENT
  }
}

/** The feed that all share. */
interface Common {
  readonly started: Promise<void>
  /** The newest event that it has seen. */
  last(): Seq
  stop(): void
}

function follows(
  baton: Baton,
  share: (text: string, from: Seq, to: Seq) => void,
  broke: (error: unknown) => void,
  { beat, heartbeat }: { beat: () => void; heartbeat: number },
): Common {
  const stopped = new AbortController()
  const timer = setInterval(beat, heartbeat).unref()
  let last = -1
  let from = 0
  let text = ''

  async function run(begun: () => void): Promise<void> {
    // No event is that far: the feed answers where its end is (reset) and goes on from there without a gap.
    for await (const item of baton.feed(Number.MAX_SAFE_INTEGER, stopped.signal)) {
      const first = last < 0
      last = item.seq
      if (first) {
        begun()
        continue
      }
      if (text === '') {
        from = item.seq
        setImmediate(() => {
          const all = text
          text = ''
          share(all, from, last)
        })
      }
      text += frame(item)
    }
    if (!stopped.signal.aborted) throw new Error('the feed ended by itself')
  }

  const started = new Promise<void>((resolve, reject) => {
    run(resolve)
      .catch((error: unknown) => {
        reject(error)
        broke(error)
      })
      .finally(() => clearInterval(timer))
  })
  started.catch(() => {})
  return { started, last: () => last, stop: () => stopped.abort() }
}

const frame = (item: FeedItem) => `id: ${item.seq}\nevent: ${item.kind}\ndata: ${JSON.stringify(item)}\n\n`

/** Last-Event-ID is where a reader that reconnects stood; its address still says where it once began. */
function sinceOf({ headers, url = '' }: IncomingMessage): Seq | undefined {
  const header = headers['last-event-id']
  const given = header ?? new URLSearchParams(url.split('?', 2)[1]).get('since') ?? undefined
  if (given === undefined || given === '') return undefined
  const since = /^\d{1,15}$/.test(String(given)) ? Number(given) : undefined
  if (since !== undefined) return since
  const field = header === undefined ? 'since' : 'Last-Event-ID'
  throw new TaskError('invalid_input', `"${field}" must be the number of an event, or left out to begin now.`, {
    field,
  })
}

function drained({ outgoing, gone: { signal } }: Reader): Promise<void> {
  if (!outgoing.writableNeedDrain || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    outgoing.on('drain', done)
    signal.addEventListener('abort', done)
  })
}
