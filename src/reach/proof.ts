/** How each end of the link shows that it knows the secret, without sending it. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const nonce = () => randomBytes(24).toString('base64url')

/** `side` keeps one end's proof from serving as the other's. */
export function proofOf(secret: string, side: 'host' | 'client', ours: string, theirs: string): string {
  return createHmac('sha256', secret).update(`${side}\n${ours}\n${theirs}`).digest('base64url')
}

/** Compares secrets in constant time but for their length, which is none. */
export function isSame(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
