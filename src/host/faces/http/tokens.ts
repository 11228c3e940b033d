/**
 * Who may come in beside the store's own token: named tokens, and browsers that were logged in. Kept as SHA-256 under
 * `~/.baton/access`, never in the workspace. A fast hash is enough: what is hashed are 256 random bits, which no
 * dictionary holds and nobody counts through; a slow one would only make each request slow.
 */
import { createHash, randomBytes } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { isOneOf, isShape, isText, isTime, orNone, orNull, parsedAs } from '../../../contract/kept.ts'
import type { TokenRow } from '../../../contract/link.ts'
import { roles } from '../../../contract/words.ts'
import { TaskError } from '../../../core/error.ts'
import { writePrivate } from '../../../reach/private.ts'
import { isSame } from '../../../reach/proof.ts'
import { readSmall } from '../../../reach/small.ts'
import { makeStanding, type Standing } from './standing.ts'
import { readWish } from './wishes.ts'

interface Row extends TokenRow {
  readonly hash: string
}
/** A name that the editor's forwarding or a proxy gives this host, good as long as a login through it. */
interface Forwarded {
  readonly authority: string
  readonly until: string
}
interface Kept {
  readonly tokens: readonly Row[]
  readonly hosts: readonly Forwarded[]
}

export interface Tokens {
  /** The token that was shown as a bearer's, if it is one and good. */
  bearer(shown: string): TokenRow | undefined
  /** The login that a request's Cookie header carries. */
  cookie(header: string): TokenRow | undefined
  readonly cookieName: string
  /** Throws invalid_input or already_exists. `token` is shown now or never. */
  create(wish: unknown): TokenRow & { readonly token: string }
  /** A login of a browser, for thirty days. */
  login(name: string): TokenRow & { readonly token: string }
  list(): TokenRow[]
  /** By id, or a token's name. What still stands in its name is cut off. Throws not_found. */
  revoke(id: string): TokenRow
  /** Lets requests through that ask for the host by this name. */
  allow(authority: string): void
  hosts(): readonly string[]
  readonly standing: Standing
}

const day = 86_400_000
const hour = 3_600_000
/** Whoever comes back within it stays logged in; also how long a token that has expired stays in the list. */
const month = 30 * day
const most = { token: 200, browser: 50 }
const mostHosts = 20
/** Principals that are not tokens. */
const taken = new Set(['local', 'anyone', 'browser'])
const none: Kept = { tokens: [], hosts: [] }

