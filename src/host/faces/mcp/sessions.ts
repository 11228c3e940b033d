/** The sessions of streamable HTTP that this host has seen: made by `initialize`, or re-made from an id we once sealed. */
import type { Caller } from '../../../contract/baton.ts'
import type { SessionNotes } from '../../../store/sql/sessions.ts'
import { PlainCalls } from './plain.ts'
import type { Registry } from './registry.ts'
import { callerOf, openSession, type SessionFacts } from './session.ts'
import type { HttpSession } from './transport.ts'
import { Watch } from './watch.ts'

export interface Live {
  readonly id: string
  readonly facts: SessionFacts
  readonly caller: Caller
  readonly calls: PlainCalls
  readonly watch: Watch
  /** The SDK's side, made when something first needs it. */
  sdk: Promise<HttpSession> | undefined
  /** Open streams on which the server may speak by itself. */
  streams: number
  usedAt: number
}

/** A session costs some 10 KB with its SDK server, and its id says enough to make it again. */
const most = 1_000
const idleFor = 30 * 60_000
const often = 60_000

export class Sessions {
  readonly #registry: Registry
  readonly #secret: string | Uint8Array
  readonly #live = new Map<string, Live>()
  readonly #notes: SessionNotes
  readonly #now: () => number
  #tidied: number
  /** Being re-made, so that two requests at once get the same. */
  readonly #reopening = new Map<string, Promise<Live | undefined>>()

  constructor(registry: Registry, secret: string | Uint8Array, notes: SessionNotes, now: () => number) {
    this.#registry = registry
    this.#secret = secret
    this.#notes = notes
    this.#now = now
    this.#tidied = now()
  }

  /** Undefined for an id that is forged, ended, or another principal's. A promise where the store has to be asked. */
  find(id: string, principal: string): Live | undefined | Promise<Live | undefined> {
    const live = this.#live.get(id)
    return live ? this.#of(live, principal) : this.#reopen(id).then((again) => this.#of(again, principal))
  }

  #of(live: Live | undefined, principal: string): Live | undefined {
    if (live?.facts.principal !== principal) return undefined
    live.usedAt = this.#now()
    return live
  }

  make(id: string, facts: SessionFacts, subscriptions: readonly string[] = []): Live {
    const keep = (uris: readonly string[]) => this.#notes.save(facts.connection, { ended: false, subscriptions: uris })
    return {
      id,
      facts,
      caller: callerOf(facts),
      calls: new PlainCalls(this.#registry),
      watch: new Watch(this.#registry, keep, subscriptions),
      sdk: undefined,
      streams: 0,
      usedAt: this.#now(),
    }
  }

  add(live: Live): void {
    if (this.#live.size >= most || this.#now() - this.#tidied > often) this.#tidy()
    this.#live.set(live.id, live)
  }

  async end({ id, calls, watch, facts }: Live): Promise<void> {
    this.#live.delete(id)
    calls.cancelAll()
    watch.close()
    await this.#notes.save(facts.connection, { ended: true, subscriptions: [] })
  }

  async closeAll(): Promise<void> {
    const all = [...this.#live.values()]
    this.#live.clear()
    for (const { watch } of all) watch.close()
    await Promise.all(all.map(async ({ sdk }) => (await sdk)?.close()))
  }

  #reopen(id: string): Promise<Live | undefined> {
    const facts = openSession(id, this.#secret)
    if (!facts) return Promise.resolve(undefined)
    const under = this.#reopening.get(id)
    if (under) return under
    const again = this.#notes
      .load(facts.connection)
      .then((note) => {
        if (note?.ended) return undefined
        const live = this.make(id, facts, note?.subscriptions)
        this.add(live)
        return live
      })
      .finally(() => this.#reopening.delete(id))
    this.#reopening.set(id, again)
    return again
  }

  /** Lets go of sessions that wait for nothing; the longest unused first, if there are still too many. */
  #tidy(): void {
    const now = this.#now()
    this.#tidied = now
    const quiet = [...this.#live.values()]
      .filter(({ streams, calls }) => streams === 0 && !calls.busy)
      .sort((a, b) => a.usedAt - b.usedAt)
    for (const { id, usedAt, sdk, watch } of quiet) {
      if (this.#live.size < most && now - usedAt < idleFor) break
      this.#live.delete(id)
      watch.close()
      sdk?.then((session) => session.close()).catch(() => {})
    }
  }
}
