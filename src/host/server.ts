/** The one port: every face behind one guard. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { anyone, type Heads, headsOf, type Passed, type Verdict } from './faces/http/guard.ts'
import { makeLimit } from './faces/http/limit.ts'
import { type Problem, problem, refuse } from './faces/http/problem.ts'
import { makeStrangers } from './strangers.ts'

export interface Faces {
  readonly guard: (heads: Heads) => Verdict
  /** Told of each request that was let in. */
  readonly entered: (res: ServerResponse, auth: Passed) => void
  readonly mcp: (req: IncomingMessage, res: ServerResponse, url: URL, auth: Passed) => Promise<void>
  readonly rest: (req: IncomingMessage, res: ServerResponse, auth: Passed) => void
  /** The link proves itself in its own words, so no token is asked for; Host and Origin are. */
  readonly link: (req: IncomingMessage, socket: Duplex, head: Buffer, known: () => void) => void
  /** Told of every request, so that a host in use does not leave. */
  readonly heard: () => void
  readonly complain: (what: string, error: unknown) => void
  readonly limits?: Partial<ServerLimits>
}

export interface ServerLimits {
  /** Milliseconds for the headers of a request, from the connection's beginning for its first one. */
  readonly headers: number
  /** Milliseconds for a whole request, its body included. */
  readonly request: number
  /** Milliseconds between two looks at who is late. */
  readonly look: number
  /** Connections that have not shown a token yet. One more, and the oldest of them is closed. */
  readonly strangers: number
}
const usual: ServerLimits = { headers: 15_000, request: 60_000, look: 5_000, strangers: 256 }
/** Wrong tokens in a minute before they are answered with 429. A right one is always let in. */
const guesses = 30
/** Bytes that somebody may say on the link before proving who it is. */
const unproven = 65_536

const forMcp = new Set(['/mcp', '/sse', '/message'])

export function makeServer({ guard, entered, mcp, rest, link, heard, complain, limits }: Faces): Server {
  const { headers, request, look, strangers: most } = { ...usual, ...limits }
  const strangers = makeStrangers(most)
  const guessing = makeLimit(guesses, 60_000)

  /** Guessing is told to wait; the comparison came first, so that nobody's guesses lock the right token out. */
  const slowed = (it: Problem, { headers: { authorization } }: IncomingMessage): Problem => {
    const retry_after = it.code === 'unauthorized' && authorization !== undefined ? guessing.wrong() : undefined
    if (retry_after === undefined) return it
    const detail = `Too many wrong tokens; try again in ${retry_after} s. The right one is let in at any time: \`baton status --json\` shows it.`
    return problem('too_many_requests', detail, { retry_after })
  }

  const answer = (req: IncomingMessage, res: ServerResponse) => {
    heard()
    // Nobody listens there by himself, and what nobody listens to ends the process, and everybody's work with it.
    res.on('error', (error) => complain('answer', error))
    const url = urlOf(req)
    if (!url) return refuse(res, problem('invalid_input', 'The address is none.', { field: 'address' }))
    const verdict = guard(headsOf(req, url.pathname))
    if (!verdict.ok) return refuse(res, slowed(verdict.problem, req))
    if (verdict.principal !== anyone) strangers.known(req.socket)
    entered(res, verdict)
    if (req.headers.expect) res.writeContinue()
    if (!forMcp.has(url.pathname)) return rest(req, res, verdict)
    mcp(req, res, url, verdict).catch((error) => {
      complain('mcp', error)
      if (!res.headersSent) res.writeHead(500)
      res.end()
    })
  }
  const server = createServer({ connectionsCheckingInterval: look }, answer)
  // Nobody is asked to send a body that will not be read.
  server.on('checkContinue', answer)
  server.on('connection', strangers.came)
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const url = urlOf(req)
    // Asked as for a page that is open to all: only Host and Origin are looked at.
    const verdict = url?.pathname === '/link' ? guard(headsOf(req, '/health')) : undefined
    if (!verdict?.ok) {
      const status = verdict ? '403 Forbidden' : '404 Not Found'
      // A client that does not close its end would keep the socket for ever.
      return void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy())
    }
    let said = head.length
    const listen = (chunk: Buffer) => {
      said += chunk.length
      if (said > unproven) socket.destroy()
    }
    link(req, socket, head, () => {
      socket.off('data', listen)
      strangers.known(socket)
    })
    // Second, so that nothing flows before the link listens.
    socket.on('data', listen)
  })
  // An agent may think for minutes between two calls on one connection.
  server.keepAliveTimeout = 120_000
  server.requestTimeout = request
  server.headersTimeout = headers
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
