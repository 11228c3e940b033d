/** Who may speak to the host at all, told by headers alone: asked before anything else looks at a request. */
import type { IncomingMessage } from 'node:http'
import type { TokenRow } from '../../../contract/link.ts'
import type { Role } from '../../../contract/words.ts'
import { isSame } from '../../../reach/proof.ts'
import { type Problem, problem } from './problem.ts'

export interface Heads {
  readonly method: string
  /** As sent; a query is ignored. */
  readonly path: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
  readonly cookie?: string | undefined
  /** Sec-Fetch-Site and -Mode: what the browser itself says of who asks. No page can write them. */
  readonly site?: string | undefined
  readonly mode?: string | undefined
}

export const headsOf = ({ method = 'GET', headers }: IncomingMessage, path: string): Heads => ({
  method,
  path,
  host: headers.host,
  origin: headers.origin,
  authorization: headers.authorization,
  cookie: headers.cookie,
  site: headers['sec-fetch-site'] as string | undefined,
  mode: headers['sec-fetch-mode'] as string | undefined,
})

/** `anyone`: no token was asked for, because the path shows nothing. */
export interface Passed {
  readonly ok: true
  readonly principal: string
  readonly role: Role
  /** What was shown, where it was not the store's own token. */
  readonly by?: TokenRow
}
export type Verdict = Passed | { readonly ok: false; readonly status: number; readonly problem: Problem }

export interface GuardOptions {
  readonly token: string
  /** Names beside the loopback's under which the host may be asked: `box.lan`, or with a port `box.lan:443`. */
  readonly hosts?: readonly string[] | undefined
  /** Where the host listens, for the advice that a refusal gives. */
  readonly port: () => number
  /** Who else may come in. */
  readonly tokens?: {
    bearer(shown: string): TokenRow | undefined
    cookie(header: string): TokenRow | undefined
    hosts(): readonly string[]
  }
}

export const anyone = 'anyone'

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])
const open = new Set(['/health', '/api/health', '/register', '/.well-known'])
/** Open too, but they look otherwise to whoever is logged in. */
const front = new Set(['/', '/login'])
/** For agents, which have tokens: no browser's login leads there. */
const agents = new Set(['/mcp', '/sse', '/message'])
/** Clients look for OAuth there and give up on a 401; plain names only, so that no `..` leads anywhere else. */
const wellKnown = /^\/\.well-known(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/

export function makeGuard({ token, hosts = [], port, tokens }: GuardOptions): (heads: Heads) => Verdict {
  const named = new Set(hosts.map((name) => name.toLowerCase()))

  /** `authority` is host[:port] in lower case. */
  const isOurs = (authority: string) => {
    const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/.exec(authority)
    return parts !== null && (loopback.has(parts[1] ?? '') || isNamed(parts[1] ?? '', authority))
  }
  const isNamed = (name: string, authority: string) =>
    named.has(name) || named.has(authority) || (tokens?.hosts().includes(authority) ?? false)

  /**
   * Whether a page of the host's own asks. Cookies know no ports, and SameSite no more: a page of any other server on
   * this machine is the same site, so each write by cookie asks for more. Where the browser says nothing itself (plain
   * http under another name), the page's origin must be the very name that the host was asked by.
   */
  const isOwnPage = ({ site, origin, host }: Heads) => {
    if (site !== undefined) return site === 'same-origin'
    const authority = authorityOf(origin)
    return authority !== undefined && authority === host?.toLowerCase()
  }

  /** Loaded into another page, or asked for by one, a login counts for nothing; a person may follow a link. */
  const isForeign = ({ site, mode }: Heads) => (site === 'cross-site' || site === 'same-site') && mode !== 'navigate'

  function byCookie(heads: Heads): Passed | undefined {
    if (heads.cookie === undefined || isForeign(heads)) return undefined
    const by = tokens?.cookie(heads.cookie)
    return by && { ok: true, principal: 'browser', role: by.role, by }
  }

  function byBearer(shown: string): Passed | undefined {
    if (isSame(shown, token)) return { ok: true, principal: 'local', role: 'agent' }
    const by = tokens?.bearer(shown)
    return by && { ok: true, principal: by.name, role: by.role, by }
  }

  return (heads) => {
    const { method, host, origin, authorization, cookie } = heads
    const path = heads.path.split('?', 1)[0] ?? heads.path
    // Against pages that had their own name resolve to this machine.
    if (host === undefined || !isOurs(host.toLowerCase())) {
      return no(
        problem('forbidden', `Ask for http://127.0.0.1:${port()}/, or start Baton with --allow-host for another name.`),
      )
    }
    const authority = authorityOf(origin)
    if (origin !== undefined && (authority === undefined || !isOurs(authority))) {
      return no(problem('forbidden', 'Web pages from elsewhere may not use Baton; --allow-host lets one in.'))
    }
    if (open.has(path) || wellKnown.test(path)) return nobody
    const writes = method !== 'GET' && method !== 'HEAD'
    if (front.has(path)) {
      return writes && !isOwnPage(heads) ? no(ownPagesOnly) : (byCookie(heads) ?? nobody)
    }
    const shown = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
    if (shown !== undefined) {
      return (
        byBearer(shown) ??
        no(
          problem(
            'unauthorized',
            'This token is not the host’s, or is no longer; `baton status --json` shows the right one.',
          ),
        )
      )
    }
    if (authorization === undefined && cookie !== undefined && !agents.has(path)) {
      const person = byCookie(heads)
      if (person) return writes && !isOwnPage(heads) ? no(ownPagesOnly) : person
      if (tokens && cookie.includes('baton_')) {
        return no(problem('unauthorized', 'This browser is not logged in, or no longer; `baton open` logs it in.'))
      }
    }
    return no(problem('unauthorized', 'Send "Authorization: Bearer <token>"; `baton status --json` shows the token.'))
  }
}

/** host[:port] of a web page's origin, in lower case. */
const authorityOf = (origin: string | undefined) => /^https?:\/\/([^/]+)$/.exec(origin?.toLowerCase() ?? '')?.[1]

const nobody: Passed = { ok: true, principal: anyone, role: 'agent' }
const ownPagesOnly = problem('forbidden', 'Only Baton’s own pages may do this in a logged-in browser.')

const no = (it: Problem): Verdict => ({ ok: false, status: it.status, problem: it })
