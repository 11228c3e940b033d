/** Keeps the cards as the store is, and says of them what a person has to know. */
import { signal } from '@preact/signals'
import type { FeedItem } from '../../src/contract/baton.ts'
import { Following } from '../../src/contract/following.ts'
import type { Wire } from '../wire/wire.ts'
import type { Card } from './card.ts'
import type { Cards } from './cards.ts'

export class Follower {
  /** Whether it is known what there is, so that "nothing" can be said. */
  readonly isRead = signal(false)
  /** More is finished than is shown. */
  readonly hasOlder = signal(false)
  private readonly following: Following<Card>

  constructor(wire: Wire, cards: Cards) {
    this.following = new Following<Card>({
      list: async (asked) => {
        const { tasks, next_cursor } = await wire.call('list_tasks', { ...asked, detail: 'card' })
        return { tasks: tasks as Card[], next_cursor }
      },
      replace: (rows) => {
        cards.replace(rows)
        this.isRead.value = true
        this.hasOlder.value = this.following.hasOlder
      },
      put: (changes) => {
        cards.put(changes)
        this.hasOlder.value = this.following.hasOlder
      },
    })
  }

  hear(items: readonly FeedItem[]): void {
    for (const item of items) this.following.hear(item)
  }

  /** Reads tasks again. */
  refresh(...ids: string[]): void {
    this.following.refresh(...ids)
  }

  /** Reads everything. */
  load(): void {
    this.following.load()
  }

  showOlder(): Promise<void> {
    return this.following.showOlder()
  }
}
