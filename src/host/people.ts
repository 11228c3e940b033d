/** Whom this store's host takes for a person: the keys it knows, and the codes by which it gets to know others. */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isShape, isText, isTime, orNull, parsedAs } from '../contract/kept.ts'
import type { Hello, TokenRow } from '../contract/link.ts'
import type { Role } from '../contract/words.ts'
import { isSignedBy, statement } from '../reach/person.ts'
import { writePrivate } from '../reach/private.ts'
import { isSame } from '../reach/proof.ts'
import { codeFile, peopleFile } from '../reach/records.ts'
import { readSmall } from '../reach/small.ts'

/** A person has a few editors on a machine. Who was enrolled longest ago enrols again, unnoticed. */
const mostKeys = 32
const mostRevoked = 100
const hour = 3_600_000
const mostCodes = 16
const goodFor = 30_000

export interface Challenge {
  /** Names the file that holds the code. */
  readonly name: string
  /** Whether this is the code. There is one try. */
  answer(code: unknown): boolean
  drop(): void
}

/** An editor's key. One that was revoked is kept, or it would enrol again as if it came for the first time. */
interface Known {
  readonly key: string
  /** Whose it is, as that editor said. */
  readonly name: string
  readonly enrolled_at: string
  /** To the hour, so that the file is written once in an hour at most. */
  readonly last_seen: string
  readonly revoked_at: string | null
}

export interface People {
  knows(key: string): boolean
  isRevoked(key: string): boolean
  remember(key: string, name: string): void
  /** Whoever signed with it came back. */
  seen(key: string): void
  /** The keys as they stand beside tokens: by the first 32 bits of their SHA-256. */
  list(): TokenRow[]
  /** From now on its editor is an agent, and stays one until it is allowed again. Undefined where there is no such id. */
  revoke(id: string): TokenRow | undefined
  /** It may enrol anew. Undefined where none of that id was revoked. */
  allow(id: string): TokenRow | undefined
  /** Calls back when that key is revoked, or allowed again. Returns how to call that off. */
  whenDecided(key: string, then: () => void): () => void
  /** Undefined where too many wait for theirs, or where the user's folder can't be written. */
  challenge(): Challenge | undefined
  close(): void
}

export interface PeopleOptions {
  readonly database: string
  readonly complain: (what: string, error: unknown) => void
  readonly now?: () => number
}

export function makePeople({ database, complain, now = Date.now }: PeopleOptions): People {
  const file = peopleFile(database)
  const folder = dirname(file)
  let keys = readKeys(file)
  const standing = new Map<string, Set<() => void>>()
  const waiting = new Set<Challenge>()
  removeOldCodes(folder, `${basename(file, '.json')}.`)

  function wrote(path: string, value: unknown): boolean {
    try {
      writePrivate(path, value)
      return true
    } catch (error) {
      complain('people', error)
      return false
    }
  }

  function challenge(): Challenge | undefined {
    if (waiting.size >= mostCodes) return undefined
    const name = randomBytes(12).toString('base64url')
    const code = randomBytes(32).toString('base64url')
    const path = codeFile(database, name)
    if (!wrote(path, { code })) return undefined
    const drop = () => {
      if (!waiting.delete(made)) return
      clearTimeout(late)
      rmSync(path, { force: true })
    }
    const late = setTimeout(drop, goodFor).unref()
    const made: Challenge = {
      name,
      answer(given) {
        const good = waiting.has(made) && typeof given === 'string' && isSame(given, code)
        drop()
        return good
      },
      drop,
    }
    waiting.add(made)
    return made
  }

  const find = (key: string) => keys.find((each) => each.key === key)
  const byId = (id: string) => keys.find(({ key }) => idOf(key) === id)

  /** Throws where `must` and the file can't be written: what was revoked must not come back with the next host. */
  function keep(next: readonly Known[], must = false): void {
    const good = next.filter(({ revoked_at }) => revoked_at === null).slice(-mostKeys)
    const revoked = next.filter(({ revoked_at }) => revoked_at !== null).slice(-mostRevoked)
    if (must) writePrivate(file, { keys: [...revoked, ...good] })
    else wrote(file, { keys: [...revoked, ...good] })
    keys = [...revoked, ...good]
  }

  const decided = ({ key }: Known) => {
    for (const then of [...(standing.get(key) ?? [])]) then()
  }
  const others = (known: Known) => keys.filter((each) => each !== known)
  const toTheHour = () => new Date(Math.floor(now() / hour) * hour).toISOString()

  return {
    knows: (key) => find(key)?.revoked_at === null,
    isRevoked: (key) => (find(key)?.revoked_at ?? null) !== null,
    remember(key, name) {
      const enrolled_at = new Date(now()).toISOString()
      const others = keys.filter((each) => each.key !== key)
      keep([...others, { key, name: name.slice(0, 200), enrolled_at, last_seen: toTheHour(), revoked_at: null }])
    },
    seen(key) {
      const known = find(key)
      const last_seen = toTheHour()
      if (known && known.last_seen !== last_seen)
        keep(keys.map((each) => (each === known ? { ...known, last_seen } : each)))
    },
    list: () => keys.map(shown),
    revoke(id) {
      const known = byId(id)
      if (!known || known.revoked_at !== null) return known && shown(known)
      const revoked = { ...known, revoked_at: new Date(now()).toISOString() }
      keep([...others(known), revoked], true)
      decided(known)
      return shown(revoked)
    },
    allow(id) {
      const known = byId(id)
      if (!known || known.revoked_at === null) return undefined
      keep(others(known), true)
      decided(known)
      return shown(known)
    },
    whenDecided(key, then) {
      const all = standing.get(key) ?? new Set()
      standing.set(key, all.add(then))
      return () => {
        all.delete(then)
        if (all.size === 0 && standing.get(key) === all) standing.delete(key)
      }
    },
    challenge,
    close() {
      for (const one of waiting) one.drop()
    },
  }
}

