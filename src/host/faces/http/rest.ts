/** REST: every operation as `POST /tools/<name>`, a task as a resource, and what describes them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Baton, Caller } from '../../../contract/baton.ts'
import { AgentName } from '../../../contract/fields.ts'
import { nearest } from '../../../contract/nearest.ts'
import type { Operation } from '../../../contract/operation.ts'
import { type Output, operationsOn } from '../../../contract/operations/index.ts'
import { TaskError } from '../../../core/error.ts'
import type { Shelf } from '../../../core/ports.ts'
import { isFailure } from '../../../reach/failure.ts'
import type { Register } from '../../clients.ts'
import type { Log } from '../../log.ts'
import { artifactResponse } from './artifacts.ts'
import { readJson, WrongMedia } from './body.ts'
import { type EventLimits, makeEvents } from './events.ts'
import { addFront } from './front.ts'
import { anyone, type Passed } from './guard.ts'
import type { Logins } from './logins.ts'
import { openApi } from './openapi.ts'
import { problem, problemOf, problemResponse } from './problem.ts'
import type { Tokens } from './tokens.ts'

export interface RestParts {
  readonly baton: Baton
  readonly shelf: Pick<Shelf, 'read'>
  readonly product: { readonly name: string; readonly version: string }
  readonly log: Log
  readonly tokens: Tokens
  readonly logins: Logins
  readonly clients: Register
  readonly events?: Partial<EventLimits>
  /** Who asks, from the guard's verdict and the request's headers. */
  readonly callerOf?: (headers: IncomingMessage['headers'], auth: Passed) => Caller
}

/** What the guard found goes along with Node's own request. */
export type Env = { Bindings: { incoming: IncomingMessage & { auth?: Passed }; outgoing: ServerResponse } }

const json = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' }
const answer = (body: unknown) => new Response(JSON.stringify(body), { headers: json })

export function restApp(parts: RestParts): Hono<Env> {
  const { baton, product, log, callerOf = restCaller, events: limits } = parts
  const app = new Hono<Env>()
  const tools = new Map(operationsOn('rest').map((operation) => [operation.name, operation]))
  const passed = ({ env: { incoming } }: Context<Env>) => {
    // Checked here too: a path that only looks open to the guard must not lead to an operation.
    if (!incoming.auth || incoming.auth.principal === anyone) throw new Unauthorized()
    return incoming.auth
  }
  const who = (c: Context<Env>) => callerOf(c.env.incoming.headers, passed(c))

  app.post('/tools/:name', async (c) => {
    const operation = tools.get(c.req.param('name'))
    if (!operation) throw noTool(c.req.param('name'), [...tools.keys()])
    const caller = who(c)
    const { incoming } = c.env
    const input = withKey(operation, await readJson(incoming), incoming.headers['idempotency-key'])
    return answer(await baton.call(operation.name, input, caller, { signal: signalOf(c.env.outgoing) }))
  })
  app.get('/resources/task/:task_id', async (c) => {
    const agent = c.req.query('agent')
    const input = { task_id: c.req.param('task_id'), ...(agent !== undefined && { agent }) }
    return answer(await baton.call('get_task', input, who(c), { signal: signalOf(c.env.outgoing) }))
  })
  app.get('/artifacts/:artifact_id', async (c) => {
    // Asked as everybody asks, which says whether it may be read; its bytes are too many to come as an answer's text.
    const input = { artifact_id: c.req.param('artifact_id'), limit: 1 }
    const artifact = (await baton.call('get_artifact', input, who(c))) as Output<'get_artifact'>
    if (artifact.sha256 === undefined) throw new TaskError('not_found', 'A link has no bytes; open its address.')
    return artifactResponse(artifact, await parts.shelf.read(artifact.sha256))
  })
  const events = makeEvents(baton, log, limits)
  app.get('/events', async (c) => {
    const caller = who(c)
    parts.clients.opened(caller)
    c.env.outgoing.once('close', () => parts.clients.closed(caller))
    return events(c.env.incoming, c.env.outgoing)
  })
  let page: string | undefined
  app.get('/openapi.json', (c) => {
    who(c)
    page ??= JSON.stringify(openApi(product))
    return new Response(page, { headers: json })
  })
  addFront(app, { ...parts, who: passed })
  for (const path of ['/health', '/api/health']) app.get(path, () => answer({ status: 'ok' }))

  app.notFound((c) => lost(c, [...tools.keys()]))
  app.onError((error, c) => {
    if (error instanceof Unauthorized) return problemResponse(problem('unauthorized', error.message))
    if (error instanceof WrongMedia) return shut(c, problemResponse(problem('unsupported_media_type', error.message)))
    if (!isFailure(error) && error.name !== 'AbortError') log.error('rest failed', { path: c.req.routePath, error })
    return shut(c, problemResponse(problemOf(error)))
  })
  return app
}

