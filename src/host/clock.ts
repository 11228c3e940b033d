/** The clock that leases run on: time that this store's hosts were awake, carried over restarts. */
import type { Awake, Clock, Instant, Moment } from '../core/clock.ts'

/** What is kept between hosts. */
export interface Kept {
  readonly awake: Awake
  readonly wall: Instant
}

export interface ClockStore {
  load(): Promise<Kept | undefined>
  save(kept: Kept): Promise<void>
}

export interface ClockSources {
  /** Milliseconds since 1970. */
  readonly wall: () => Instant
  /** Milliseconds from any beginning, never backwards. Some systems count a machine's sleep in it, others don't. */
  readonly monotonic: () => number
}

export interface HostClock extends Clock {
  /** To be called each second, so that a long gap between two looks can only be the machine's sleep: it does not count. */
  tick(): void
  /** Keeps the time for the next host. Worth a write only while somebody holds a lease. */
  persist(): Promise<void>
}

/** Ticks come each second; a machine that merely is busy does not keep one waiting for this long. */
const asleep = 60_000
const real: ClockSources = { wall: Date.now, monotonic: () => performance.now() }

export async function hostClock(store: ClockStore, { wall, monotonic }: ClockSources = real): Promise<HostClock> {
  // How long nobody served is not known to have been anyone's silence, so it does not count either.
  let awake = (await store.load())?.awake ?? 0
  let last = monotonic()

  /** Every look counts what passed since the one before. */
  const look = (): Awake => {
    const here = monotonic()
    const passed = here - last
    last = here
    if (passed > 0 && passed <= asleep) awake += passed
    return Math.floor(awake)
  }

  const now = (): Moment => ({ wall: wall(), awake: look() })
  return {
    now,
    tick: () => void look(),
    persist: () => store.save(now()),
  }
}
