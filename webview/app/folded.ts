/** Which groups show only their heading: kept over a reload, as where one is. */
import { signal } from '@preact/signals'
import { wire } from '../state.ts'

/** Those that are not as they come. */
const turned = signal<ReadonlySet<string>>(new Set(wire.place.get().folded))

/** `comes`: folded, unless somebody opened it. */
export const isFolded = (key: string, comes = false) => turned.value.has(key) !== comes

export function fold(key: string): void {
  const next = new Set(turned.peek())
  if (!next.delete(key)) next.add(key)
  turned.value = next
  wire.place.set({ folded: [...next] })
}
