/** A host's HTTP side on a free port, over the real core and a real database. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { onTestFinished } from 'vitest'
import type { Baton } from '../../src/contract/baton.ts'
import { nearest } from '../../src/contract/nearest.ts'
import { operationNamed } from '../../src/contract/operations/index.ts'
import { makeBaton } from '../../src/core/baton.ts'
import { Presence } from '../../src/core/presence.ts'
import { logChannel } from '../../src/host/channels/log.ts'
import { makeClients } from '../../src/host/clients.ts'
import { headsOf, makeGuard, type Passed } from '../../src/host/faces/http/guard.ts'
import { type Logins, makeLogins } from '../../src/host/faces/http/logins.ts'
import { refuse } from '../../src/host/faces/http/problem.ts'
import { type RestParts, restApp, restListener } from '../../src/host/faces/http/rest.ts'
import { makeTokens, type Tokens } from '../../src/host/faces/http/tokens.ts'
import { makeLog } from '../../src/host/log.ts'
import { makeShelf } from '../../src/host/shelf.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { sqlStore } from '../../src/store/sql/store.ts'
import { openDatabase } from '../../src/store/sqljs/open.ts'
import { type Later, tempDir } from '../support/temp.ts'

export const token = 'a-token-for-tests'

export interface Site {
  readonly url: string
  readonly port: number
  readonly folder: string
  readonly baton: Baton
  readonly tokens: Tokens
  readonly logins: Logins
  readonly app: ReturnType<typeof restApp>
  readonly server: Server
  /** What was logged, a line each. */
  readonly logged: string[]
  /** POST /tools/<name> as `client`, with the token. */
  call(name: string, input?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  send(method: string, path: string, body?: string | Uint8Array, headers?: Record<string, string>): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers are data; tests say what they expect of them
  readonly body: any
}

interface Options {
  readonly events?: RestParts['events']
  /** Puts another Baton in the real one's place. */
  readonly wrap?: (baton: Baton) => Baton
  /** The wall's time for tokens, and the monotonic one for login codes. */
  readonly now?: () => number
  readonly awake?: () => number
}

export async function openSite(options: Options = {}, later: Later = onTestFinished): Promise<Site> {
  const folder = tempDir(later)
  const database = await openDatabase({ file: join(folder, '.baton/tasks.db'), migrations, product: '0.1.0' })
  later(() => database.close().catch(() => {}))
  const backup = async () => {
    const path = join(folder, '.baton/copy.db')
    await database.backup(path)
    return { path, bytes: 1 }
  }
  const store = sqlStore(database, { prefix: 'T', backup })
  const logged: string[] = []
  const log = makeLog({ to: [(line) => logged.push(line)], debug: true })
  const shelf = makeShelf({ folder: join(folder, '.baton/artifacts'), workspace: folder })
  const now = () => ({ wall: Date.now(), awake: Math.floor(performance.now()) })
  const clients = makeClients(now)
  const core = makeBaton({
    operations: operationNamed,
    nearest,
    store,
    clock: { now },
    presence: new Presence(0),
    ids: { next: () => ulid() },
    shelf,
    channels: new Map([['log', logChannel(log)]]),
    clients,
    complain: (what, error) => log.error(what, { error }),
  })
  const baton = options.wrap?.(core) ?? core
  const events = options.events === undefined ? {} : { events: options.events }
  const tokens = makeTokens(join(folder, 'access/tokens.json'), '0123456789abcdef', options.now)
  const logins = makeLogins(tokens, options.awake)
  const product = { name: 'Baton', version: '0.1.0' }
  const app = restApp({ baton, shelf, product, log, tokens, logins, clients, ...events })
  const listener = restListener(app)
  const guard = makeGuard({ token, port: () => 1, tokens })
  const server = createServer((req, res) => {
    const verdict = guard(headsOf(req, req.url ?? ''))
    if (!verdict.ok) return refuse(res, verdict.problem)
    if (verdict.by) tokens.standing.enter(verdict.by.id, res)
    // The tests' own headers: as if the guard had taken the request for somebody else's.
    const { 'x-test-role': role = verdict.role, 'x-test-principal': principal = verdict.principal } = req.headers
    listener(req, res, { ...verdict, role: role as Passed['role'], principal: String(principal) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  later(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  const send: Site['send'] = async (method, path, body, headers = {}) => {
    const given = { authorization: `Bearer ${token}`, ...headers }
    const sent = Object.entries(given).filter(([, value]) => value !== '') as [string, string][]
    const response = await fetch(`${url}${path}`, { method, headers: sent, ...(body !== undefined && { body }) })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: /json/.test(type) ? JSON.parse(text) : text,
    }
  }
  return {
    url,
    port,
    folder,
    baton,
    tokens,
    logins,
    app,
    server,
    logged,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    call: (name, input = {}, headers = {}) =>
      send('POST', `/tools/${name}`, JSON.stringify(input), { 'content-type': 'application/json', ...headers }),
  }
}
