/** Keeps the cards as the store is: read whole when the way stands, then by what the feed tells. */
import { signal } from '@preact/signals'
import type { FeedItem } from '../../src/contract/baton.ts'
import { isFeedReset } from '../../src/contract/feed.ts'
import type { Status } from '../../src/contract/words.ts'
import type { Wire } from '../wire/wire.ts'
import type { Card } from './card.ts'
import type { Cards } from './cards.ts'
import { rereading } from './reread.ts'

/** Few, and what a person looks for first; what is open may be thousands. */
const urgent: readonly Status[] = ['input_required', 'failed', 'in_progress', 'handoff_ready', 'agent_exhausted']
const finished: readonly Status[] = ['done', 'cancelled']
/** Milliseconds in which changes are read together. */
const breath = 15
const pageOf = 200

export class Follower {
  /** Whether it is known what there is, so that "nothing" can be said. */
  readonly isRead = signal(false)
  /** More is finished than is shown. */
  readonly hasOlder = signal(false)
  private readonly wire: Wire
  private readonly cards: Cards
  private readonly older = new Map<Status, string>()
  private readonly waiting = new Set<string>()
  /** Where reading fails, the state of the way tells why. */
  private readonly whole = rereading(() => this.readAll().catch(() => {}), 0)
  private readonly some = rereading(() => this.readWaiting(), breath)

  constructor(wire: Wire, cards: Cards) {
    this.wire = wire
    this.cards = cards
  }

  hear(items: readonly FeedItem[]): void {
    for (const item of items) {
      if (isFeedReset(item)) this.load()
      else if (item.task_id !== null) this.refresh(item.task_id, ...idsIn(item.details.unblocked))
    }
  }

  /** Reads tasks again. */
  refresh(...ids: string[]): void {
    for (const id of ids) this.waiting.add(id)
    this.some.ask()
  }

  /** Reads everything. */
  load(): void {
    this.whole.ask()
  }

  async showOlder(): Promise<void> {
    const cards: Card[] = []
    for (const [status, cursor] of [...this.older]) cards.push(...(await this.page(status, 50, cursor)))
    this.cards.put(cards.map((card) => [card.task_id, card]))
    this.hasOlder.value = this.older.size > 0
  }

  private async readAll(): Promise<void> {
    const first = (
      await Promise.all([
        ...urgent.map((status) => this.every(status)),
        ...finished.map((status) => this.page(status, 20)),
        this.page('open', 50),
      ])
    ).flat()
    this.hasOlder.value = this.older.size > 0
    // The first time there is nothing to keep meanwhile, and what fits on a screen is here.
    if (!this.isRead.value) this.cards.replace(first)
    this.isRead.value = true
    this.cards.replace([...first, ...(await this.every('open'))])
  }

  private async every(status: Status): Promise<Card[]> {
    const cards: Card[] = []
    let cursor: string | undefined
    do {
      const page = await this.wire.call('list_tasks', { status, detail: 'card', limit: pageOf, cursor })
      cards.push(...(page.tasks as Card[]))
      cursor = page.next_cursor
    } while (cursor !== undefined)
    return cards
  }

  private async page(status: Status, limit: number, cursor?: string): Promise<Card[]> {
    const page = await this.wire.call('list_tasks', { status, detail: 'card', limit, cursor })
    if (finished.includes(status)) {
      if (page.next_cursor === undefined) this.older.delete(status)
      else this.older.set(status, page.next_cursor)
    }
    return page.tasks as Card[]
  }

  private async readWaiting(): Promise<void> {
    await this.whole.running
    const ids = [...this.waiting]
    this.waiting.clear()
    for (let at = 0; at < ids.length; at += pageOf) {
      const task_ids = ids.slice(at, at + pageOf)
      try {
        const { tasks } = await this.wire.call('list_tasks', { task_ids, detail: 'card', limit: pageOf })
        const found = new Map((tasks as Card[]).map((card) => [card.task_id, card]))
        this.cards.put(task_ids.map((id) => [id, found.get(id)]))
      } catch {
        // The state of the way tells why; everything is read again when it stands.
      }
    }
  }
}

const idsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []
