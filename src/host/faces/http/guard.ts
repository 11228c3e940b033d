/** Who may speak to the host at all, told by headers alone: asked before anything else looks at a request. */
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
}

/** `anyone`: no token was asked for, because the path shows nothing. */
export interface Passed {
  readonly ok: true
  readonly principal: string
  readonly role: Role
}
export type Verdict = Passed | { readonly ok: false; readonly status: number; readonly problem: Problem }

export interface GuardOptions {
  readonly token: string
  /** Names beside the loopback's under which the host may be asked: `box.lan`, or with a port `box.lan:443`. */
  readonly hosts?: readonly string[] | undefined
  /** Where the host listens, for the advice that a refusal gives. */
  readonly port: () => number
}

export const anyone = 'anyone'

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])
const open = new Set(['/health', '/api/health', '/register', '/.well-known'])
/** Clients look for OAuth there and give up on a 401; plain names only, so that no `..` leads anywhere else. */
const wellKnown = /^\/\.well-known(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/

export function makeGuard({ token, hosts = [], port }: GuardOptions): (heads: Heads) => Verdict {
  const allowed = new Set(hosts.map((name) => name.toLowerCase()))

  /** `authority` is host[:port] in lower case. */
  const isOurs = (authority: string) => {
    const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/.exec(authority)
    return parts !== null && (loopback.has(parts[1] ?? '') || allowed.has(parts[1] ?? '') || allowed.has(authority))
  }

  const isOurOrigin = (origin: string) => {
    const parts = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())
    return parts !== null && isOurs(parts[1] ?? '')
  }

  return ({ path, host, origin, authorization }) => {
    // Against pages that had their own name resolve to this machine.
    if (host === undefined || !isOurs(host.toLowerCase())) {
      return no(
        problem('forbidden', `Ask for http://127.0.0.1:${port()}/, or start Baton with --allow-host for another name.`),
      )
    }
    if (origin !== undefined && !isOurOrigin(origin)) {
      return no(problem('forbidden', 'Web pages from elsewhere may not use Baton; --allow-host lets one in.'))
    }
    if (isOpen(path)) return { ok: true, principal: anyone, role: 'agent' }
    const shown = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
    if (shown === undefined) {
      return no(problem('unauthorized', 'Send "Authorization: Bearer <token>"; `baton status --json` shows the token.'))
    }
    if (!isSame(shown, token)) {
      return no(problem('unauthorized', 'This token is not the host’s; `baton status --json` shows the right one.'))
    }
    return { ok: true, principal: 'local', role: 'agent' }
  }
}

function isOpen(path: string): boolean {
  const bare = path.split('?', 1)[0] ?? path
  return open.has(bare) || wellKnown.test(bare)
}

const no = (it: Problem): Verdict => ({ ok: false, status: it.status, problem: it })
