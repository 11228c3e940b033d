/** Whom this store's host takes for a person: the keys it knows, and the codes by which it gets to know others. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Hello } from '../contract/link.ts'
import type { Role } from '../contract/words.ts'
import { isSignedBy, statement } from '../reach/person.ts'
import { writePrivate } from '../reach/private.ts'
import { isSame } from '../reach/proof.ts'
import { codeFile, peopleFile } from '../reach/records.ts'

/** A person has a few editors on a machine. Who was enrolled longest ago enrols again, unnoticed. */
const mostKeys = 32
const mostCodes = 16
const goodFor = 30_000

export interface Challenge {
  /** Names the file that holds the code. */
  readonly name: string
  /** Whether this is the code. There is one try. */
  answer(code: unknown): boolean
  drop(): void
}

export interface People {
  knows(key: string): boolean
  remember(key: string): void
  /** Undefined where too many wait for theirs, or where the user's folder can't be written. */
  challenge(): Challenge | undefined
  close(): void
}

export interface PeopleOptions {
  readonly database: string
  readonly complain: (what: string, error: unknown) => void
}

export function makePeople({ database, complain }: PeopleOptions): People {
  const file = peopleFile(database)
  const folder = dirname(file)
  const keys = new Set(readKeys(file))
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

  return {
    knows: (key) => keys.has(key),
    remember(key) {
      keys.delete(key)
      keys.add(key)
      for (const oldest of [...keys].slice(0, -mostKeys)) keys.delete(oldest)
      wrote(file, { keys: [...keys] })
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
  enrol(code: unknown): boolean
  end(): void
}

/** Who says to be a person is one by the signature of a key that is known here, or once it has answered a challenge. */
export function meet(people: People, hello: Hello, ours: string, signature: unknown): Meeting {
  const { role, key, connection, nonce } = hello
  const said = statement(connection, nonce, ours)
  const isOwn = typeof key === 'string' && typeof signature === 'string' && isSignedBy(key, said, signature)
  const isKnown = isOwn && people.knows(key)
  // A key that comes without its signature is somebody else's; without a key nothing is remembered.
  const mayEnrol = role === 'person' && !isKnown && (key === undefined || isOwn)
  let earned: Role = role === 'person' && isKnown ? 'person' : 'agent'
  let challenge = mayEnrol ? people.challenge() : undefined
  return {
    get role() {
      return earned
    },
    challenge: challenge?.name,
    enrol(code) {
      const isRight = challenge?.answer(code) ?? false
      challenge = undefined
      if (isRight) earned = 'person'
      if (isRight && isOwn) people.remember(key)
      return isRight
    },
    end: () => challenge?.drop(),
  }
}

function readKeys(file: string): string[] {
  try {
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: unknown[] }
    return keys.filter((key) => typeof key === 'string').slice(-mostKeys)
  } catch {
    return [] // none yet, or a file that somebody spoilt: all enrol again
  }
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
