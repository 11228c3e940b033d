/**
 * How one end of the link shows that a person sits there: by the signature of a key that this host knows. A key that it
 * does not know is enrolled by whoever can read a code in the user's own folder, which other users, web pages and a
 * container with nothing but the token cannot.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { isShape, isText, parsedAs } from '../contract/kept.ts'
import { codeFile } from './records.ts'
import { readSmall } from './small.ts'

/** A person's secret, as it works; as text it is kept where only that person's editor gets at it. */
export interface PersonKey {
  readonly public: string
  sign(text: string): string
}

export function newSecret(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')
}

/** Throws where the text is no such secret. */
export function keyFrom(secret: string): PersonKey {
  const key = createPrivateKey({ key: Buffer.from(secret, 'base64url'), format: 'der', type: 'pkcs8' })
  return {
    public: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  }
}

/** Holds for this connection and this meeting of both ends, because each brought a nonce. */
export const statement = (connection: string, client: string, host: string) =>
  `Baton: a person is at ${connection}\n${client}\n${host}`

export function isSignedBy(key: string, text: string, signature: string): boolean {
  const known = publicKey(key)
  return known !== undefined && verify(null, Buffer.from(text), known, Buffer.from(signature, 'base64url'))
}

function publicKey(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

const isCode = isShape<{ code: string }>({ code: isText })

/** Throws where this process may not read it, or where the name leads elsewhere. */
export function readCode(database: string, name: string): string {
  if (!/^[\w-]{1,64}$/.test(name)) throw new Error('the host named no file of its own')
  const kept = parsedAs(readSmall(codeFile(database, name)), isCode)
  if (!kept) throw new Error('there is no such code')
  return kept.code
}
