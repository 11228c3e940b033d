/** Which card the keyboard is at: the board's one stop of the Tab key. */
import { signal } from '@preact/signals'

export const current = signal<string | undefined>(undefined)
