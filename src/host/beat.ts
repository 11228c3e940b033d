/** What a host does each second: what time alone changes, and noting the time itself. */
import { type Kept, makeKeeper } from '../core/keeping.ts'
import type { Ids, Store } from '../core/ports.ts'
import type { Presence } from '../core/presence.ts'
import { tick } from '../core/timekeeper.ts'
import type { HostClock } from './clock.ts'

export interface BeatParts {
  readonly clock: HostClock
  readonly store: Store
  readonly presence: Presence
  readonly ids: Ids
  /** How long what is kept, other than usual. */
  readonly kept?: Kept | undefined
}

/** One that is asked for while the last one is under way does no more than look at the clock. */
export function makeBeat({ clock, store, presence, ids, kept }: BeatParts): () => Promise<void> {
  const keep = makeKeeper(store, presence, clock.now().awake, kept)
  let beats = 0
  let isBusy = false
  /** Whether anything is told in the hosts' time; else there is no need to write it down. */
  const isCounting = () =>
    store.read(async (tx) => {
      const [lease] = await tx.expiring(Number.MAX_SAFE_INTEGER, 1)
      const [offer] = await tx.staleOffers(Number.MAX_SAFE_INTEGER, 1)
      return Boolean(lease ?? offer) || (await tx.slots()).some(({ until }) => until !== null)
    })

  return async () => {
    // A disk that keeps one beat waiting must not make a sleep out of it.
    clock.tick()
    if (isBusy) return
    isBusy = true
    try {
      await tick(store, presence, ids, clock.now())
      beats++
      if (beats % 10 === 0 && (await isCounting())) await clock.persist()
      await keep(clock.now())
    } finally {
      isBusy = false
    }
  }
}
