/**
 * One-time codes that log a browser in. The code is in the address's fragment: browsers send that to nobody, so it ends
 * up in no log of a proxy and in no Referer. The page reads it, takes it out of the address and history, and posts it.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { LoginUrl, LoginWish, TokenRow } from '../../../contract/link.ts'
import { TaskError } from '../../../core/error.ts'
import { makeLimit } from './limit.ts'
import type { Tokens } from './tokens.ts'
import { openLogin, readAs } from './wishes.ts'

export interface Logins {
  /** A code for `name`'s browser. `url` is the host's own. */
  invite(wish: unknown, name: string, url: string): LoginUrl
  /** The new login, or the seconds to wait before the next try, where too many were wrong. */
  redeem(code: string): (TokenRow & { readonly token: string }) | { readonly wait: number | undefined }
}

const goodFor = 120_000
/** Nobody opens more browsers in two minutes; the oldest goes. */
const most = 20

export function makeLogins(tokens: Tokens, now: () => number = () => performance.now()): Logins {
  /** By hash, so that how long a look-up takes says nothing about a code. */
  const codes = new Map<string, { readonly name: string; readonly until: number }>()
  const limit = makeLimit(10, 60_000)

  return {
    invite(wish, name, url) {
      const { through } = readAs(openLogin, wish) as LoginWish
      const base = through === undefined ? url : forwarded(through)
      if (through !== undefined) tokens.allow(new URL(base).host)
      const [oldest] = codes.keys()
      if (oldest !== undefined && codes.size >= most) codes.delete(oldest)
      const code = randomBytes(16).toString('base64url')
      codes.set(hashOf(code), { name, until: now() + goodFor })
      return {
        url: new URL(`login#${code}`, base).href,
        expires_at: new Date(Date.now() + goodFor).toISOString(),
      }
    },
    redeem(code) {
      const key = hashOf(code)
      const found = codes.get(key)
      codes.delete(key)
      // Looked at first: 128 bits are not guessed at any rate, and whoever guesses must not keep the person out.
      return found && now() < found.until ? tokens.login(found.name) : { wait: limit.wrong() }
    },
  }
}

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64')

/** Where an editor shows the host: a folder, so that what the pages ask for is asked there. */
function forwarded(through: string): string {
  const url = URL.canParse(through) ? new URL(through) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new TaskError('invalid_input', '"through" must be the http or https address that the browser will see.', {
      field: 'through',
    })
  }
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`
}
