/** What the board keeps of each task. */
import type { Card } from '../../src/contract/shapes.ts'

export type { Card } from '../../src/contract/shapes.ts'

/** Whether a card would look the same. Seconds run by themselves. */
export function sameToTheEye(a: Card, b: Card): boolean {
  if (a.version !== b.version) return false
  const seen = ({ silent_seconds: _, lease, ...card }: Card) => JSON.stringify([card, lease?.expires_at])
  return seen(a) === seen(b)
}
