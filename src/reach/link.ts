/** `Baton` over the link: found, proven, kept alive, and healed without whoever calls noticing. */
import { randomUUID } from 'node:crypto'
import { ResponseError } from 'vscode-jsonrpc/node'
import type { Baton, Caller, CallOptions, Failure, FeedItem, Seq } from '../contract/baton.ts'
import {
  type Events,
  eventsNotification,
  failureCode,
  type HostStatus,
  link,
  type Request,
  type WireFailure,
} from '../contract/link.ts'
import type { HostRecord, Place } from '../contract/places.ts'
import type { Role, WayName } from '../contract/words.ts'
import { ensureHost, gone, type Starter } from './ensure.ts'
import { failure, fromWire } from './failure.ts'
import { type Introduction, isLost, MakesRoom, type Opened, openLine, plainly, type Speaker } from './line.ts'
import { type PersonKey, readCode } from './person.ts'

export interface LinkOptions {
  /** A store on this machine, or a host elsewhere by address and token. */
  readonly to: Place | Pick<HostRecord, 'url' | 'token'>
  /** Without one, a host that is not running is `unavailable`. */
  readonly starter?: Starter
  /** As a person: those of this machine's user are asked to show that they are one. */
  readonly role: Role
  /** Of a person who will come back. Without one the proof is good for one line. */
  readonly key?: () => Promise<PersonKey>
  readonly client: Caller['client']
  readonly product: string
  /** The folder that the client works in; this process's own if not given, none if null. */
  readonly worktree?: string | null
  /** What stands at this end, for whoever looks at who is connected. */
  readonly through?: WayName
  /** Who speaks over each line once it is proven; plain JSON-RPC if not given. */
  readonly speak?: Speaker
}

export interface LinkBaton extends Baton {
  readonly connection: string
  /** Connects now rather than at the first call. Rejects as that would. */
  ready(): Promise<HostRecord | undefined>
  status(): Promise<HostStatus>
  stop(keep: boolean): Promise<void>
  /** Sent once, whatever becomes of it: what is made twice by being asked twice. Rejects with the host's `Failure`. */
  ask<Params, Answer>(request: Request<Params, Answer>, params: Params): Promise<Answer>
  close(): void
}

/** A call that finds no host keeps trying for this long before it is `unavailable`. */
const patience = 10_000

