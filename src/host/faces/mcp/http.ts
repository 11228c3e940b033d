/**
 * MCP over HTTP: `/mcp` for the revisions with sessions, and the transport before 2025-03-26 on `/sse` and `/message`.
 * Who asks, and from where, was checked before.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Role } from '../../../contract/words.ts'
import type { SessionNotes } from '../../../store/sql/sessions.ts'
import type { Register } from '../../clients.ts'
import { greeting, isInitialized } from './greeting.ts'
import { plainCall } from './plain.ts'
import { agreed, errorLine, idOf, invalidParams, isObject, legacyRevisions, parsed } from './protocol.ts'
import type { Registry } from './registry.ts'
import { abilitiesIn, clientIn, newConnection, type SessionFacts, sealSession } from './session.ts'
import { type Live, Sessions } from './sessions.ts'
import { SseFace } from './sse.ts'
import { asJson, bodyOf, requestFor, send } from './web.ts'

/** Is told when a session's stream stands and when it ended, so that one knows whose agent is gone. */
export interface Connections {
  opened(connection: string): void
  closed(connection: string): void
}

export interface McpHttpParts {
  readonly registry: Registry
  /** Signs session ids; every host of one store must be given the same. */
  readonly secret: string | Uint8Array
  readonly presence?: Connections
  readonly clients?: Register
  /** What the next host has to know of a session; where it is kept. */
  readonly notes: SessionNotes
  /** Milliseconds, never backwards. */
  readonly now?: () => number
  /** The largest body accepted, in bytes. */
  readonly maxBody?: number
}

export interface Auth {
  readonly principal: string
  readonly role: Role
}

export interface McpOverHttp {
  (req: IncomingMessage, res: ServerResponse, url: URL, auth: Auth): Promise<void>
  /** Ends every stream and forgets every session; their ids stay good. */
  close(): Promise<void>
}

const revisions: ReadonlySet<string> = new Set(legacyRevisions)
const sdk = () => import('./transport.ts')

