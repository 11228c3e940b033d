import type { ComponentChildren } from 'preact'
import { fold, isFolded } from '../app/folded.ts'
import { Icon } from './Icon.tsx'

interface Props {
  /** What it is remembered by. */
  readonly of: string
  /** It comes folded. */
  readonly folded?: boolean
  readonly children: ComponentChildren
}

/** The heading of a group that can be folded away. */
export function Fold({ of, folded = false, children }: Props) {
  const isOpen = !isFolded(of, folded)
  return (
    <button type="button" class="fold" aria-expanded={isOpen} onClick={() => fold(of)}>
      <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      {children}
    </button>
  )
}