export function linkBaton(options: LinkOptions): LinkBaton {
  const connection = `link:${randomUUID()}`
  let current: Promise<Standing> | undefined
  let calls = 0
  /** In order, so that the answers of one connection lie together in the host's index. */
  const nextId = () => `${connection}:${(calls++).toString(36).padStart(7, '0')}`
  let closed = false

  /** The line that stands, or a new one. Whoever comes while it is being made waits for the same. */
  function standing(): Promise<Standing> {
    if (closed) return Promise.reject(failure('unavailable', 'This connection to Baton was closed.'))
    current ??= open(options, connection).then(
      (made) => {
        void made.line.closed.then(() => {
          if (current === opened) current = undefined
        })
        return made
      },
      (error) => {
        current = undefined
        throw error
      },
    )
    const opened = current
    return current
  }

  /** Sends until an answer comes: over a new line, to a new host if need be, under the same id, so that it counts once. */
  async function request<Answer>(method: string, params: unknown, signal?: AbortSignal): Promise<Answer> {
    const until = performance.now() + patience
    for (;;) {
      signal?.throwIfAborted()
      let doubt: string | undefined
      try {
        const { line, ...stands } = await standing()
        doubt = stands.doubt
        return await line.sendRequest<Answer>(method, params)
      } catch (error) {
        const told = toldBy(error, doubt)
        if (told !== error) throw told
        if (!isLost(error) || closed) throw error
        if (performance.now() > until)
          throw failure('unavailable', `Baton does not answer (${(error as Error).message}). Run "baton doctor".`)
        await pause()
      }
    }
  }

  async function* feed(since: Seq | null, signal: AbortSignal): AsyncGenerator<FeedItem> {
    let last = since
    while (!signal.aborted && !closed) {
      const items: FeedItem[] = []
      let wake = () => {}
      let lost = false
      const { line } = await standing()
      const heard = line.onNotification(eventsNotification, (events: Events) => {
        items.push(...events.items)
        wake()
      })
      void line.closed.then(() => {
        lost = true
        wake()
      })
      const abort = () => wake()
      signal.addEventListener('abort', abort)
      try {
        await line.sendRequest(link.feed.method, { since: last })
        while (!signal.aborted && !closed) {
          for (const item of items.splice(0)) {
            yield item
            last = item.seq
          }
          if (lost || signal.aborted) break
          if (items.length > 0) continue
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } catch (error) {
        if (!isLost(error)) throw error
        await pause()
      } finally {
        heard.dispose()
        signal.removeEventListener('abort', abort)
      }
    }
  }

  return {
    connection,
    ready: async () => (await standing()).record,
    call: (operation, input, caller: Caller, { id, signal }: CallOptions = {}) =>
      request(
        link.call.method,
        { operation, input, id: id ?? nextId(), client: caller.client, protocol: caller.way?.protocol },
        signal,
      ),
    feed,
    status: () => request(link.status.method, {}),
    async stop(keep) {
      const { line } = await standing()
      await line.sendRequest(link.stop.method, { keep })
    },
    async ask<Params, Answer>({ method }: Request<Params, Answer>, params: Params) {
      const { line, doubt } = await standing()
      try {
        return await line.sendRequest<Answer>(method, params)
      } catch (error) {
        throw toldBy(error, doubt)
      }
    },
    close() {
      closed = true
      current?.then(({ line }) => line.end()).catch(() => {})
    },
  }
}

/** A refusal as the host meant it; anything else as it is. */
const toldBy = (error: unknown, doubt: string | undefined): unknown =>
  error instanceof ResponseError && error.code === failureCode ? refused(error.data as WireFailure, doubt) : error

const pause = () => new Promise((resolve) => setTimeout(resolve, 25))

/** When this process last had a store's host replaced by one of its own version. */
const replaced = new Map<string, number>()
const again = 60_000

interface Standing extends Opened {
  readonly record: HostRecord | undefined
}

async function open({ to, starter, speak = plainly, key, ...who }: LinkOptions, connection: string): Promise<Standing> {
  const { role, client, product, worktree = process.cwd(), through } = who
  const mine = await key?.()
  const more = { ...(worktree !== null && { worktree }), ...(through && { through }), ...(mine && { key: mine }) }
  const introduction: Introduction = { role, client, product, connection, ...more }
  if (!('database' in to)) return { ...(await openLine(to, introduction, speak)), record: undefined }
  const replaces = () => starter !== undefined && performance.now() - (replaced.get(to.database) ?? -again) >= again
  const here = { ...introduction, replaces, readCode: (name: string) => readCode(to.database, name) }
  let opened: Opened | undefined
  const answers = async (record: HostRecord) => {
    try {
      opened = await openLine(record, here, speak)
      return true
    } catch (error) {
      if (error instanceof MakesRoom) {
        // Not over and over, should what we start be as old as the other.
        replaced.set(to.database, performance.now())
        await gone(record.pid)
        return false
      }
      if (isLost(error)) return false
      throw error
    }
  }
  const record = await ensureHost(to, starter, answers, product)
  return { ...(opened ?? (await openLine(record, here, speak))), record }
}

/** A person who is not taken for one hears why. */
function refused(wire: WireFailure, doubt: string | undefined): Failure {
  const { operation = 'That', needs } = wire.details
  if (!doubt || needs !== 'person') return fromWire(wire)
  const why = `${operation} is for a person, and Baton can't tell whether you are one: ${doubt}.`
  return failure(wire.code, why, wire.details)
}
