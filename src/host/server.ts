/** The one port: every face behind one guard. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Heads, headsOf, type Passed, type Verdict } from './faces/http/guard.ts'
import { refuse } from './faces/http/problem.ts'

export interface Faces {
  readonly guard: (heads: Heads) => Verdict
  /** Told of each request that was let in. */
  readonly entered: (res: ServerResponse, auth: Passed) => void
  readonly mcp: (req: IncomingMessage, res: ServerResponse, url: URL, auth: Passed) => Promise<void>
  readonly rest: (req: IncomingMessage, res: ServerResponse, auth: Passed) => void
  /** The link proves itself in its own words, so no token is asked for; Host and Origin are. */
  readonly link: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Told of every request, so that a host in use does not leave. */
  readonly heard: () => void
  readonly complain: (what: string, error: unknown) => void
}

const forMcp = new Set(['/mcp', '/sse', '/message'])

export function makeServer({ guard, entered, mcp, rest, link, heard, complain }: Faces): Server {
  const server = createServer((req, res) => {
    heard()
    const url = urlOf(req)
    const verdict = url ? guard(headsOf(req, url.pathname)) : undefined
    if (!url || !verdict) return void res.writeHead(400).end()
    if (!verdict.ok) return refuse(res, verdict.problem)
    entered(res, verdict)
    if (!forMcp.has(url.pathname)) return rest(req, res, verdict)
    mcp(req, res, url, verdict).catch((error) => {
      complain('mcp', error)
      if (!res.headersSent) res.writeHead(500)
      res.end()
    })
  })
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const url = urlOf(req)
    // Asked as for a page that is open to all: only Host and Origin are looked at.
    const verdict = url?.pathname === '/link' ? guard(headsOf(req, '/health')) : undefined
    if (verdict?.ok) return link(req, socket, head)
    socket.end(`HTTP/1.1 ${verdict ? '403 Forbidden' : '404 Not Found'}\r\nConnection: close\r\n\r\n`)
  })
  // An agent may think for minutes between two calls on one connection.
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 60_000
  return server
}

function urlOf(req: IncomingMessage): URL | undefined {
  return URL.canParse(req.url ?? '', 'http://localhost') ? new URL(req.url ?? '', 'http://localhost') : undefined
}

/** Resolves with the port. Rejects with the system's error, EADDRINUSE among them. */
export function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : port)
    })
  })
}
