/** What happened to all tasks, newest first: read in pages from the past, and heard as it happens. */
import { signal } from '@preact/signals'
import type { FeedItem } from '../../src/contract/baton.ts'
import { isFeedReset } from '../../src/contract/feed.ts'
import type { Output } from '../../src/contract/operations/index.ts'
import { hear, way, wire } from '../state.ts'

export type Happening = Output<'get_history'>['events'][number]

const pageOf = 100

export const events = signal<readonly Happening[]>([])
/** Whether it is known what there is. */
export const isRead = signal(false)
const older = signal<string | undefined>(undefined)
export const hasOlder = () => older.value !== undefined

async function load(): Promise<void> {
  const page = await wire.call('get_history', { limit: pageOf })
  const oldest = page.events.at(-1)?.seq ?? 0
  // What was heard meanwhile is newer than the page; what was read before may have a gap to it.
  const heard = events.peek().filter(({ seq }) => seq > (page.events[0]?.seq ?? 0))
  const kept = events.peek().filter(({ seq }) => seq < oldest)
  const meets = kept.length > 0 && kept[0]?.seq === oldest - 1
  events.value = [...heard, ...page.events, ...(meets ? kept : [])]
  if (!meets) older.value = page.next_cursor
  isRead.value = true
}

export async function showOlder(): Promise<void> {
  const cursor = older.peek()
  if (cursor === undefined) return
  const page = await wire.call('get_history', { limit: pageOf, cursor })
  if (older.peek() !== cursor) return
  const last = events.peek().at(-1)?.seq ?? Number.POSITIVE_INFINITY
  events.value = [...events.peek(), ...page.events.filter(({ seq }) => seq < last)]
  older.value = page.next_cursor
}

function add(items: readonly FeedItem[]): void {
  const newest = events.peek()[0]?.seq ?? 0
  const fresh = items.filter((item) => !isFeedReset(item))
  const mine = fresh.filter(({ seq }) => seq > newest).map((item) => item as unknown as Happening)
  if (mine.length > 0) events.value = [...mine.reverse(), ...events.peek()]
}

/** Until what it returns is called. */
export function follow(): () => void {
  // Where the way does not stand, its state tells why.
  const read = () => void load().catch(() => {})
  const deaf = hear((items) => {
    if (items.some(isFeedReset)) read()
    else add(items)
  })
  const stop = way.subscribe(({ kind }) => kind === 'up' && read())
  return () => {
    deaf()
    stop()
  }
}
