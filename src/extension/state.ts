/** How things stand, for one store and for the whole window; everything that a person sees of it is told from here. */
import type { HostRecord } from '../contract/places.ts'

export type State =
  /** Nothing asked for it yet; `exists`: there are tasks on disk. */
  | { readonly kind: 'off'; readonly exists: boolean }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'up'; readonly record: HostRecord }
  /** By a person; it stays so until a person starts it. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'down'; readonly why: string }

/** `readOnly`: down because the store's folder cannot be written. */
export type WindowState = 'noFolder' | 'untrusted' | 'readOnly' | State['kind']

/** One word for several stores: what needs a person comes first, what works next. */
export function together(states: readonly State[]): State['kind'] {
  const kinds = new Set(states.map(({ kind }) => kind))
  return (['down', 'up', 'connecting', 'stopped'] as const).find((kind) => kinds.has(kind)) ?? 'off'
}
