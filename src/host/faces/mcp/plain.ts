/**
 * The fast path: a plain `tools/call` is answered without the SDK, which takes two thirds of the work off the host. What
 * is not plainly simple is not recognized here and goes to the SDK; both ways answer alike, to the byte.
 */
import type { Caller } from '../../../contract/baton.ts'
import { has, isObject, type ToolContext } from './protocol.ts'
import type { Registry } from './registry.ts'

export interface PlainCall {
  readonly id: string | number
  readonly name: string
  readonly args: Record<string, unknown>
}

/** The call, if `message` is one JSON-RPC request for a tool that never speaks to the client while it works. */
export function plainCall(message: unknown, registry: Registry): PlainCall | undefined {
  if (!isObject(message) || message.jsonrpc !== '2.0' || message.method !== 'tools/call') return undefined
  const { id, params } = message
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined
  if (!has(message, envelope) || !isObject(params) || !has(params, parameters)) return undefined
  const { name, arguments: args = {}, _meta } = params
  if (typeof name !== 'string' || !isObject(args) || !registry.isPlain(name)) return undefined
  if (_meta !== undefined && !(isObject(_meta) && isPlainMeta(_meta))) return undefined
  return { id: id as string | number, name, args }
}

const envelope = new Set(['jsonrpc', 'id', 'method', 'params'])
/** `task` asks for an answer later. */
const parameters = new Set(['name', 'arguments', '_meta'])
/** A progress token wants reports; a related task wants its answer queued. */
const isPlainMeta = (meta: Record<string, unknown>) =>
  meta.progressToken === undefined && !('io.modelcontextprotocol/related-task' in meta)

/** The plain calls of one session that are being answered. */
export class PlainCalls {
  readonly #registry: Registry
  readonly #running = new Map<string | number, AbortController>()

  constructor(registry: Registry) {
    this.#registry = registry
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  /** The answer as JSON; undefined when the client cancelled the call, because then it wants none. */
  async answer({ id, name, args }: PlainCall, caller: Caller): Promise<string | undefined> {
    const abort = new AbortController()
    this.#running.set(id, abort)
    try {
      const result = await this.#registry.callTool(name, args, caller, alone(abort.signal))
      return abort.signal.aborted ? undefined : JSON.stringify({ result, jsonrpc: '2.0', id })
    } finally {
      if (this.#running.get(id) === abort) this.#running.delete(id)
    }
  }

  /** Honours `notifications/cancelled`; true where it was one of a call of ours. */
  cancelled(message: unknown): boolean {
    if (!isObject(message) || message.method !== 'notifications/cancelled' || !isObject(message.params)) return false
    const call = this.#running.get(message.params.requestId as string | number)
    call?.abort(message.params.reason)
    return call !== undefined
  }

  cancelAll(): void {
    for (const call of this.#running.values()) call.abort()
  }
}

const nobodyAsked = () => Promise.reject(new Error('Nobody can be asked during this call.'))
const unheard = async () => {}
const alone = (signal: AbortSignal): ToolContext => ({
  signal,
  progress: unheard,
  log: unheard,
  sample: nobodyAsked,
  elicit: nobodyAsked,
})
