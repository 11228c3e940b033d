/**
 * Who is there, as this host has seen it: in memory only, because a new host sees anew. What it knows decides when a
 * lease ends, so that a holder's reads cost no write.
 */
import type { Caller } from '../contract/baton.ts'
import { type Awake, minutes, seconds } from './clock.ts'
import type { Hold } from './task.ts'

/** A new host gives every holder this long to be heard again. */
const afterRestart = seconds(60)
/** A holder's connection that this host never saw counts as gone when it has not come back by then. */
const returnsWithin = seconds(30)
/** An implicit hold outlives its connection by this long. */
export const implicitOutlives = minutes(5)

const anywhere = (name: string) => `\n${name}`

interface Seen {
  name: string | undefined
  open: number
  heard: Awake
  goneSince: Awake | undefined
}

export class Presence {
  private readonly seen = new Map<string, Seen>()
  private readonly heardOf = new Map<string, Awake>()
  private readonly startedAt: Awake

  constructor(startedAt: Awake) {
    this.startedAt = startedAt
  }

  /** The name under which `caller` speaks: what it says now, else what it said last, else its client's. */
  nameOf(caller: Caller, said: string | undefined): string {
    return said ?? (caller.stateless ? undefined : this.seen.get(caller.connection)?.name) ?? caller.client.name
  }

  /** Called after a call was answered, so that a lease which had run out is not renewed by asking about it. */
  heard(connection: string, name: string, now: Awake): void {
    const seen = this.entry(connection, now)
    seen.heard = now
    seen.name = name
    if (seen.open > 0) seen.goneSince = undefined
    this.heardOf.set(`${connection}\n${name}`, now)
    this.heardOf.set(anywhere(name), now)
  }

  /** From now on this connection's calls without a name are `name`'s. */
  goesBy(connection: string, name: string, now: Awake): void {
    this.entry(connection, now).name = name
  }

  /** A bridge or stream of this connection stands; there may be several. */
  opened(connection: string, now: Awake): void {
    const seen = this.entry(connection, now)
    seen.open++
    seen.goneSince = undefined
  }

  closed(connection: string, now: Awake): void {
    const seen = this.entry(connection, now)
    seen.open = Math.max(0, seen.open - 1)
    if (seen.open === 0) {
      seen.goneSince = now
      // Its silence counts from here, not from its last call.
      if (seen.name === undefined) return
      this.heardOf.set(`${connection}\n${seen.name}`, now)
      this.heardOf.set(anywhere(seen.name), now)
    }
  }

  /** Whether the connection is known to have ended (not: merely silent). */
  isGone(connection: string, now: Awake): boolean {
    const seen = this.seen.get(connection)
    if (seen) return seen.goneSince !== undefined
    return connection.startsWith('link:') && now - this.startedAt > returnsWithin
  }

  /** Connections that ended at least `ms` ago. */
  goneFor(ms: number, now: Awake): string[] {
    return [...this.seen]
      .filter(([, s]) => s.goneSince !== undefined && now - s.goneSince >= ms)
      .map(([connection]) => connection)
  }

  /** Whether anybody else who is still there speaks under this name. */
  othersNamed(name: string, than: string): boolean {
    for (const [connection, seen] of this.seen) {
      if (connection !== than && seen.name === name && seen.goneSince === undefined) return true
    }
    return false
  }

  /** An implicit hold asks for the name alone, so that name is heard over any connection. */
  lastHeard(hold: Hold): Awake | undefined {
    if (hold.implicit) return this.heardOf.get(anywhere(hold.by))
    return this.heardOf.get(`${hold.connection}\n${hold.by}`)
  }

  /** When `hold` ends if nothing more is heard. */
  leaseEnd(hold: Hold, now: Awake): Awake {
    if (!hold.implicit && (this.seen.get(hold.connection)?.open ?? 0) > 0) return Math.max(hold.until, now + hold.ms)
    const heard = this.lastHeard(hold)
    return Math.max(hold.until, heard === undefined ? 0 : heard + hold.ms, this.startedAt + afterRestart)
  }

  /** Forgets what can no longer matter, so that a long-lived host stays small. */
  tidy(now: Awake): void {
    const old = now - minutes(24 * 60)
    for (const [connection, seen] of this.seen) if (seen.open === 0 && seen.heard < old) this.seen.delete(connection)
    for (const [key, at] of this.heardOf) if (at < old) this.heardOf.delete(key)
  }

  private entry(connection: string, now: Awake): Seen {
    let seen = this.seen.get(connection)
    if (!seen) {
      seen = { name: undefined, open: 0, heard: now, goneSince: undefined }
      this.seen.set(connection, seen)
    }
    return seen
  }
}
