import { useEffect, useRef, useState } from 'preact/hooks'
import type { PageWish } from '../../src/contract/page.ts'
import { wish } from '../bridge.ts'
import { canWrite } from '../state.ts'
import { Icon } from './Icon.tsx'

export interface Choice {
  readonly label: string
  readonly icon: string
  readonly wish: PageWish
}

/** A button with a menu: arrows move, Enter chooses, Esc gives the focus back. */
export function Menu({ label, choices }: { label: string; choices: readonly Choice[] }) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const items = () => [...(list.current?.querySelectorAll('button') ?? [])]

  useEffect(() => {
    if (open) list.current?.querySelector('button')?.focus()
  }, [open])

  const close = (refocus: boolean) => {
    setOpen(false)
    if (refocus) button.current?.focus()
  }
  const move = (event: KeyboardEvent) => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      all[(to + all.length) % all.length]?.focus()
    }
    if (event.key === 'Escape') close(true)
    if (event.key === 'Tab') close(false)
  }
  return (
    <span
      class="menu-box"
      onFocusOut={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) close(false)
      }}
    >
      <button
        ref={button}
        type="button"
        class="icon-btn"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={!canWrite.value}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          setOpen(true)
        }}
      >
        <Icon name="ellipsis" />
      </button>
      {open && (
        <div ref={list} class="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={move}>
          {choices.map((choice) => (
            <button
              key={choice.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close(true)
                wish(choice.wish)
              }}
            >
              <Icon name={choice.icon} />
              {choice.label}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}
