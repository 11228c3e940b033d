import { type BenchClient, outputOf } from './client.ts'
import { bearer, connection, type Reply } from './keepAlive.ts'

const revision = '2025-11-25'

export interface RawClient extends BenchClient {
  /** Any request; its result. */
  ask(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>
}

/** MCP over one kept connection: a session, then requests, and nothing that an SDK would check besides. */
export async function rawMcp(url: string, token: string | undefined, name: string): Promise<RawClient> {
  const { post, close } = connection(url, { accept: 'application/json, text/event-stream', ...bearer(token) })
  const session: Record<string, string> = {}
  let last = 0
  const ask: RawClient['ask'] = async (method, params = {}) => {
    const id = ++last
    const reply = await post('/mcp', JSON.stringify({ jsonrpc: '2.0', id, method, params }), session)
    if (method === 'initialize') {
      session['mcp-session-id'] = String(reply.headers['mcp-session-id'])
      session['mcp-protocol-version'] = revision
    }
    return answer(id, reply)
  }
  await ask('initialize', { protocolVersion: revision, capabilities: {}, clientInfo: { name, version: '1.0.0' } })
  await post('/mcp', JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }), session)
  return {
    ask,
    call: async (tool, input) => outputOf(tool, await ask('tools/call', { name: tool, arguments: input })),
    close: async () => close(),
  }
}

function answer(id: number, { status, text }: Reply): Record<string, unknown> {
  // An event stream has the answer as the data of its last event.
  const body = text.startsWith('{')
    ? text
    : (text
        .trimEnd()
        .split('\n')
        .at(-1)
        ?.replace(/^data: ?/, '') ?? '')
  const message = status === 200 ? JSON.parse(body) : {}
  if (message.id !== id || !message.result)
    throw new Error(`request ${id} was answered ${status}: ${text.slice(0, 500)}`)
  return message.result
}
