/** The host's end of the link: whoever proves to know the store's secret gets the waist. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Baton, Caller, FeedItem, Seq } from '../contract/baton.ts'
import {
  type Call,
  eventsNotification,
  failureCode,
  type Hello,
  type HostStatus,
  type LoginUrl,
  link,
  linkProtocol,
  oldestProtocol,
  type Prove,
  type Proven,
  type Stop,
  type Stopping,
  type Welcome,
} from '../contract/link.ts'
import { failure, isFailure, toWire } from '../reach/failure.ts'
import { isSame, nonce, proofOf } from '../reach/proof.ts'
import { connectionOver } from '../reach/socket.ts'
import type { Register } from './clients.ts'
import type { Tokens } from './faces/http/tokens.ts'
import { serveLanguage } from './faces/language/server.ts'
import { type Meeting, meet, type People } from './people.ts'
import { wayOf } from './ways.ts'

export interface LinkServerOptions {
  readonly baton: Baton
  readonly people: People
  readonly clients: Register
  readonly secret: string
  readonly tokens: Tokens
  /** A login code for the browser of a person of that name. */
  readonly invite: (wish: unknown, name: string) => LoginUrl
  readonly product: string
  readonly schema: number
  readonly opened: (connection: string, worktree?: string) => void
  readonly closed: (connection: string) => void
  readonly status: () => Promise<HostStatus>
  /** False where it stays. */
  readonly stop: (keep: boolean, newer?: string) => boolean
  readonly complain: (what: string, error: unknown) => void
}

export interface LinkServer {
  /** `known` is called once the other end has shown that it knows the secret. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, known: () => void) => void
  readonly connections: () => number
  readonly close: () => void
}

/** Larger than the largest artifact that an operation takes. */
const maxMessage = 16 * 1024 * 1024
/** A subscriber that has this much unread is told to read afresh instead. */
const maxUnread = 4 * 1024 * 1024
const proveWithin = 5_000

export function linkServer(options: LinkServerOptions): LinkServer {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxMessage })
  let proven = 0
  const count = (by: number) => {
    proven += by
  }
  server.on('connection', (socket, known: () => void) => welcome(socket, options, count, known))
  return {
    upgrade: (request, socket, head, known) =>
      server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, known)),
    connections: () => proven,
    close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

function welcome(socket: WebSocket, options: LinkServerOptions, count: (by: number) => void, known: () => void): void {
  const rpc = connectionOver(socket)
  const stranger = setTimeout(() => socket.terminate(), proveWithin)
  let hello: Hello | undefined
  let ours = ''
  let isProven = false
  rpc.onRequest(link.hello.method, (said: Hello): Welcome => {
    hello = said
    ours = nonce()
    const { product, schema, secret } = options
    const fits = said.protocol >= oldestProtocol && said.protocol <= linkProtocol
    const protocol = fits ? said.protocol : linkProtocol
    return { protocol, product, schema, nonce: ours, proof: proofOf(secret, 'host', ours, said.nonce) }
  })
  rpc.onRequest(link.prove.method, ({ proof, signature }: Prove): Proven => {
    if (!hello || isProven || !isSame(proof, proofOf(options.secret, 'client', hello.nonce, ours))) {
      setImmediate(() => socket.terminate())
      throw forbidden('The proof is wrong.')
    }
    isProven = true
    clearTimeout(stranger)
    known()
    count(1)
    const { connection, worktree } = hello
    // Once its answers are out. It comes back, and is told.
    const hangUp = () => setImmediate(() => socket.close())
    const meeting = meet(options.people, hello, ours, signature, hangUp)
    const caller = callerOf(hello, meeting)
    options.opened(connection, worktree)
    options.clients.opened(caller)
    rpc.onClose(() => {
      count(-1)
      meeting.end()
      options.closed(connection)
      options.clients.closed(caller)
    })
    serve(rpc, socket, caller, meeting, options)
    const { role, challenge, isRevoked } = meeting
    return { role, ...(challenge && { challenge }), ...(isRevoked && { revoked: true }) }
  })
  rpc.onClose(() => clearTimeout(stranger))
  rpc.onError(([error]) => {
    // Who speaks no JSON-RPC is no client of ours. Strangers may not fill the log with it.
    if (isProven) options.complain('link', error)
    socket.terminate()
  })
  rpc.listen()
}

const callerOf = ({ client, connection, worktree, through }: Hello, meeting: Meeting): Caller => ({
  get role() {
    return meeting.role
  },
  principal: 'local',
  client,
  connection,
  ...(worktree !== undefined && { worktree }),
  way: wayOf(through),
})

