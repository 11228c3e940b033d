/** The tasks of the store in their groups, as signals: what is drawn follows by itself, and only what changed. */
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { Grouped } from '../../src/contract/grouped.ts'
import { type GroupName, groupNames, groupOf } from '../../src/contract/groups.ts'
import { type Card, sameToTheEye } from './card.ts'

type Change = readonly [id: string, card: Card | undefined]
type Moving = (ids: readonly string[]) => void

export class Cards {
  private readonly grouped = new Grouped<Card>(sameToTheEye)
  private readonly lists: Readonly<Record<GroupName, Signal<readonly Card[]>>>
  private readonly version = signal(0)
  private readonly moving = new Set<Moving>()

  constructor() {
    this.lists = Object.fromEntries(groupNames.map((name) => [name, signal<readonly Card[]>([])])) as never
  }

  in(group: GroupName): ReadonlySignal<readonly Card[]> {
    return this.lists[group]
  }

  get size(): number {
    void this.version.value
    return this.grouped.size
  }

  /** Follows it too, where it is drawn. */
  card(id: string): Card | undefined {
    void this.version.value
    return this.grouped.task(id)
  }

  /** Every card, in no order. */
  all(): readonly Card[] {
    return groupNames.flatMap((name) => this.lists[name].value)
  }

  /** Told of cards that go to another group, while they are still drawn in the old one. Answers how to be told no more. */
  onMoving(listener: Moving): () => void {
    this.moving.add(listener)
    return () => this.moving.delete(listener)
  }

  put(changes: readonly Change[]): void {
    this.tellMoving(changes)
    const { groups, tasks } = this.grouped.put(changes)
    if (groups.size > 0 || tasks.size > 0) this.publish()
  }

  /** In place of all that there was. */
  replace(cards: Iterable<Card>): void {
    this.grouped.clear()
    this.grouped.put([...cards].map((card) => [card.task_id, card] as const))
    this.publish()
  }

  private tellMoving(changes: readonly Change[]): void {
    const ids = changes.filter(([id, card]) => {
      const old = this.grouped.task(id)
      return old && card && groupOf(old) !== groupOf(card)
    })
    if (ids.length > 0) for (const listener of this.moving) listener(ids.map(([id]) => id))
  }

  private publish(): void {
    batch(() => {
      // The same array tells nobody.
      for (const name of groupNames) this.lists[name].value = this.grouped.in(name)
      this.version.value++
    })
  }
}
