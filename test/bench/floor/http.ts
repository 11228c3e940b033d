// The floor over HTTP: `node http.ts FILE` appends every task to FILE, without a sync, and prints its address.
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { floorServer } from './tool.ts'

const [file = 'floor.jsonl'] = process.argv.slice(2)
const sessions = new Map<string, StreamableHTTPServerTransport>()

const server = createServer(async (request, response) => {
  if (request.url !== '/mcp') return response.writeHead(404).end()
  const id = request.headers['mcp-session-id']
  const transport = typeof id === 'string' ? sessions.get(id) : await newSession()
  if (!transport) return response.writeHead(404).end()
  await transport.handleRequest(request, response)
})

async function newSession(): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: true,
    onsessioninitialized: (id) => {
      sessions.set(id, transport)
    },
    onsessionclosed: (id) => {
      sessions.delete(id)
    },
  })
  await floorServer((line) => appendFileSync(file, line)).connect(transport as Transport)
  return transport
}

server.listen(0, '127.0.0.1', () => {
  console.log(`The floor is listening on http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})
