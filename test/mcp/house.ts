/** MCP's faces in this process, over a board of their own, and what tests send them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Baton } from '../../src/contract/baton.ts'
import { type McpHttpParts, mcpOverHttp } from '../../src/host/faces/mcp/http.ts'
import { makeRegistry, type Registry } from '../../src/host/faces/mcp/registry.ts'
import { serveMcpStdio } from '../../src/host/faces/mcp/stdio.ts'
import type { SessionNote, SessionNotes } from '../../src/store/sql/sessions.ts'
import { Inbox, type Message } from '../clients/inbox.ts'
import type { Later } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { openBoard, product } from './board.ts'

export { product }

export async function openHouse(later: Later = onTestFinished): Promise<Baton> {
  const { baton, close } = await openBoard(tempDir(later))
  later(close)
  return baton
}

export const openRegistry = async (): Promise<Registry> => makeRegistry({ baton: await openHouse(), product })

/** What sessions leave for the next host, where no store is at hand. */
const notesIn = (kept: Map<string, SessionNote>): SessionNotes => ({
  load: async (connection) => kept.get(connection),
  save: async (connection, note) => void kept.set(connection, note),
})

/** Serves the HTTP face on loopback, as `local`, or as the principal that the header `x-principal` names. */
export async function serveHttp(
  parts: Partial<McpHttpParts> & Pick<McpHttpParts, 'registry'>,
  later: Later = onTestFinished,
): Promise<string> {
  const face = mcpOverHttp({ secret: 'a secret', notes: notesIn(new Map()), ...parts })
  const server = createServer((req, res) => {
    const principal = String(req.headers['x-principal'] ?? 'local')
    face(req, res, new URL(req.url ?? '/', 'http://localhost'), { principal, role: 'agent' }).catch((error) => {
      console.error(error)
      res.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  later(async () => {
    await face.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export interface Stdio {
  readonly inbox: Inbox
  readonly written: string[]
  readonly clients: string[]
  send(line: string | Message): void
  ask(line: string | Message): Promise<Message>
  /** Closes the client's end and waits until the face is done. */
  end(): Promise<void>
}

/** The stdio face in this process, spoken to by lines. */
export function serveStdio(registry: Registry, maxLine?: number): Stdio {
  const input = new PassThrough()
  const output = new PassThrough()
  const inbox = new Inbox()
  const written: string[] = []
  const clients: string[] = []
  const closed = new Promise<void>((resolve) => {
    serveMcpStdio({
      registry,
      caller(client) {
        clients.push(client.name)
        return { role: 'agent', principal: 'local', client, connection: 'link:test' }
      },
      input,
      output,
      onClose: resolve,
      ...(maxLine !== undefined && { maxLine }),
    })
  })
  let rest = ''
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      written.push(line)
      inbox.push(JSON.parse(line))
    }
  })
  const send = (line: string | Message) => {
    input.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  }
  return {
    inbox,
    written,
    clients,
    send,
    ask(line) {
      const { id } = typeof line === 'string' ? (JSON.parse(line) as Message) : line
      send(line)
      return inbox.answer(id ?? '')
    },
    async end() {
      input.end()
      await closed
    },
  }
}

export const initialize = (revision: string, name = 'tester', capabilities: object = {}): Message => ({
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: revision, capabilities: { ...capabilities }, clientInfo: { name, version: '1.0' } },
})

let last = 0
export const request = (method: string, params?: Record<string, unknown>): Message => ({
  jsonrpc: '2.0',
  id: ++last,
  method,
  ...(params && { params }),
})
export const call = (name: string, args: Record<string, unknown> = {}) =>
  request('tools/call', { name, arguments: args })