/** For `http.createServer`: what the guard let pass goes to the app with its verdict. */
export function restListener(
  app: Hono<Env>,
): (incoming: IncomingMessage, outgoing: ServerResponse, auth: Passed) => void {
  const listen = getRequestListener((request, env) => app.fetch(request, env as Env['Bindings']))
  return (incoming, outgoing, auth) => {
    void listen(Object.assign(incoming, { auth }), outgoing)
  }
}

/** No session stands behind a REST call: agents name themselves in the body, else by `X-Client-Name`, else by their token. */
function restCaller(headers: IncomingMessage['headers'], { principal, role, by }: Passed): Caller {
  const name = headers['x-client-name'] ?? by?.name ?? 'rest'
  if (name !== 'rest' && !AgentName.safeParse(name).success) {
    throw new TaskError('invalid_input', 'X-Client-Name must be one line of 1 to 64 characters.', {
      field: 'X-Client-Name',
    })
  }
  const came =
    by?.kind === 'browser'
      ? { through: 'browser' as const, protocol: 'board' }
      : { through: 'rest' as const, protocol: 'REST' }
  return {
    role,
    principal,
    client: { name: String(name) },
    connection: `rest:${principal}`,
    stateless: true,
    way: { ...came, ...(by && { id: by.id }) },
  }
}

/** Aborted when the client hangs up: a call that waits need not go on. */
function signalOf(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController()
  // Aborting is not free (an exception with its stack), and nobody is left to hear it once the answer is out.
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  return gone.signal
}

class Unauthorized extends Error {
  override readonly message = 'Send "Authorization: Bearer <token>"; `baton status --json` shows the token.'
}

/** The header says what the field says; an operation that needs no key (it changes nothing) ignores it. */
function withKey(operation: Operation, input: unknown, key: string | string[] | undefined): unknown {
  if (key === undefined || !('idempotency_key' in operation.input)) return input
  const fields = (input ?? {}) as Record<string, unknown>
  if (typeof fields !== 'object' || Array.isArray(fields)) return input
  const own = fields.idempotency_key ?? fields.idempotencyKey
  if (own !== undefined && own !== key) {
    throw new TaskError('invalid_input', 'The Idempotency-Key header and the field idempotency_key differ. Send one.', {
      field: 'idempotency_key',
    })
  }
  return own === undefined ? { ...fields, idempotency_key: key } : input
}

function noTool(name: string, known: readonly string[]): TaskError {
  const near = nearest(name, known)
  const hint = near ? `Did you mean /tools/${near}?` : 'GET /openapi.json lists them all.'
  return new TaskError('not_found', `There is no operation "${name.slice(0, 64)}". ${hint}`, {
    operation: name.slice(0, 64),
    ...(near && { near: [`/tools/${near}`] }),
  })
}

const routes: readonly (readonly [path: RegExp, allow: string, name: string])[] = [
  [/^\/tools\/[^/]+$/, 'POST', '/tools'],
  [/^\/resources\/task\/[^/]+$/, 'GET, HEAD', '/resources/task'],
  [/^\/artifacts\/[^/]+$/, 'GET, HEAD', '/artifacts'],
  [/^\/events$/, 'GET, HEAD', '/events'],
  [/^\/$/, 'GET, HEAD', '/'],
  [/^\/login$/, 'GET, HEAD, POST', '/login'],
  [/^\/logout$/, 'POST', '/logout'],
  [/^\/session$/, 'GET, HEAD', '/session'],
  [/^\/tokens$/, 'GET, HEAD, POST', '/tokens'],
  [/^\/tokens\/[^/]+$/, 'DELETE', '/tokens/{id}'],
  [/^\/openapi\.json$/, 'GET, HEAD', '/openapi.json'],
  [/^\/(?:api\/)?health$/, 'GET, HEAD', '/health'],
]

/** A known path asked for wrongly, or no path of ours. */
function lost(c: Context<Env>, tools: readonly string[]): Response {
  const { path, method } = c.req
  const route = routes.find(([pattern]) => pattern.test(path))
  if (route) {
    const [, allow, name] = route
    const it = problem('method_not_allowed', `${name} takes ${allow}, not ${method}.`, { allow })
    return shut(c, problemResponse(it, { allow }))
  }
  const tool = nearest(path.split('/').at(-1) ?? '', tools)
  const near = tool ? `/tools/${tool}` : nearest(path, [...routes.map(([, , name]) => name), '/mcp'])
  const hint = near ? `Did you mean ${near}?` : 'GET /openapi.json lists what there is.'
  const shown = path.slice(0, 100)
  return shut(
    c,
    problemResponse(problem('not_found', `There is nothing at ${shown}. ${hint}`, near ? { near: [near] } : {})),
  )
}

/** A body that was not read to its end spoils the connection for the next request. */
function shut({ env: { incoming } }: Context<Env>, response: Response): Response {
  if (!incoming.complete) response.headers.set('connection', 'close')
  return response
}
