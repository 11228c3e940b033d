/** The board by keyboard: one stop of the Tab key, arrows within, letters for what is done most. */

import { isTyping } from '../app/keys.ts'
import type { Card } from '../data/card.ts'
import { dialog } from '../dialogs/dialog.ts'
import { cards } from '../state.ts'
import { wish } from '../wishes.ts'
import { type Column, columns } from './columns.ts'
import { current } from './focus.ts'
import type { Item } from './items.ts'

interface List {
  readonly items: readonly Item[]
  readonly show: (index: number) => void
}
/** What the columns draw right now. */
export const lists: Partial<Record<Column, List>> = {}

const cardIn = (item: Item | undefined) => (item && 'card' in item ? item.card : undefined)

interface Spot {
  readonly column: number
  readonly index: number
}

function spotOf(id: string | undefined): Spot | undefined {
  for (const [column, name] of columns.entries()) {
    const index = lists[name]?.items.findIndex((item) => cardIn(item)?.task_id === id) ?? -1
    if (index >= 0) return { column, index }
  }
  return undefined
}

/** The nearest card from a spot on, in one direction. */
function nearest({ column, index }: Spot, step: number): Card | undefined {
  const items = lists[columns[column] as Column]?.items ?? []
  for (let at = index; at >= 0 && at < items.length; at += step) {
    const card = cardIn(items[at])
    if (card) return card
  }
  return undefined
}

function focusCard(id: string): void {
  const spot = spotOf(id)
  if (!spot) return
  current.value = id
  lists[columns[spot.column] as Column]?.show(spot.index)
  // What was out of sight is drawn with the next frame.
  const find = (tries: number) => {
    const element = document.getElementById(`card-${id}`)
    if (element) element.focus()
    else if (tries > 0) requestAnimationFrame(() => find(tries - 1))
  }
  find(10)
}

function target(key: string, spot: Spot): Card | undefined {
  const { column, index } = spot
  const length = lists[columns[column] as Column]?.items.length ?? 0
  switch (key) {
    case 'ArrowDown':
      return nearest({ column, index: index + 1 }, 1)
    case 'ArrowUp':
      return nearest({ column, index: index - 1 }, -1)
    case 'Home':
      return nearest({ column, index: 0 }, 1)
    case 'End':
      return nearest({ column, index: length - 1 }, -1)
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = key === 'ArrowRight' ? 1 : -1
      for (let to = column + step; to >= 0 && to < columns.length; to += step) {
        const items = lists[columns[to] as Column]?.items ?? []
        const near = Math.min(index, items.length - 1)
        const card = nearest({ column: to, index: near }, -1) ?? nearest({ column: to, index: Math.max(near, 0) }, 1)
        if (card) return card
      }
    }
  }
  return undefined
}

export function hearKey(event: KeyboardEvent): void {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || dialog.peek()) return
  const at = (event.target as HTMLElement).closest<HTMLElement>('[data-card]')?.dataset.card
  const spot = spotOf(at)
  const card = at === undefined ? undefined : cards.card(at)
  if (!spot || !card) return
  const to = target(event.key, spot)
  if (to) focusCard(to.task_id)
  else if (!act(event.key, card)) return
  event.preventDefault()
  event.stopPropagation()
}

function act(key: string, card: Card): boolean {
  const element = document.getElementById(`card-${card.task_id}`)
  const option = card.question?.options?.[Number(key) - 1]
  if (option !== undefined && card.question) {
    wish({ kind: 'answer', question_id: card.question.question_id, answer: option }, card)
    return true
  }
  switch (key) {
    case 'Enter':
      wish({ kind: 'task', task_id: card.task_id })
      return true
    case 'm':
      element?.querySelectorAll<HTMLElement>('.acts [aria-haspopup=menu]')[0]?.click()
      return true
    case 'r':
      wish({ kind: 'act', action: 'resume' }, card)
      return true
    case 'c':
      wish({ kind: 'act', action: 'copyBrief' }, card)
      return true
    case 'a':
      if (card.waiting_for === 'answer') element?.querySelector<HTMLElement>('.answers input')?.focus()
      return card.waiting_for === 'answer'
    default:
      return false
  }
}
