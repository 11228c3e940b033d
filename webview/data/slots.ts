/** How many worker slots there are and how many are taken, for the bar. */
import { signal } from '@preact/signals'
import type { FeedItem } from '../../src/contract/baton.ts'
import { rereading } from '../../src/contract/rereading.ts'
import { hear, way, wire } from '../state.ts'

export const slots = signal<{ readonly taken: number; readonly all: number } | undefined>(undefined)

const breath = 300
/** Milliseconds: one that its holder left without a word comes free without an event. */
const pause = 60_000

async function read(): Promise<void> {
  if (way.peek().kind !== 'up') return
  try {
    const { slots: all } = await wire.call('get_workers')
    slots.value = { taken: all.filter(({ status }) => status !== 'free').length, all: all.length }
  } catch {
    // The state of the way tells why; it is read again when it stands.
  }
}

/** What takes a slot or gives one back: by itself, or with the task that was bound to it. */
const telling: readonly FeedItem['kind'][] = [
  'slot_claimed',
  'slot_released',
  'claimed',
  'lease_expired',
  'handed_off',
  'exhausted',
  'completed',
  'failed',
  'cancelled',
  'released',
]
const tells = ({ kind }: FeedItem) => telling.includes(kind)

/** Until what it returns is called. */
export function followSlots(): () => void {
  const reading = rereading(read, breath)
  const deaf = hear((items) => items.some(tells) && reading.ask())
  const stop = way.subscribe(() => reading.ask(0))
  const timer = setInterval(() => document.visibilityState === 'visible' && reading.ask(), pause)
  return () => {
    deaf()
    stop()
    reading.stop()
    clearInterval(timer)
  }
}