/** What one connection may do. */
export interface Meeting {
  /** An agent's, until it has shown more. */
  readonly role: Role
  readonly challenge: string | undefined
  /** Its key was revoked: who comes with it is told, so that it can tell its person. */
  readonly isRevoked: boolean
  enrol(code: unknown): boolean
  end(): void
}

/** Who says to be a person is one by the signature of a key that is known here, or once it has answered a challenge. */
export function meet(
  people: People,
  hello: Hello,
  ours: string,
  signature: unknown,
  hangUp: () => void = () => {},
): Meeting {
  const { role, key, connection, nonce, client } = hello
  const said = statement(connection, nonce, ours)
  const isOwn = typeof key === 'string' && typeof signature === 'string' && isSignedBy(key, said, signature)
  const isKnown = isOwn && people.knows(key)
  const isRevoked = () => isOwn && people.isRevoked(key)
  const unlisten = isOwn ? people.whenDecided(key, hangUp) : () => {}
  if (isKnown) people.seen(key)
  // A key that comes without its signature is somebody else's; without a key nothing is remembered.
  const mayEnrol = role === 'person' && !isKnown && !isRevoked() && (key === undefined || isOwn)
  let earned: Role = role === 'person' && isKnown ? 'person' : 'agent'
  let challenge = mayEnrol ? people.challenge() : undefined
  return {
    // Asked for each call, so a revoked key's next one is an agent's already.
    get role() {
      return isRevoked() ? 'agent' : earned
    },
    challenge: challenge?.name,
    isRevoked: isRevoked(),
    enrol(code) {
      const isRight = (challenge?.answer(code) ?? false) && !isRevoked()
      challenge = undefined
      if (isRight) earned = 'person'
      if (isRight && isOwn) people.remember(key, client.name)
      return isRight
    },
    end() {
      unlisten()
      challenge?.drop()
    },
  }
}

const idOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 8)

const shown = ({ key, name, enrolled_at, last_seen, revoked_at }: Known): TokenRow => ({
  id: idOf(key),
  name,
  role: 'person',
  kind: 'editor',
  created_at: enrolled_at,
  expires_at: null,
  last_used: last_seen,
  ...(revoked_at !== null && { revoked_at }),
})

const isKnown = isShape<Known>({
  key: isText,
  name: isText,
  enrolled_at: isTime,
  last_seen: isTime,
  revoked_at: orNull(isTime),
})
const isKept = isShape<{ keys: unknown[] }>({ keys: Array.isArray })

/** None yet, or a file that somebody spoilt: all enrol again. */
function readKeys(file: string): Known[] {
  const kept = parsedAs(readSmall(file), isKept)
  return (kept?.keys ?? []).filter(isKnown).slice(-mostKeys - mostRevoked)
}

/** Codes live in the memory of the host that made them; what a killed one left lying opens nothing. */
function removeOldCodes(folder: string, prefix: string): void {
  try {
    for (const name of readdirSync(folder))
      if (name.startsWith(prefix) && name.endsWith('.code')) rmSync(join(folder, name), { force: true })
  } catch {
    // No folder yet.
  }
}
