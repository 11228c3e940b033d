/** Cards that a person chose together, to move them together. */
import { computed, signal } from '@preact/signals'
import { cards } from '../state.ts'

const chosen = signal<ReadonlySet<string>>(new Set())

export const isSelected = (id: string) => chosen.value.has(id)

/** Without those that are gone by now. */
export const selected = computed(() => [...chosen.value].flatMap((id) => cards.card(id) ?? []))

export function toggle(id: string): void {
  const next = new Set(chosen.peek())
  if (!next.delete(id)) next.add(id)
  chosen.value = next
}

export function unselect(): void {
  chosen.value = new Set()
}
