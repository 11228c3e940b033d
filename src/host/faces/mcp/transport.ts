/** The SDK's side of a session over streamable HTTP. Loaded when a message first needs it. */
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { type Follows, makeLegacyServer } from './legacy.ts'

export { wrongHello } from './legacy.ts'

import type { Registry } from './registry.ts'
import { callerOf, type SessionFacts } from './session.ts'

export interface HttpSession {
  /** `body` is the parsed message; without it the SDK reads the request's own. */
  handle(request: Request, body?: unknown): Promise<Response>
  /** Ends the stream of a request that nobody waits for any more. */
  drop(requestId: string | number): void
  close(): Promise<void>
}

/** A session that begins with the request it is given next, which must be `initialize`. */
export async function beginSession(
  registry: Registry,
  id: string,
  facts: SessionFacts,
  follows: Follows,
): Promise<HttpSession> {
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id })
  const { server } = makeLegacyServer(registry, () => callerOf(facts), follows)
  await server.connect(transport as Parameters<typeof server.connect>[0])
  return {
    handle: (request, body) => transport.handleRequest(request, body === undefined ? {} : { parsedBody: body }),
    drop: (requestId) => transport.closeSSEStream(requestId),
    close: () => server.close(),
  }
}

/** A session whose client initialized it elsewhere or long ago: we say to the SDK what the client said then. */
export async function resumeSession(
  registry: Registry,
  id: string,
  facts: SessionFacts,
  follows: Follows,
): Promise<HttpSession> {
  const session = await beginSession(registry, id, facts, follows)
  const { revision, client, abilities } = facts
  const clientInfo = { name: client.name, version: client.version ?? '' }
  const params = { protocolVersion: revision, clientInfo, capabilities: abilities }
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
  const request = new Request('http://localhost/mcp', { method: 'POST', headers })
  const answer = await session.handle(request, { jsonrpc: '2.0', id: 'resume', method: 'initialize', params })
  // Read to the end, so that the SDK knows its answer is out.
  await answer.text()
  return session
}

/** How the SDK refuses what belongs to no session. */
export function refuse(request: Request): Promise<Response> {
  return new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => '' }).handleRequest(request)
}
