/** What a browser and an admin need beside the operations: the pages, login and logout, tokens. */
import type { IncomingMessage } from 'node:http'
import type { Context, Hono } from 'hono'
import { TaskError } from '../../../core/error.ts'
import { assetResponse, boardPage } from './board.ts'
import { readJson } from './body.ts'
import { anyone, type Passed } from './guard.ts'
import type { Logins } from './logins.ts'
import { loginPage, type Page } from './pages.ts'
import { problem, problemResponse } from './problem.ts'
import type { Env } from './rest.ts'
import type { Tokens } from './tokens.ts'
import { logIn, readAs } from './wishes.ts'

export interface FrontParts {
  readonly tokens: Tokens
  readonly logins: Logins
  /** Throws where the guard let somebody in as nobody. */
  readonly who: (c: Context<Env>) => Passed
}

const json = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
const answer = (body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { headers: { ...json, ...headers } })
const show = ({ html, headers }: Page) => new Response(html, { headers })

export function addFront(app: Hono<Env>, { tokens, logins, who }: FrontParts): void {
  app.get('/', ({ env: { incoming } }) => {
    const { auth } = incoming
    if (!auth || auth.principal === anyone) return show(loginPage)
    return show(boardPage(auth.by?.name ?? auth.principal, incoming.headers['accept-language'] ?? ''))
  })
  app.get('/board/:name', (c) => {
    who(c)
    const { incoming } = c.env
    return assetResponse(c.req.param('name'), incoming.headers['if-none-match']) ?? c.notFound()
  })
  app.get('/login', () => show(loginPage))

  app.post('/login', async ({ env: { incoming } }) => {
    // Nobody has shown yet who they are, so nothing long is read.
    if (!(Number(incoming.headers['content-length']) <= 1_000)) {
      throw new TaskError('too_large', 'A login is a code, and its length is said before it.')
    }
    const { code } = readAs(logIn, await readJson(incoming))
    const made = logins.redeem(code as string)
    if ('token' in made) {
      const { name, role, expires_at, token } = made
      return answer({ name, role, expires_at }, { 'set-cookie': cookieFor(incoming, tokens.cookieName, token) })
    }
    if (made.wait !== undefined) {
      const advice = `Too many wrong codes. Try again in ${made.wait} s with a new one from \`baton open\`.`
      return problemResponse(problem('too_many_requests', advice, { retry_after: made.wait }))
    }
    return problemResponse(
      problem(
        'unauthorized',
        'This code is not good any more: it works once, for two minutes. Run `baton open` again.',
      ),
    )
  })

  app.post('/logout', (c) => {
    const { by } = who(c)
    if (by?.kind !== 'browser') throw new TaskError('forbidden', 'Only a logged-in browser can log out.')
    tokens.revoke(by.id)
    return new Response(null, {
      status: 204,
      headers: { 'set-cookie': cookieFor(c.env.incoming, tokens.cookieName, '', 0), 'cache-control': 'no-store' },
    })
  })

  app.get('/session', (c) => {
    const { principal, role, by } = who(c)
    return answer({ name: by?.name ?? principal, role, expires_at: by?.expires_at ?? null })
  })

  app.get('/tokens', (c) => {
    mustBeAdmin(who(c))
    return answer({ tokens: tokens.list() })
  })
  app.post('/tokens', async (c) => {
    mustBeAdmin(who(c))
    return answer(tokens.create(await readJson(c.env.incoming)))
  })
  app.delete('/tokens/:id', (c) => {
    mustBeAdmin(who(c))
    return answer(tokens.revoke(c.req.param('id')))
  })
}

/** Over the network a person's token or browser must not make itself another, greater one. */
function mustBeAdmin({ role }: Passed): void {
  if (role === 'admin') return
  throw new TaskError('forbidden', 'Tokens are for an admin’s token to manage, or for you in a terminal: baton token')
}

/**
 * Without a Path the browser takes the folder that it asked in: `/`, or the prefix of a port proxy, which nobody tells
 * the host. Secure where the browser came by https, which a proxy may hide from the host but not from its Origin.
 */
function cookieFor({ headers }: IncomingMessage, name: string, value: string, seconds = 30 * 86_400): string {
  const secure = headers.origin?.startsWith('https:') ? '; Secure' : ''
  return `${name}=${value}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
