/** The board by keyboard: one stop of the Tab key, arrows within, letters for what is done most. */
import { isTyping } from '../app/keys.ts'
import { letters } from '../app/letters.ts'
import type { Card } from '../data/card.ts'
import { dialog } from '../dialogs/dialog.ts'
import { cards } from '../state.ts'
import { wish } from '../wishes.ts'
import { current } from './focus.ts'
import { reached, type Spot, show, spotOf, startingWith } from './grid.ts'
import { selected, toggle, unselect } from './selection.ts'

/** Puts the keyboard at a card; false, where the board does not show it. */
export function focusCard(id: string): boolean {
  const spot = spotOf(id)
  if (!spot) return false
  current.value = id
  show(spot)
  // What was out of sight is drawn with the next frame.
  const find = (tries: number) => {
    const element = document.getElementById(`card-${id}`)
    if (element) element.focus()
    else if (tries > 0) requestAnimationFrame(() => find(tries - 1))
  }
  find(10)
  return true
}

export function hearKey(event: KeyboardEvent): void {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || dialog.peek()) return
  const at = (event.target as HTMLElement).closest<HTMLElement>('[data-card]')?.dataset.card
  const spot = spotOf(at)
  const card = at === undefined ? undefined : cards.card(at)
  if (!spot || !card) return
  const to = reached(event.key, spot)
  if (to) focusCard(to.task_id)
  else if (!find(event.key, spot) && !act(event.key, card)) return
  event.preventDefault()
  event.stopPropagation()
}

/** What was typed within a breath. */
let typed = { text: '', at: 0 }
const breath = 800

function find(key: string, spot: Spot): boolean {
  if (letters.peek() || key.length !== 1) return false
  const now = performance.now()
  const before = now - typed.at < breath ? typed.text : ''
  if (key === ' ' && before === '') return false
  const text = before + key.toLowerCase()
  typed = { text, at: now }
  // The first letter looks further than where one is; what follows may fit there still.
  const from = text.length === 1 ? { ...spot, index: spot.index + 1 } : spot
  const card = startingWith(text, from)
  if (card) focusCard(card.task_id)
  return true
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
    case ' ':
      toggle(card.task_id)
      return true
    case 'Escape':
      if (selected.peek().length === 0) return false
      unselect()
      return true
  }
  return letters.peek() && actByLetter(key, card, element)
}

function actByLetter(key: string, card: Card, element: HTMLElement | null): boolean {
  switch (key) {
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
