/** MCP over stdio: one JSON-RPC message a line, plain calls answered at once, the rest by the SDK. */
import type { Readable, Writable } from 'node:stream'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage, JSONRPCRequest } from '@modelcontextprotocol/sdk/types.js'
import type { Caller } from '../../../contract/baton.ts'
import { greeting } from './greeting.ts'
import { readLines } from './lines.ts'
import { PlainCalls, plainCall } from './plain.ts'
import { agreed, errorLine, invalidRequest, isObject, parsed, parseError } from './protocol.ts'
import type { Registry } from './registry.ts'
import { type ClientInfo, clientIn, spoken } from './session.ts'

export interface StdioParts {
  readonly registry: Registry
  /** Asked with what the client said of itself in `initialize`, and what it speaks from then on. */
  readonly caller: (client: ClientInfo, protocol?: string) => Caller
  readonly input: Readable
  readonly output: Writable
  /** The client closed its end, and what it had asked was answered. */
  readonly onClose?: () => void
  /** The longest line accepted, in bytes. */
  readonly maxLine?: number
}

export interface StdioFace {
  close(): Promise<void>
}

/** A client that left is not owed more than this to finish what it asked for. */
const grace = 5_000

export function serveMcpStdio(parts: StdioParts): StdioFace {
  const { registry, input, output, onClose, maxLine = 32_000_000 } = parts
  const calls = new PlainCalls(registry)
  const asked = new Set<string | number>()
  let caller = parts.caller(clientIn(undefined))
  let idle = () => {}
  let closed: Promise<void> | undefined

  const write = (line: string) => {
    if (output.destroyed || output.writableEnded) return
    if (output.write(`${line}\n`) || input.isPaused()) return
    // A client that does not read is not listened to either, so that answers don't pile up.
    input.pause()
    output.once('drain', () => input.resume())
  }

  const transport: Transport = {
    start: async () => {},
    async send(message) {
      if (isEcho(message)) return
      if ('id' in message && !('method' in message) && message.id !== undefined) answered(message.id)
      write(JSON.stringify(message))
    },
    async close() {
      transport.onclose?.()
    },
  }
  // Loaded with the first message that needs it, and made once.
  let sdk: Promise<{ close(): Promise<void> }> | undefined
  const withSdk = () => {
    sdk ??= import('./legacy.ts').then(async ({ makeLegacyServer }) => {
      const { server } = makeLegacyServer(registry, () => caller)
      await server.connect(transport)
      if (hello) transport.onmessage?.(hello)
      return server
    })
    return sdk
  }
  // What we answered in the SDK's place is told to it when it comes, and its own answer to that is dropped.
  let hello: JSONRPCRequest | undefined
  function isEcho(message: JSONRPCMessage): boolean {
    if (!hello || 'method' in message || message.id !== hello.id) return false
    hello = undefined
    return true
  }

  function greets(message: unknown): boolean {
    const line = sdk ? undefined : greeting(message, registry)
    if (line === undefined) return false
    const request = message as JSONRPCRequest
    if (request.method === 'initialize') {
      hello = request
      introduced(message)
    }
    write(line)
    return true
  }

  function introduced(message: unknown): void {
    if (!isObject(message) || message.method !== 'initialize' || !isObject(message.params)) return
    const { protocolVersion, clientInfo } = message.params
    caller = parts.caller(clientIn(clientInfo), spoken(agreed(protocolVersion)))
  }

  function answered(id: string | number): void {
    asked.delete(id)
    if (asked.size === 0 && !calls.busy) idle()
  }

  function take(message: unknown): void {
    const call = plainCall(message, registry)
    if (call) {
      calls.answer(call, caller).then((line) => {
        if (line !== undefined) write(line)
        answered(call.id)
      }, fail)
      return
    }
    if (greets(message)) return
    if (!isMessage(message)) {
      write(errorLine(invalidRequest, 'Invalid Request: not a JSON-RPC 2.0 message'))
      return
    }
    if (calls.cancelled(message)) return
    // Nothing waits for it, so the SDK need not be loaded to hear it.
    if (message.method === 'notifications/initialized' && !sdk) return
    introduced(message)
    if (message.method === 'notifications/cancelled' && isObject(message.params))
      answered(message.params.requestId as string)
    if (message.method !== undefined && message.id !== undefined) asked.add(message.id)
    withSdk().then(() => transport.onmessage?.(message as JSONRPCMessage), fail)
  }

  function read(line: string | undefined): void {
    const message = line === undefined ? undefined : parsed(line)
    if (line === undefined) write(errorLine(invalidRequest, `Message longer than ${maxLine} bytes`))
    else if (message === undefined) write(errorLine(parseError, 'Parse error: Invalid JSON'))
    // A batch, as 2025-03-26 has them, is answered one by one.
    else if (Array.isArray(message) && message.length > 0) for (const each of message) take(each)
    else take(message)
  }

  function close(): Promise<void> {
    closed ??= (async () => {
      if (asked.size > 0 || calls.busy) {
        await new Promise<void>((resolve) => {
          idle = resolve
          setTimeout(resolve, grace).unref()
        })
      }
      calls.cancelAll()
      await (await sdk)?.close()
      onClose?.()
    })()
    return closed
  }

  const fail = (error: unknown) => {
    write(errorLine(-32603, error instanceof Error ? error.message : String(error)))
  }
  readLines(input, maxLine, read)
  input.once('end', () => void close())
  // Nobody reads any more: what is under way is finished all the same, because it may change the board.
  output.once('error', () => void close())
  return { close }
}

interface Message {
  id?: string | number
  method?: string
  params?: unknown
}

/** Only what the SDK would take: it drops the rest without a word. */
function isMessage(message: unknown): message is Message {
  if (!isObject(message) || message.jsonrpc !== '2.0') return false
  const { id, method, params } = message
  if (id !== undefined && typeof id !== 'string' && !Number.isSafeInteger(id)) return false
  if (params !== undefined && !isObject(params)) return false
  return typeof method === 'string' || 'result' in message || 'error' in message
}
