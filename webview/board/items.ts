/** What stands in a column from top to bottom: cards, and headings between them. */
import { isFolded } from '../app/folded.ts'
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { follower } from '../state.ts'
import { type Column, shown } from './columns.ts'

export type Item =
  | { readonly kind: 'card'; readonly card: Card; readonly next?: boolean }
  /** `underDay`: a heading says which day it was. */
  | { readonly kind: 'mini'; readonly card: Card; readonly underDay?: boolean }
  | { readonly kind: 'heading'; readonly text: string }
  /** Can be folded away. */
  | { readonly kind: 'blocked'; readonly count: number }
  /** More is at the host. */
  | { readonly kind: 'older' }
  /** More is here, in a lane. */
  | { readonly kind: 'rest'; readonly count: number; readonly show: () => void }

export function itemsOf(column: Column): Item[] {
  if (column === 'ready') return [...readyItems(shown.ready.value), ...blockedItems(shown.blocked.value)]
  if (column !== 'done') return shown[column].value.map((card) => ({ kind: 'card', card }))
  const items: Item[] = []
  let last = ''
  for (const card of shown.done.value) {
    const day = dayOf(card.finished_at ?? card.updated_at)
    if (day !== last) items.push({ kind: 'heading', text: day })
    last = day
    items.push({ kind: 'mini', card, underDay: true })
  }
  return follower.hasOlder.value ? [...items, { kind: 'older' }] : items
}

const readyItems = (ready: readonly Card[]) =>
  ready.map((card, index): Item => ({ kind: 'card', card, next: index === 0 }))

/** Below what is ready. */
function blockedItems(blocked: readonly Card[]): Item[] {
  if (blocked.length === 0) return []
  const heading: Item = { kind: 'blocked', count: blocked.length }
  return isFolded('blocked') ? [heading] : [heading, ...blocked.map((card): Item => ({ kind: 'card', card }))]
}

export const keyOf = (item: Item): string =>
  'card' in item ? item.card.task_id : `${item.kind} ${'text' in item ? item.text : ''}`

/** Pixels, near enough for the scroll bar; what is seen is measured. */
export function heightOf(item: Item): number {
  if (item.kind === 'mini') return 28
  if (item.kind !== 'card') return 24
  const { card } = item
  return 58 + (card.labels ? 24 : 0) + (card.current_owner ? 26 : 0) + (card.waiting_for ? 110 : 0)
}

export function dayOf(at: string): string {
  const date = new Date(at)
  const today = new Date()
  const days = Math.round((startOf(today) - startOf(date)) / 86_400_000)
  if (days <= 0) return l10n.t('Today')
  if (days === 1) return l10n.t('Yesterday')
  return date.toLocaleDateString(l10n.locale, {
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() !== today.getFullYear() && { year: 'numeric' }),
  })
}

const startOf = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