/** One connection may serve a client of its own, which says later who it is. */
const behind = (caller: Caller, client: Caller['client'], protocol: unknown): Caller => ({
  ...caller,
  client,
  way: wayOf(caller.way?.through, protocol),
})

function serve(
  rpc: MessageConnection,
  socket: WebSocket,
  caller: Caller,
  meeting: Meeting,
  { baton, tokens, people, invite, product, status, stop, complain }: LinkServerOptions,
): void {
  serveLanguage(rpc, { product, hangUp: () => socket.close() })
  const gone = new AbortController()
  rpc.onClose(() => gone.abort())
  rpc.onRequest(link.call.method, async ({ operation, input, id, client, protocol }: Call) => {
    try {
      if (typeof operation !== 'string')
        throw failure('invalid_input', '"operation" must be the name of one.', { field: 'operation' })
      const by = client ? behind(caller, client, protocol) : caller
      return await baton.call(operation, input, by, { id, signal: gone.signal })
    } catch (error) {
      throw refusal(error, operation, complain)
    }
  })
  let feeding: AbortController | undefined
  gone.signal.addEventListener('abort', () => feeding?.abort())
  rpc.onRequest(link.feed.method, ({ since }: { since: Seq | null }) => {
    feeding?.abort()
    // Asked for in its last words: nothing would ever end it.
    if (gone.signal.aborted) return {}
    feeding = new AbortController()
    send(rpc, socket, baton, since, feeding.signal).catch((error) => complain('feed', error))
    return {}
  })
  rpc.onRequest(link.enrol.method, ({ code }: { code: string }) => {
    if (!meeting.enrol(code)) throw forbidden('The code is wrong, or too old. Connect again for another.')
    return { role: meeting.role }
  })
  rpc.onRequest(link.status.method, status)
  rpc.onRequest(link.stop.method, ({ keep, newer }: Stop): Stopping => {
    return stop(keep, newer) ? {} : { stays: true }
  })
  const forPersons = <Params>(method: string, work: (params: Params) => unknown) =>
    rpc.onRequest(method, (params: Params) => {
      try {
        if (caller.role === 'agent') throw personsOnly()
        return work(params)
      } catch (error) {
        throw refusal(error, method, complain)
      }
    })
  forPersons(link.login.method, (wish) => invite(wish, caller.client.name))
  forPersons(link.createToken.method, (wish) => tokens.create(wish))
  forPersons(link.listTokens.method, () => ({ tokens: [...tokens.list(), ...people.list()] }))
  forPersons(
    link.revokeToken.method,
    ({ id }: { id: string }) => people.revoke(String(id)) ?? tokens.revoke(String(id)),
  )
  forPersons(link.allowKey.method, ({ id }: { id: string }) => people.allow(String(id)) ?? neverRevoked(String(id)))
}

function neverRevoked(id: string): never {
  const why = `No editor ${id.slice(0, 64)} was revoked. "baton token list" shows those that were.`
  throw failure('not_found', why, { field: 'id' })
}

const personsOnly = () =>
  failure(
    'forbidden',
    'Logins and tokens are for a person. Run this in a terminal yourself, not through a pipe or an agent.',
    { needs: 'person' },
  )

/** What happened in one tick goes out in one message. */
async function send(
  rpc: MessageConnection,
  socket: WebSocket,
  baton: Baton,
  since: Seq | null,
  signal: AbortSignal,
): Promise<void> {
  let batch: FeedItem[] = []
  let last: Seq = since ?? 0
  const flush = () => {
    const items = batch
    batch = []
    if (signal.aborted || items.length === 0) return
    if (socket.bufferedAmount > maxUnread) {
      batch = [{ kind: 'reset', seq: last }]
      setTimeout(flush, 100)
      return
    }
    // A connection that has just closed throws at once, and here that would end the host.
    Promise.resolve()
      .then(() => rpc.sendNotification(eventsNotification, { items }))
      .catch(() => {})
  }
  for await (const item of baton.feed(since, signal)) {
    last = item.seq
    if (batch.push(item) === 1) setImmediate(flush)
  }
}

const forbidden = (message: string) =>
  new ResponseError(failureCode, message, { code: 'forbidden', message, details: {} })

function refusal(error: unknown, operation: string, complain: LinkServerOptions['complain']): ResponseError<unknown> {
  if (isFailure(error)) return new ResponseError(failureCode, error.message, toWire(error))
  complain(operation, error)
  const message = `Baton could not do ${operation}: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`
  return new ResponseError(failureCode, message, { code: 'unavailable', message, details: {} })
}
