/** What goes nowhere by itself: holders who are silent, leases about to end, and what failed. */
import type { Card } from '../data/card.ts'
import { secondsLeft } from '../times.ts'
import type { Reading } from './reading.ts'

export type Stuck =
  | { readonly kind: 'silent' | 'ending'; readonly card: Card; readonly silent: number }
  | { readonly kind: 'failed'; readonly card: Card }

/** Seconds. */
const longSilence = 300
const soonEnd = 60

/** A person's own task is not stuck: they know where they are. */
export function stuck(reading: Reading | undefined, failed: readonly Card[], me: string, now: number): Stuck[] {
  const held = (reading?.held ?? []).flatMap((card): Stuck[] => {
    if (card.current_owner === me || !card.lease) return []
    const silent = silence(card, reading?.at ?? now, now)
    if (silent > longSilence) return [{ kind: 'silent', card, silent }]
    const told = Date.parse(card.checkpoint_at ?? card.started_at ?? card.updated_at)
    const ends = secondsLeft(card.lease.expires_at, now) <= soonEnd && now - told > longSilence * 1_000
    return ends ? [{ kind: 'ending', card, silent }] : []
  })
  return [...held, ...failed.map((card): Stuck => ({ kind: 'failed', card }))]
}

/** It goes on after it was read. */
const silence = ({ silent_seconds = 0 }: Card, at: number, now: number) =>
  silent_seconds + Math.max(0, (now - at) / 1_000)
