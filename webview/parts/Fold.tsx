import type { ComponentChildren } from 'preact'
import { fold, isFolded } from '../app/folded.ts'
import { Icon } from './Icon.tsx'

/** The heading of a group that can be folded away. `of`: what it is remembered by. */
export function Fold({ of, children }: { of: string; children: ComponentChildren }) {
  const isOpen = !isFolded(of)
  return (
    <button type="button" class="fold" aria-expanded={isOpen} onClick={() => fold(of)}>
      <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      {children}
    </button>
  )
}
