/** A card on its way, and what the column under it would say. */
import { signal } from '@preact/signals'
import type { Card } from '../data/card.ts'
import { canWrite } from '../state.ts'
import { isIn, moveTo, type Place } from './columns.ts'
import { move } from './moving.ts'
import { isSelected, selected } from './selection.ts'

export const dragged = signal<Card | undefined>(undefined)
const over = signal<Place | undefined>(undefined)
export const isOver = ({ column, holder }: Place) => over.value?.column === column && over.value.holder === holder
/** Why the column under the pointer refuses, and where the pointer is. */
export const refusal = signal<{ readonly why: string; readonly x: number; readonly y: number } | undefined>(undefined)

export function startDrag(event: DragEvent, card: Card): void {
  if (!canWrite.peek()) {
    event.preventDefault()
    return
  }
  dragged.value = card
  event.dataTransfer?.setData('text/plain', card.task_id)
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move'
}

export function stopDrag(): void {
  dragged.value = undefined
  over.value = undefined
  refusal.value = undefined
}

export function dragOver(event: DragEvent, place: Place): void {
  const card = dragged.peek()
  if (!card) return
  const to = isIn(card, place) ? undefined : moveTo(card, place)
  const allowed = to !== undefined && 'action' in to
  // Told for every few pixels.
  if (!allowed) over.value = undefined
  else if (!isOver(place)) over.value = place
  refusal.value = to && 'why' in to ? { why: to.why, x: event.clientX, y: event.clientY } : undefined
  // A column that does not take part is not told where the pointer goes, and could not say why it refuses.
  event.preventDefault()
  if (event.dataTransfer) event.dataTransfer.dropEffect = allowed ? 'move' : 'none'
}

export function drop(event: DragEvent, place: Place): void {
  const card = dragged.peek()
  event.preventDefault()
  stopDrag()
  if (card) move(isSelected(card.task_id) ? selected.peek() : [card], place)
}