export function mcpOverHttp(parts: McpHttpParts): McpOverHttp {
  const { registry, secret, presence, clients, notes, now = () => performance.now(), maxBody = 16_000_000 } = parts
  const sessions = new Sessions(registry, secret, notes, now)
  const sse = new SseFace({ registry, presence, clients, maxBody })

  async function handle(req: IncomingMessage, res: ServerResponse, url: URL, auth: Auth): Promise<void> {
    switch (url.pathname) {
      case '/sse':
        return sse.open(req, res, url, auth)
      case '/message':
        return sse.message(req, res, url, auth)
      default:
        return mcp(req, res, url, auth)
    }
  }

  async function mcp(req: IncomingMessage, res: ServerResponse, url: URL, auth: Auth): Promise<void> {
    const id = req.headers['mcp-session-id']
    const found = typeof id === 'string' ? sessions.find(id, auth.principal) : undefined
    const live = found instanceof Promise ? await found : found
    if (id !== undefined && !live) return answer(res, 404, errorLine(-32001, 'Session not found'))
    if (req.method === 'POST') return post(req, res, url, auth, live)
    if (!live) return send(await (await sdk()).refuse(requestFor(req, url)), res)
    const response = await (await sdkOf(live)).handle(requestFor(req, url))
    if (response.status === 200 && req.method === 'DELETE') {
      await sessions.end(live)
      presence?.closed(live.caller.connection)
      clients?.closed(live.caller)
    }
    const sent = send(response, res)
    if (response.status === 200 && req.method === 'GET') await stands(live, req, res)
    return sent
  }

  async function post(req: IncomingMessage, res: ServerResponse, url: URL, auth: Auth, live: Live | undefined) {
    const text = await bodyOf(req, maxBody)
    if (text === undefined) {
      const message = `Payload Too Large: Request body must not exceed ${maxBody} bytes`
      return answer(res, 413, errorLine(-32000, message))
    }
    // What is no JSON goes on as text: the SDK refuses it in its own words.
    const message = parsed(text)
    if (live) {
      if (isUsual(req)) {
        const call = plainCall(message, registry)
        if (call) return answerPlainly(res, live, await live.calls.answer(call, live.caller))
        const line = isHello(message) ? undefined : greeting(message, registry)
        if (line !== undefined) return answerPlainly(res, live, line)
        if (!live.sdk && isInitialized(message)) return void res.writeHead(202).end()
      }
      if (live.calls.cancelled(message)) return void res.writeHead(202).end()
      const session = await sdkOf(live)
      const response = await session.handle(requestFor(req, url, text), message)
      // The SDK leaves the stream of a cancelled request open for ever.
      const cancelled = cancelledBy(message)
      if (cancelled !== undefined && response.status === 202) setImmediate(() => session.drop(cancelled))
      return send(isObject(message) ? await asJson(response) : response, res)
    }
    // Requests of 2026-07-28 and later carry no session either: they are told apart here, before `initialize`.
    if (isHello(message)) return begin(req, res, url, auth, message)
    return send(await (await sdk()).refuse(requestFor(req, url, text)), res)
  }

  async function begin(req: IncomingMessage, res: ServerResponse, url: URL, auth: Auth, message: object) {
    const facts = factsOf(message, auth)
    const id = sealSession(facts, secret)
    const live = sessions.make(id, facts)
    const line = isUsual(req) ? greeting(message, registry) : undefined
    if (line !== undefined) {
      came(live)
      return answerPlainly(res, live, line)
    }
    const wrong = (await sdk()).wrongHello(message)
    if (wrong !== undefined) return answer(res, 400, errorLine(invalidParams, wrong, idOf(message)))
    const session = await (await sdk()).beginSession(registry, id, facts, live.watch)
    live.sdk = Promise.resolve(session)
    const response = await session.handle(requestFor(req, url), message)
    if (response.status === 200) came(live)
    return send(await asJson(response), res)
  }

  function came(live: Live) {
    sessions.add(live)
    clients?.came(live.caller)
  }

  function sdkOf(live: Live) {
    live.sdk ??= sdk().then(({ resumeSession }) => resumeSession(registry, live.id, live.facts, live.watch))
    return live.sdk
  }

  async function stands(live: Live, req: IncomingMessage, res: ServerResponse): Promise<void> {
    live.streams++
    presence?.opened(live.caller.connection)
    clients?.opened(live.caller)
    res.once('close', () => {
      live.streams--
      live.usedAt = now()
      presence?.closed(live.caller.connection)
      clients?.closed(live.caller)
    })
    const last = req.headers['last-event-id']
    await live.watch.stands(res, typeof last === 'string' ? last : undefined, live.facts.revision)
  }

  const close = async () => {
    await Promise.all([sessions.closeAll(), sse.closeAll()])
  }
  return Object.assign(handle, { close })
}

function answer(res: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

/** A cancelled call gets no answer: what the client still waits for ends empty. */
function answerPlainly(res: ServerResponse, { id }: Live, body: string | undefined): void {
  if (body !== undefined) answer(res, 200, body, { 'mcp-session-id': id })
  else res.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': id }).end()
}

const isHello = (message: unknown): message is object => isObject(message) && message.method === 'initialize'

/** Nothing in the headers that the SDK might refuse. */
function isUsual({ headers }: IncomingMessage): boolean {
  const { accept = '', 'content-type': type = '', 'mcp-protocol-version': revision } = headers
  return (
    accept.includes('application/json') &&
    accept.includes('text/event-stream') &&
    /^application\/json(; ?charset=utf-8)?$/i.test(type) &&
    (revision === undefined || revisions.has(revision as string))
  )
}

function cancelledBy(message: unknown): string | number | undefined {
  if (!isObject(message) || message.method !== 'notifications/cancelled' || !isObject(message.params)) return undefined
  return message.params.requestId as string | number | undefined
}

function factsOf(message: object, { principal }: Auth): SessionFacts {
  const { params } = message as { params?: unknown }
  const { protocolVersion, clientInfo, capabilities } = (isObject(params) ? params : {}) as Record<string, unknown>
  return {
    revision: agreed(protocolVersion),
    client: clientIn(clientInfo),
    principal,
    connection: newConnection(),
    abilities: abilitiesIn(capabilities),
  }
}
