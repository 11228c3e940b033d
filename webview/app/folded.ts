/** Which groups show only their heading: kept over a reload, as where one is. */
import { signal } from '@preact/signals'
import { wire } from '../state.ts'

const folded = signal<ReadonlySet<string>>(new Set(wire.place.get().folded))

export const isFolded = (key: string) => folded.value.has(key)

export function fold(key: string): void {
  const next = new Set(folded.peek())
  if (!next.delete(key)) next.add(key)
  folded.value = next
  wire.place.set({ folded: [...next] })
}
