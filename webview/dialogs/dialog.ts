/** The question that is asked right now; one at a time. */
import { signal } from '@preact/signals'
import type { Subject } from '../wishes.ts'

export type Dialog =
  | { readonly kind: 'edit'; readonly about?: Subject }
  | {
      readonly kind: 'saveCheckpoint' | 'handOff' | 'answer' | 'reject' | 'cancel' | 'takeAway'
      readonly about: Subject
    }
  | { readonly kind: 'artifact'; readonly artifact_id: string }
  | { readonly kind: 'keys' }

export const dialog = signal<Dialog | undefined>(undefined)
