/** The transport before 2025-03-26: answers come on `GET /sse`, messages go to `POST /message`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../../../contract/baton.ts'
import type { Register } from '../../clients.ts'
import type { Auth, Connections } from './http.ts'
import { PlainCalls, plainCall } from './plain.ts'
import { agreed, errorLine, isObject, parsed, parseError } from './protocol.ts'
import type { Registry } from './registry.ts'
import { callerOf, clientIn, newConnection } from './session.ts'
import { bodyOf } from './web.ts'

interface Stream {
  take(req: IncomingMessage, res: ServerResponse, message: unknown): Promise<void>
  end(): void
}

interface SseParts {
  readonly registry: Registry
  readonly presence: Connections | undefined
  readonly clients: Register | undefined
  readonly maxBody: number
}

const keepAlive = 15_000

export class SseFace {
  readonly #parts: SseParts
  /** By whose it is, and the session id, or the client id where the client named one. */
  readonly #streams = new Map<string, Stream>()

  constructor(parts: SseParts) {
    this.#parts = parts
  }

  async open(req: IncomingMessage, res: ServerResponse, url: URL, { principal }: Auth): Promise<void> {
    if (req.method !== 'GET') return refuse(res, 405, 'Method not allowed.', { allow: 'GET' })
    const { registry, presence, clients } = this.#parts
    const clientId = url.searchParams.get('clientId')
    const [{ SSEServerTransport }, { makeLegacyServer }] = await Promise.all([
      import('@modelcontextprotocol/sdk/server/sse.js'),
      import('./legacy.ts'),
    ])
    const endpoint = clientId === null ? '/message' : `/message?clientId=${encodeURIComponent(clientId)}`
    const transport = new SSEServerTransport(endpoint, res)
    const connection = newConnection()
    const callerFor = (info: unknown, revision = '2024-11-05'): Caller =>
      callerOf({ revision, client: clientIn(info), principal, connection, abilities: {} }, 'sse')
    let caller = callerFor(undefined)
    const introduced = ({ clientInfo, protocolVersion }: Record<string, unknown>) => {
      caller = callerFor(clientInfo, agreed(protocolVersion))
      clients?.came(caller)
    }
    const calls = new PlainCalls(registry)
    const { server } = makeLegacyServer(registry, () => caller)

    const stream: Stream = {
      async take(post, answer, message) {
        const call = plainCall(message, registry)
        if (call) {
          answer.writeHead(202).end('Accepted')
          const line = await calls.answer(call, caller)
          if (line !== undefined && !res.writableEnded) res.write(`event: message\ndata: ${line}\n\n`)
          return
        }
        if (calls.cancelled(message)) return void answer.writeHead(202).end('Accepted')
        if (isObject(message) && message.method === 'initialize' && isObject(message.params)) introduced(message.params)
        await transport.handlePostMessage(post, answer, message)
      },
      end: () => res.end(),
    }
    const ids = clientId === null ? [transport.sessionId] : [transport.sessionId, clientId]
    const names = ids.map((id) => nameOf(principal, id))
    for (const name of names) this.#streams.set(name, stream)
    const timer = setInterval(() => res.writableEnded || res.write(': keepalive\n\n'), keepAlive).unref()
    presence?.opened(caller.connection)
    clients?.opened(caller)
    res.once('close', () => {
      clearInterval(timer)
      calls.cancelAll()
      for (const name of names) if (this.#streams.get(name) === stream) this.#streams.delete(name)
      presence?.closed(caller.connection)
      clients?.closed(caller)
    })
    await server.connect(transport as Parameters<typeof server.connect>[0])
  }

  async message(req: IncomingMessage, res: ServerResponse, url: URL, { principal }: Auth): Promise<void> {
    if (req.method !== 'POST') return refuse(res, 405, 'Method not allowed.', { allow: 'POST' })
    const id = url.searchParams.get('sessionId') ?? url.searchParams.get('clientId') ?? ''
    const stream = this.#streams.get(nameOf(principal, id))
    if (!stream) {
      return refuse(res, 404, 'Session not found. Open GET /sse first and post to the address that it announces.')
    }
    if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? ''))
      return refuse(res, 415, 'Unsupported Media Type: Content-Type must be application/json')
    const { maxBody } = this.#parts
    const text = await bodyOf(req, maxBody)
    if (text === undefined) return refuse(res, 413, `Payload Too Large: Request body must not exceed ${maxBody} bytes`)
    const message = parsed(text)
    if (message === undefined) return refuse(res, 400, 'Parse error: Invalid JSON', {}, parseError)
    await stream.take(req, res, message)
  }

  async closeAll(): Promise<void> {
    for (const stream of new Set(this.#streams.values())) stream.end()
  }
}

/** Client ids are easy to guess, so two principals may well have the same. */
const nameOf = (principal: string, id: string) => JSON.stringify([principal, id])

function refuse(res: ServerResponse, status: number, message: string, headers = {}, code = -32000): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(errorLine(code, message))
}
