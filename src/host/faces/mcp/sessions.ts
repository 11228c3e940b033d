/** The sessions of streamable HTTP that this host has seen: made by `initialize`, or re-made from an id we once sealed. */
import type { Caller } from '../../../contract/baton.ts'
import { PlainCalls } from './plain.ts'
import type { Registry } from './registry.ts'
import { callerOf, openSession, type SessionFacts } from './session.ts'
import type { HttpSession } from './transport.ts'

export interface Live {
  readonly id: string
  readonly facts: SessionFacts
  readonly caller: Caller
  readonly calls: PlainCalls
  /** The SDK's side, made when something first needs it. */
  sdk: Promise<HttpSession> | undefined
  /** Open streams on which the server may speak by itself. */
  streams: number
  usedAt: number
}

/** A session costs some 10 KB with its SDK server, and its id says enough to make it again. */
const most = 1_000
const idleFor = 30 * 60_000
/** Ended by the client, so not accepted again by this host. */
const endedKept = 10_000

export class Sessions {
  readonly #registry: Registry
  readonly #secret: string | Uint8Array
  readonly #live = new Map<string, Live>()
  readonly #ended = new Set<string>()

  constructor(registry: Registry, secret: string | Uint8Array) {
    this.#registry = registry
    this.#secret = secret
  }

  /** Undefined for an id that is forged, ended, or another principal's. */
  find(id: string, principal: string): Live | undefined {
    const live = this.#live.get(id) ?? this.#reopen(id)
    if (!live || live.facts.principal !== principal) return undefined
    live.usedAt = Date.now()
    return live
  }

  add(id: string, facts: SessionFacts, sdk?: Promise<HttpSession>): Live {
    if (this.#live.size >= most) this.#tidy()
    const calls = new PlainCalls(this.#registry)
    const live: Live = { id, facts, caller: callerOf(facts), calls, sdk, streams: 0, usedAt: Date.now() }
    this.#live.set(id, live)
    return live
  }

  end({ id, calls }: Live): void {
    this.#live.delete(id)
    calls.cancelAll()
    this.#ended.add(id)
    for (const oldest of this.#ended) {
      if (this.#ended.size <= endedKept) break
      this.#ended.delete(oldest)
    }
  }

  async closeAll(): Promise<void> {
    const all = [...this.#live.values()]
    this.#live.clear()
    await Promise.all(all.map(async ({ sdk }) => (await sdk)?.close()))
  }

  #reopen(id: string): Live | undefined {
    if (this.#ended.has(id)) return undefined
    const facts = openSession(id, this.#secret)
    return facts && this.add(id, facts)
  }

  /** Lets go of sessions that wait for nothing; the longest unused first, if there are still too many. */
  #tidy(): void {
    const now = Date.now()
    const quiet = [...this.#live.values()]
      .filter(({ streams, calls }) => streams === 0 && !calls.busy)
      .sort((a, b) => a.usedAt - b.usedAt)
    for (const { id, usedAt, sdk } of quiet) {
      if (this.#live.size < most && now - usedAt < idleFor) break
      this.#live.delete(id)
      sdk?.then((session) => session.close()).catch(() => {})
    }
  }
}
