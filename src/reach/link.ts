/** `Baton` over the link: found, proven, kept alive, and healed without whoever calls noticing. */
import { randomUUID } from 'node:crypto'
import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node'
import { WebSocket } from 'ws'
import type { Baton, Caller, CallOptions, FeedItem, Seq } from '../contract/baton.ts'
import {
  type Events,
  eventsNotification,
  failureCode,
  type HostStatus,
  link,
  linkProtocol,
  type Welcome,
  type WireFailure,
} from '../contract/link.ts'
import type { HostRecord, Place } from '../contract/places.ts'
import type { Role } from '../contract/words.ts'
import { ensureHost, type Starter } from './ensure.ts'
import { failure, fromWire } from './failure.ts'
import { takeoverAfter } from './liveness.ts'
import { isSame, nonce, proofOf } from './proof.ts'
import { keepPulse } from './pulse.ts'
import { connectionOver } from './socket.ts'

export interface LinkOptions {
  /** A store on this machine, or a host elsewhere by address and token. */
  readonly to: Place | Pick<HostRecord, 'url' | 'token'>
  /** Without one, a host that is not running is `unavailable`. */
  readonly starter?: Starter
  readonly role: Role
  readonly client: Caller['client']
  readonly product: string
  /** The folder that the client works in; this process's own if not given. */
  readonly worktree?: string
}

export interface LinkBaton extends Baton {
  readonly connection: string
  /** Connects now rather than at the first call. Rejects as that would. */
  ready(): Promise<HostRecord | undefined>
  status(): Promise<HostStatus>
  stop(keep: boolean): Promise<void>
  close(): void
}

/** A call that finds no host keeps trying for this long before it is `unavailable`. */
const patience = 10_000

export function linkBaton(options: LinkOptions): LinkBaton {
  const connection = `link:${randomUUID()}`
  let current: Promise<Line> | undefined
  let calls = 0
  /** In order, so that the answers of one connection lie together in the host's index. */
  const nextId = () => `${connection}:${(calls++).toString(36).padStart(7, '0')}`
  let closed = false

  /** The line that stands, or a new one. Whoever comes while it is being made waits for the same. */
  function line(): Promise<Line> {
    if (closed) return Promise.reject(failure('unavailable', 'This connection to Baton was closed.'))
    current ??= open(options, connection).then(
      (made) => {
        made.rpc.onClose(() => {
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
      try {
        const { rpc } = await line()
        return (await rpc.sendRequest(method, params)) as Answer
      } catch (error) {
        if (error instanceof ResponseError && error.code === failureCode) throw fromWire(error.data as WireFailure)
        if (!isLost(error) || closed) throw error
        if (performance.now() > until)
          throw failure('unavailable', `Baton does not answer (${(error as Error).message}). Run "baton doctor".`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    }
  }

  async function* feed(since: Seq | null, signal: AbortSignal): AsyncGenerator<FeedItem> {
    let last = since
    while (!signal.aborted && !closed) {
      const items: FeedItem[] = []
      let wake = () => {}
      let lost = false
      const { rpc } = await line()
      const heard = rpc.onNotification(eventsNotification, (events: Events) => {
        items.push(...events.items)
        wake()
      })
      const gone = rpc.onClose(() => {
        lost = true
        wake()
      })
      const abort = () => wake()
      signal.addEventListener('abort', abort)
      try {
        await rpc.sendRequest(link.feed.method, { since: last })
        while (!signal.aborted && !closed) {
          for (const item of items.splice(0)) {
            yield item
            last = item.seq
          }
          if (lost) break
          if (items.length > 0) continue
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } catch (error) {
        if (!isLost(error)) throw error
      } finally {
        heard.dispose()
        gone.dispose()
        signal.removeEventListener('abort', abort)
      }
    }
  }

  return {
    connection,
    ready: async () => (await line()).record,
    call: (operation, input, caller: Caller, { id, signal }: CallOptions = {}) =>
      request(link.call.method, { operation, input, id: id ?? nextId(), client: caller.client }, signal),
    feed,
    status: () => request(link.status.method, {}),
    async stop(keep) {
      const { rpc } = await line()
      await rpc.sendRequest(link.stop.method, { keep })
    },
    close() {
      closed = true
      current?.then(({ rpc }) => rpc.end()).catch(() => {})
    },
  }
}

interface Line {
  readonly rpc: MessageConnection
  readonly record: HostRecord | undefined
}

async function open(options: LinkOptions, connection: string): Promise<Line> {
  const { to, starter } = options
  if (!('database' in to)) return { rpc: await greet(to, options, connection), record: undefined }
  let rpc: MessageConnection | undefined
  const answers = async (record: HostRecord) => {
    try {
      rpc = await greet(record, options, connection)
      return true
    } catch (error) {
      if (isLost(error)) return false
      throw error
    }
  }
  const record = await ensureHost(to, starter, answers)
  return { rpc: rpc ?? (await greet(record, options, connection)), record }
}

/** Opens a socket and has both ends prove themselves. */
async function greet(
  { url, token }: Pick<HostRecord, 'url' | 'token'>,
  { role, client, product, worktree = process.cwd() }: LinkOptions,
  connection: string,
) {
  const socket = new WebSocket(new URL('link', url.replace(/^http/, 'ws')), {
    perMessageDeflate: false,
    handshakeTimeout: takeoverAfter() / 2,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  keepPulse(socket)
  const rpc = connectionOver(socket)
  // Requests in flight are rejected when the socket goes, so that they can be sent again.
  rpc.onClose(() => rpc.dispose())
  rpc.onError(() => {})
  rpc.listen()
  const ours = nonce()
  const hello = { protocol: linkProtocol, product, connection, role, client, worktree, nonce: ours }
  const welcome = (await rpc.sendRequest(link.hello.method, hello)) as Welcome
  if (welcome.protocol !== linkProtocol) {
    rpc.end()
    throw failure(
      'unavailable',
      `Baton ${welcome.product} runs here, and this is ${product}; they do not fit. Restart your client so that both are the same.`,
    )
  }
  if (!isSame(welcome.proof, proofOf(token, 'host', welcome.nonce, ours))) {
    rpc.end()
    throw failure('unavailable', `What listens at ${url} is not Baton for this folder. Run "baton doctor".`)
  }
  await rpc.sendRequest(link.prove.method, { proof: proofOf(token, 'client', ours, welcome.nonce) })
  return rpc
}

/** The other end is not there (any more): nothing was answered, so the same may be sent again. */
function isLost(error: unknown): boolean {
  if (error instanceof ResponseError)
    return error.code === ErrorCodes.PendingResponseRejected || error.code === ErrorCodes.ConnectionInactive
  const { code, message = '' } = error as { code?: unknown; message?: string }
  return (
    (typeof code === 'string' && /^E[A-Z]+$/.test(code)) ||
    typeof code === 'number' ||
    /socket hang up|closed|disposed|handshake/i.test(message)
  )
}
