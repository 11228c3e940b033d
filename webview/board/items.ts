/** What stands in a column from top to bottom: cards, and headings between them. */
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { type Column, shown } from './columns.ts'

export type Item =
  | { readonly kind: 'card'; readonly card: Card; readonly next?: boolean }
  | { readonly kind: 'mini'; readonly card: Card }
  | { readonly kind: 'heading'; readonly text: string; readonly count?: number }
  | { readonly kind: 'older' }

export function itemsOf(column: Column, hasOlder: boolean): Item[] {
  if (column === 'ready') {
    const blocked = shown.blocked.value
    return [
      ...shown.ready.value.map((card, index): Item => ({ kind: 'card', card, next: index === 0 })),
      ...(blocked.length > 0 ? [{ kind: 'heading', text: l10n.t('Blocked'), count: blocked.length } as const] : []),
      ...blocked.map((card): Item => ({ kind: 'card', card })),
    ]
  }
  if (column !== 'done') return shown[column].value.map((card) => ({ kind: 'card', card }))
  const items: Item[] = []
  let last = ''
  for (const card of shown.done.value) {
    const day = dayOf(card.finished_at ?? card.updated_at)
    if (day !== last) items.push({ kind: 'heading', text: day })
    last = day
    items.push({ kind: 'mini', card })
  }
  return hasOlder ? [...items, { kind: 'older' }] : items
}

export const keyOf = (item: Item): string =>
  item.kind === 'card' || item.kind === 'mini' ? item.card.task_id : `${item.kind} ${'text' in item ? item.text : ''}`

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
