/**
 * Session ids that say everything about their session and prove it, so that any host accepts them after a restart:
 * clients that get 404 for their session have been seen not to initialize again.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Caller } from '../../../contract/baton.ts'
import { isSame } from '../../../reach/proof.ts'
import { isObject } from './protocol.ts'

export interface ClientInfo {
  readonly name: string
  readonly version?: string
}

/** What a client can be asked for; of what it declared, what matters to a server. */
export interface ClientAbilities {
  readonly sampling?: { readonly tools?: object }
  readonly elicitation?: { readonly form?: object; readonly url?: object }
  readonly roots?: object
}

export interface SessionFacts {
  /** As agreed on in `initialize`. */
  readonly revision: string
  readonly client: ClientInfo
  readonly principal: string
  /** Random, made once with the session. */
  readonly connection: string
  readonly abilities: ClientAbilities
}

/** The facts in the short form in which they travel in a header. */
interface Sealed {
  r: string
  n: string
  v?: string
  p: string
  c: string
  a: ClientAbilities
}

export const newConnection = () => randomBytes(12).toString('base64url')

export const callerOf = (
  { revision, client, principal, connection }: SessionFacts,
  through: 'http' | 'sse' = 'http',
): Caller => ({
  role: 'agent',
  principal,
  client,
  connection: `mcp:${connection}`,
  way: { through, protocol: spoken(revision) },
})

export const spoken = (revision: string) => `MCP ${revision}`

/** `<facts>.<signature>`, both base64url: fit for a header. */
export function sealSession(facts: SessionFacts, secret: string | Uint8Array): string {
  const { revision, client, principal, connection, abilities } = facts
  const { name, version } = client
  const sealed: Sealed = {
    r: revision,
    n: name,
    p: principal,
    c: connection,
    a: abilities,
    ...(version && { v: version }),
  }
  const text = Buffer.from(JSON.stringify(sealed)).toString('base64url')
  return `${text}.${sign(text, secret).toString('base64url')}`
}

/** Undefined where we did not seal it. */
export function openSession(id: string, secret: string | Uint8Array): SessionFacts | undefined {
  const [text = '', signature = '', ...more] = id.split('.')
  const given = Buffer.from(signature, 'base64url')
  const right = sign(text, secret)
  if (more.length > 0 || !isSame(given, right)) return undefined
  // Only what we sealed ourselves comes this far, so it has this form.
  const { r, n, v, p, c, a } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Sealed
  return { revision: r, client: { name: n, ...(v && { version: v }) }, principal: p, connection: c, abilities: a }
}

const sign = (text: string, secret: string | Uint8Array) => createHmac('sha256', secret).update(`mcp ${text}`).digest()

/** A client's name becomes its agent's, so it is brought to the form of one: one line, at most 64 characters. */
export function clientIn(info: unknown): ClientInfo {
  const { name, version } = (info ?? {}) as Record<string, unknown>
  const shown = line(name)
  const number = line(version)
  return { name: shown || 'agent', ...(number && { version: number }) }
}

const line = (text: unknown) =>
  typeof text === 'string'
    ? text
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 64)
    : ''

export function abilitiesIn(capabilities: unknown): ClientAbilities {
  const { sampling, elicitation, roots } = (capabilities ?? {}) as Record<string, unknown>
  return {
    ...(isObject(sampling) && { sampling: isObject(sampling.tools) ? { tools: {} } : {} }),
    ...(isObject(elicitation) && { elicitation: kindsOf(elicitation) }),
    ...(isObject(roots) && { roots: {} }),
  }
}

/** `{}` is how the revision before url elicitation said "forms". */
const kindsOf = ({ form, url }: Record<string, unknown>) => ({
  ...((isObject(form) || !isObject(url)) && { form: {} }),
  ...(isObject(url) && { url: {} }),
})
