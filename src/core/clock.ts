/** Milliseconds since 1970, UTC. For people and records; it may jump. */
export type Instant = number
/**
 * Milliseconds that this store's hosts have been awake, counted on across restarts. Leases run on it, so that neither a
 * sleeping machine nor somebody who sets the wall clock takes work away from a living agent.
 */
export type Awake = number

export interface Moment {
  readonly wall: Instant
  readonly awake: Awake
}

export interface Clock {
  now(): Moment
}

export const seconds = (n: number) => n * 1_000
export const minutes = (n: number) => n * 60_000

/** RFC 3339, UTC, milliseconds. */
export const rfc3339 = (at: Instant) => new Date(at).toISOString()
