/** Tells each session that asked when a resource changed: one feed for all of them, at most one word a tick. */
import type { Baton, FeedItem, Seq } from '../../../contract/baton.ts'
import { isFeedReset } from '../../../contract/feed.ts'
import { readyUri, taskIdIn } from './resources.ts'

/** `seq`: of the event that changed it, the newest of them where there were several. */
export type Notify = (uri: string, seq: Seq) => void
/** What can be asked about together: a task whatever way its id is written, or a whole URI. */
type Topic = string

/** Wait before asking a feed again that broke off, such as a link's whose host went away. */
const againAfter = 500
/** Leave the list of what is ready as it is. */
const besides = new Set(['artifact_attached', 'notified', 'slot_claimed', 'slot_released'])

export class Subscriptions {
  readonly #baton: Baton
  readonly #wanted = new Map<Topic, Map<Notify, Set<string>>>()
  #due = new Map<Notify, Map<string, Seq>>()
  #stop: AbortController | undefined

  constructor(baton: Baton) {
    this.#baton = baton
  }

  /** Returns what ends it. Changes made from now on are told. */
  add(uri: string, notify: Notify): () => void {
    const topic = topicOf(uri)
    const listeners = this.#wanted.get(topic) ?? new Map<Notify, Set<string>>()
    this.#wanted.set(topic, listeners)
    listeners.set(notify, (listeners.get(notify) ?? new Set()).add(uri))
    if (!this.#stop) {
      this.#stop = new AbortController()
      void this.#listen(this.#stop.signal)
    }
    return () => this.#remove(topic, uri, notify)
  }

  #remove(topic: Topic, uri: string, notify: Notify): void {
    const listeners = this.#wanted.get(topic)
    const uris = listeners?.get(notify)
    uris?.delete(uri)
    if (uris?.size === 0) listeners?.delete(notify)
    if (listeners?.size === 0) this.#wanted.delete(topic)
    if (this.#wanted.size > 0) return
    this.#stop?.abort()
    this.#stop = undefined
  }

  async #listen(signal: AbortSignal): Promise<void> {
    let since: Seq | null = null
    while (!signal.aborted) {
      try {
        for await (const item of this.#baton.feed(since, signal)) {
          since = item.seq
          this.#tell(item)
        }
      } catch {
        // The next round asks for everything since.
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, againAfter).unref())
    }
  }

  /** The number of the newest event. */
  async position(): Promise<Seq> {
    const stop = new AbortController()
    // No event is that far, so the feed answers where its end is.
    for await (const { seq } of this.#baton.feed(Number.MAX_SAFE_INTEGER, stop.signal)) return seq
    return 0
  }

  /** Which of `uris` changed after event `since` and up to `here`, and when last. */
  async missed(uris: readonly string[], since: Seq, here: Seq): Promise<{ uri: string; seq: Seq }[]> {
    if (since === here || uris.length === 0) return []
    const changed = new Map<string, Seq>()
    const stop = new AbortController()
    for await (const item of this.#baton.feed(since, stop.signal)) {
      const topics = topicsIn(item)
      for (const uri of uris) if (topics === 'all' || topics.includes(topicOf(uri))) changed.set(uri, item.seq)
      if (item.seq >= here) break
    }
    return [...changed].map(([uri, seq]) => ({ uri, seq })).sort((a, b) => a.seq - b.seq)
  }

  #tell(item: FeedItem): void {
    const topics = topicsIn(item)
    for (const topic of topics === 'all' ? this.#wanted.keys() : topics) this.#mark(this.#wanted.get(topic), item.seq)
  }

  #mark(listeners: Map<Notify, Set<string>> | undefined, seq: Seq): void {
    if (!listeners) return
    if (this.#due.size === 0) setImmediate(() => this.#flush())
    for (const [notify, uris] of listeners) {
      const due = this.#due.get(notify) ?? new Map<string, Seq>()
      this.#due.set(notify, due)
      for (const uri of uris) due.set(uri, seq)
    }
  }

  #flush(): void {
    const due = this.#due
    this.#due = new Map()
    for (const [notify, uris] of due) for (const [uri, seq] of uris) notify(uri, seq)
  }
}

function topicsIn(item: FeedItem): Topic[] | 'all' {
  if (isFeedReset(item)) return 'all'
  return [...(item.task_id === null ? [] : [topicOfTask(item.task_id)]), ...(besides.has(item.kind) ? [] : [readyUri])]
}

const topicOfTask = (id: string): Topic => `task ${id.toLowerCase()}`

function topicOf(uri: string): Topic {
  const id = taskIdIn(uri)
  return id === undefined ? uri : topicOfTask(id)
}
