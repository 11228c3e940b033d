/** The task whose page is open: read afresh whenever something happens to it or to those around it. */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { FeedItem } from '../../src/contract/baton.ts'
import { isFeedReset } from '../../src/contract/feed.ts'
import { rereading } from '../../src/contract/rereading.ts'
import { Refused, type Wire } from '../wire/wire.ts'
import { readPicture, type TaskPicture } from './picture.ts'

/** Changes within so many milliseconds are shown together. */
const breath = 20
/** A lease is renewed without an event; who looks is told this often. */
const tick = 30_000

export class Opened {
  readonly picture = signal<TaskPicture | undefined>(undefined)
  readonly gone = signal(false)
  /** When the picture was got. */
  readonly asOf = signal(0)
  private readonly wire: Wire
  private readonly id: ReadonlySignal<string | undefined>
  private readonly reading = rereading(() => this.read(), breath)

  constructor(wire: Wire, id: ReadonlySignal<string | undefined>, isUp: ReadonlySignal<boolean>) {
    this.wire = wire
    this.id = id
    const wanted = computed(() => (isUp.value ? id.value : undefined))
    effect(() => {
      const now = id.value
      if (now?.toLowerCase() === this.picture.peek()?.task.task_id.toLowerCase()) return
      this.picture.value = undefined
      this.gone.value = false
    })
    effect(() => {
      if (wanted.value !== undefined) this.refresh()
    })
    setInterval(() => this.picture.peek()?.task.lease && document.visibilityState === 'visible' && this.refresh(), tick)
  }

  hear(items: readonly FeedItem[]): void {
    if (items.some((item) => this.concerns(item))) this.refresh()
  }

  refresh(): void {
    if (this.id.peek() !== undefined) this.reading.ask()
  }

  /** The other tasks that it names are drawn too. */
  private concerns(item: FeedItem): boolean {
    if (isFeedReset(item)) return true
    const { task, around } = this.picture.peek() ?? {}
    const near = [...(around?.depends_on ?? []), ...(around?.dependents ?? [])]
    const id = task?.task_id ?? this.id.peek()
    return item.task_id === id || near.some(({ task_id }) => task_id === item.task_id)
  }

  private async read(): Promise<void> {
    const id = this.id.peek()
    if (id === undefined) return
    try {
      const picture = await readPicture(this.wire, id)
      if (this.id.peek() !== id) return this.refresh()
      this.picture.value = picture
      this.gone.value = false
      this.asOf.value = Date.now()
    } catch (error) {
      // Otherwise the state of the way tells why.
      if (error instanceof Refused && error.code === 'not_found' && this.id.peek() === id) this.gone.value = true
    }
  }
}
