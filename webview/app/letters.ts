/** Whether single letters are keys. Who dictates, or types without looking, switches them off; then typing finds a card. */
import { signal } from '@preact/signals'
import { wire } from '../state.ts'

export const letters = signal(wire.place.get().letters ?? true)

export function setLetters(on: boolean): void {
  letters.value = on
  wire.place.set({ letters: on })
}
