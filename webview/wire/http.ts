/**
 * Over HTTP, in a browser that is logged in by cookie. All addresses are relative, so that a port proxy may put a
 * prefix before them.
 */
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { FeedItem } from '../../src/contract/baton.ts'
import type { Place, SavedView } from '../../src/contract/board.ts'
import type { OperationName, Output } from '../../src/contract/operations/index.ts'
import { type Hearing, Refused, type Wire } from './wire.ts'

/** A host that died is followed by the next within a second or so. */
const resends = 5
const longestWait = 8_000
/** The host says something at least every 15 s; a connection that is silent for longer is gone. */
const silence = 40_000

export function httpWire(): Wire {
  const loggedOut = new EventTarget()

  async function call<N extends OperationName>(operation: N, input: Record<string, unknown> = {}): Promise<Output<N>> {
    // Sent again under the same key it gets its first answer, so a lost answer may be asked for again.
    const key = crypto.randomUUID?.() ?? String(Math.random())
    for (let tries = 1; ; tries++) {
      try {
        return await send<N>(operation, input, key)
      } catch (error) {
        if (error instanceof Refused || tries > resends) throw asRefused(error)
        await wait(200 * 2 ** tries)
      }
    }
  }

  async function send<N extends OperationName>(operation: N, input: object, key: string): Promise<Output<N>> {
    const answer = await fetch(`tools/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(isRead(operation) ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(input),
    })
    const body = await answer.json().catch(() => ({}))
    if (answer.ok) return body
    if (answer.status === 401) loggedOut.dispatchEvent(new Event('out'))
    // A host that is leaving, or a proxy that does not find the next one yet.
    if (answer.status >= 502) throw new Error(body.detail ?? 'Baton does not answer.')
    throw new Refused({ code: body.code, message: body.detail, details: body.details ?? {} })
  }

  async function follow(hearing: Hearing): Promise<void> {
    let failures = 0
    let isOut = false
    loggedOut.addEventListener('out', () => {
      isOut = true
      hearing.state({ kind: 'out' })
    })
    while (!isOut) {
      try {
        await listen(hearing, () => {
          failures = 0
        })
      } catch (error) {
        if (isOut) return
        failures++
        const why = error instanceof Error ? error.message : String(error)
        hearing.state(failures > 2 ? { kind: 'down', why } : { kind: 'connecting' })
      }
      await wait(Math.min(longestWait, 150 * 2 ** failures))
    }
  }

  async function listen(hearing: Hearing, isUp: () => void): Promise<void> {
    const gone = new AbortController()
    const answer = await fetch('events', { headers: { accept: 'text/event-stream' }, signal: gone.signal })
    if (answer.status === 401) return void loggedOut.dispatchEvent(new Event('out'))
    if (!answer.ok || !answer.body) throw new Error(`The events answer ${answer.status}.`)
    let timer = setTimeout(() => gone.abort(new Error('Nothing was heard for a while.')), silence)
    const alive = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        clearTimeout(timer)
        timer = setTimeout(() => gone.abort(new Error('Nothing was heard for a while.')), silence)
        controller.enqueue(chunk)
      },
    })
    isUp()
    hearing.state({ kind: 'up' })
    const reader = answer.body
      .pipeThrough(alive)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader()
    try {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) throw new Error('The connection ended.')
        if (value.data) hearing.heard([JSON.parse(value.data) as FeedItem])
      }
    } finally {
      clearTimeout(timer)
      gone.abort()
    }
  }

  return {
    call,
    deed: undefined,
    title(text) {
      document.title = text
    },
    copy: (text) => navigator.clipboard.writeText(text),
    place: {
      get: () => kept<Partial<Place>>(placeKey, {}),
      set: (change) => keep(placeKey, { ...kept<Partial<Place>>(placeKey, {}), ...change }),
    },
    views: {
      get: () => kept<readonly SavedView[]>(viewsKey, []),
      set: (views) => keep(viewsKey, views),
    },
    open: (hearing) => void follow(hearing),
  }
}

const placeKey = 'baton'
const viewsKey = 'baton-views'
const keep = (key: string, value: unknown) => localStorage.setItem(key, JSON.stringify(value))
function kept<T>(key: string, otherwise: T): T {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? otherwise
  } catch {
    return otherwise
  }
}

const isRead = (operation: string) => /^(get|list)_/.test(operation)
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const asRefused = (error: unknown) =>
  error instanceof Refused
    ? error
    : new Refused({ code: 'unavailable', message: error instanceof Error ? error.message : String(error), details: {} })