export function makeTokens(file: string, store: string, now: () => number = Date.now): Tokens {
  let known = none
  let seen: string | undefined
  const standing = makeStanding()

  /** Looks whether another process wrote the file since (a host that took over): a few microseconds. */
  function kept(): Kept {
    const stat = lstatSync(file, { throwIfNoEntry: false })
    const stamp = stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : undefined
    if (stamp === seen) return known
    seen = stamp
    const before = known.tokens
    known = stamp === undefined ? none : read(file)
    for (const { id } of before) if (!known.tokens.some((row) => row.id === id)) standing.cut(id)
    return known
  }

  function keep(change: (kept: Kept) => Kept): void {
    const { tokens, hosts } = change(kept())
    const at = now()
    const next = {
      tokens: tokens.filter(({ kind, expires_at }) => {
        const end = expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at)
        return at < end + (kind === 'token' ? month : 0)
      }),
      hosts: hosts.filter(({ until }) => at < Date.parse(until)).slice(-mostHosts),
    }
    writePrivate(file, next)
    kept()
  }

  function find(shown: string, kind: Row['kind']): Row | undefined {
    const id = /^baton_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/.exec(shown)?.[1]
    if (id === undefined) return undefined
    const row = kept().tokens.find((one) => one.id === id && one.kind === kind)
    if (!row || !isSame(hashOf(shown), row.hash) || isOver(row)) return undefined
    used(row)
    return row
  }

  const isOver = ({ expires_at }: TokenRow) => expires_at !== null && Date.parse(expires_at) <= now()

  /** To the hour, so that the file is written once in an hour at most. */
  function used({ id, last_used }: Row): void {
    const at = new Date(Math.floor(now() / hour) * hour).toISOString()
    if (last_used === at) return
    try {
      keep(({ tokens, hosts }) => ({
        tokens: tokens.map((row) => (row.id === id ? { ...row, last_used: at } : row)),
        hosts,
      }))
    } catch {
      // A full disk keeps nobody out.
    }
  }

  function add(kind: Row['kind'], { name, role, days }: { name: string; role: Row['role']; days: number | undefined }) {
    const id = randomBytes(4).toString('hex')
    const token = `baton_${id}_${randomBytes(32).toString('base64url')}`
    const at = now()
    const row: Row = {
      id,
      name,
      role,
      kind,
      created_at: new Date(at).toISOString(),
      expires_at: days === undefined ? null : new Date(at + days * day).toISOString(),
      last_used: null,
      hash: hashOf(token),
    }
    keep(({ tokens, hosts }) => ({ tokens: [...tokens, row], hosts }))
    return { ...shown(row), token }
  }

  function nameFor({ name, role }: { name?: string | undefined; role: string }): string {
    const names = new Set(
      kept()
        .tokens.filter((row) => row.kind === 'token')
        .map((row) => row.name.toLowerCase()),
    )
    if (name === undefined) {
      for (let n = 1; ; n++) {
        const free = n === 1 ? role : `${role}-${n}`
        if (!names.has(free)) return free
      }
    }
    if (taken.has(name.toLowerCase()) || names.has(name.toLowerCase())) {
      throw new TaskError(
        'already_exists',
        `There is a token "${name}" already. Revoke it first, or choose another name.`,
        {
          field: 'name',
        },
      )
    }
    return name
  }

  return {
    cookieName: `baton_${store.slice(0, 12)}`,
    bearer: (text) => find(text, 'token'),
    cookie(header) {
      for (const pair of header.split(';')) {
        const [name, value = ''] = pair.trim().split('=', 2)
        // A browser may send two of one name, set under two prefixes of a port proxy.
        const row = name === this.cookieName ? find(value, 'browser') : undefined
        if (row) return row
      }
      return undefined
    },
    create(wish) {
      const { name, role, days } = readWish(wish)
      if (kept().tokens.filter((row) => row.kind === 'token').length >= most.token)
        throw new TaskError('too_large', `There are ${most.token} tokens already. Revoke one first.`)
      return add('token', { name: nameFor({ name, role }), role, days })
    },
    login(name) {
      const browsers = kept().tokens.filter((row) => row.kind === 'browser')
      if (browsers[0] && browsers.length >= most.browser) this.revoke(browsers[0].id)
      return add('browser', { name, role: 'person', days: month / day })
    },
    list: () => kept().tokens.map(shown),
    revoke(id) {
      const row = kept().tokens.find((one) => one.id === id || (one.kind === 'token' && one.name === id))
      if (!row) {
        throw new TaskError(
          'not_found',
          `There is no token ${id.slice(0, 64)}. "baton token list" shows those that there are.`,
          {
            field: 'id',
          },
        )
      }
      // The file that results is read again, which cuts off what stands.
      keep(({ tokens, hosts }) => ({ tokens: tokens.filter((one) => one.id !== row.id), hosts }))
      return shown(row)
    },
    allow(authority) {
      const until = new Date(now() + month).toISOString()
      keep(({ tokens, hosts }) => ({
        tokens,
        hosts: [...hosts.filter((one) => one.authority !== authority), { authority, until }],
      }))
    },
    hosts: () =>
      kept()
        .hosts.filter(({ until }) => now() < Date.parse(until))
        .map(({ authority }) => authority),
    standing,
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

const shown = ({ id, name, role, kind, created_at, expires_at, last_used }: Row): TokenRow => ({
  id,
  name,
  role,
  kind,
  created_at,
  expires_at,
  last_used,
})

const isRow = isShape<Row>({
  id: isText,
  name: isText,
  role: isOneOf(roles),
  kind: isOneOf(['token', 'browser']),
  created_at: isTime,
  expires_at: orNull(isTime),
  last_used: orNull(isTime),
  revoked_at: orNone(isTime),
  hash: isText,
})
const isForwarded = isShape<Forwarded>({ authority: isText, until: isTime })
const isKept = isShape<Kept>({ tokens: Array.isArray, hosts: Array.isArray })

/** A file, or a row, that cannot be read lets nobody in. */
function read(file: string): Kept {
  const { tokens, hosts } = parsedAs(readSmall(file), isKept) ?? none
  return { tokens: tokens.filter(isRow), hosts: hosts.filter(isForwarded) }
}
