/** The question that is asked right now; one at a time. */
import { signal } from '@preact/signals'
import type { Subject } from '../wishes.ts'

export type Dialog =
  | { readonly kind: 'edit'; readonly about?: Subject }
  | {
      readonly kind: 'saveCheckpoint' | 'answer' | 'reject' | 'cancel'
      readonly about: Subject
    }
  | { readonly kind: 'handOff'; readonly about: Subject; readonly others?: readonly Subject[]; readonly to?: string }
  | { readonly kind: 'takeAway'; readonly about: Subject; readonly others?: readonly Subject[] }
  | { readonly kind: 'artifact'; readonly artifact_id: string }
  | { readonly kind: 'keys' | 'saveView' }

export const dialog = signal<Dialog | undefined>(undefined)
