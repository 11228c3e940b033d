/** Everything that happened, in order, from any point on: what is stored first, then what comes. */
import type { BatonEvent, FeedItem, Seq } from '../contract/baton.ts'
import type { Store } from './ports.ts'

/** A reader this far behind is better off reading afresh than being sent everything. */
const tooFarBehind = 10_000
const page = 500

export async function* feed(store: Store, since: Seq | null, signal: AbortSignal): AsyncGenerator<FeedItem> {
  const fresh: BatonEvent[] = []
  let wake = () => {}
  // Listened to before anything is read, so that nothing falls between.
  const stop = store.onEvents((events) => {
    fresh.push(...events)
    // A reader that never reads costs no more than this; it finds the rest in the store.
    if (fresh.length > tooFarBehind) fresh.splice(0, fresh.length - tooFarBehind)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    const range = await store.read((tx) => tx.eventRange())
    let last = since ?? range.last
    if (last > range.last || last < range.first - 1 || range.last - last > tooFarBehind) {
      last = range.last
      yield { kind: 'reset', seq: last }
    }
    while (!signal.aborted) {
      const first = fresh[0]?.seq
      if (last < range.last || (first !== undefined && first > last + 1)) {
        // What happened before we listened, or what a slow reader missed.
        const missed = await store.read((tx) => tx.eventsAfter(last, page))
        for (const event of missed) yield event
        last = missed.at(-1)?.seq ?? range.last
        if (missed.length > 0) continue
      }
      for (const event of fresh.splice(0)) {
        if (event.seq <= last) continue
        if (event.seq > last + 1) {
          fresh.unshift(event)
          break
        }
        yield event
        last = event.seq
      }
      if (fresh.length > 0 || signal.aborted) continue
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}
