/** What everything drawn reads: the way, the clock, where one is, the cards and the open task. Made by `main.tsx`. */
import { computed, signal } from '@preact/signals'
import type { FeedItem } from '../src/contract/baton.ts'
import type { Given, WayState } from '../src/contract/board.ts'
import { route } from './app/route.ts'
import { Cards } from './data/cards.ts'
import { Follower } from './data/follow.ts'
import { Opened } from './data/opened.ts'
import { editorWire, isInEditor } from './wire/editor.ts'
import { httpWire } from './wire/http.ts'

/** The frame hands its data over in the page. */
export const given: Given = {
  store: '',
  name: 'person',
  texts: {},
  language: 'en',
  ...JSON.parse(document.getElementById('given')?.textContent ?? '{}'),
}

export const wire = isInEditor() ? editorWire(given) : httpWire()

export const way = signal<WayState>({ kind: 'connecting' })
/** Without the server nothing can be written, and nothing read. */
export const canWrite = computed(() => way.value.kind === 'up')
/** Every second, while somebody looks. */
export const now = signal(Date.now())
export const asList = signal(wire.place.get().asList ?? false)

export const cards = new Cards()
export const follower = new Follower(wire, cards)

/** A page of one task shows no other. */
const openId = computed(() => given.task ?? route.value.task)
const opened = new Opened(wire, openId, canWrite)
export const { picture, gone, asOf } = opened
/** When the cards were last known to be right. */
export const heardAt = signal(Date.now())

type Listener = (items: readonly FeedItem[]) => void
const listeners = new Set<Listener>()

/** Hears what happens, until what it returns is called. */
export function hear(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function open(): void {
  wire.open({
    state(state) {
      way.value = state
      if (state.kind === 'up' && given.task === undefined) follower.load()
    },
    heard(items) {
      heardAt.value = Date.now()
      if (given.task === undefined) follower.hear(items)
      opened.hear(items)
      for (const listener of listeners) listener(items)
    },
  })
}
