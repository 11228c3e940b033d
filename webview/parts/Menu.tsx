import { useEffect, useRef, useState } from 'preact/hooks'
import { canWrite } from '../state.ts'
import { type Subject, type Wish, wish } from '../wishes.ts'
import { Icon } from './Icon.tsx'
import { placeBy } from './popup.ts'

export interface Choice {
  readonly label: string
  readonly icon: string
  readonly wish?: Wish
  /** Instead of a wish. */
  readonly run?: () => void
  /** Why it cannot be chosen. */
  readonly why?: string | undefined
  /** One of several that are the case or not. */
  readonly checked?: boolean
}

interface Props {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly icon?: string
  /** The open task, where none is given. */
  readonly about?: Subject
  /** A card's own buttons are no stops of the Tab key. */
  readonly tabIndex?: number
  /** It works without the server. */
  readonly offline?: boolean
}

/** A button with a menu: arrows move, Enter chooses, Esc gives the focus back. */
export function Menu({ label, choices, icon = 'ellipsis', about, tabIndex, offline }: Props) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!open || !list.current || !button.current) return
    // On top of everything: what scrolls would cut it off.
    list.current.showPopover()
    placeBy(list.current, button.current.getBoundingClientRect())
    list.current.querySelector<HTMLElement>('button:not([aria-disabled=true])')?.focus()
  }, [open])

  const close = (refocus: boolean) => {
    setOpen(false)
    if (refocus) button.current?.focus()
  }
  const move = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      all[(to + all.length) % all.length]?.focus()
    }
    event.stopPropagation()
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
        disabled={!offline && !canWrite.value}
        tabIndex={tabIndex}
        onClick={(event) => {
          event.stopPropagation()
          setOpen(!open)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          event.stopPropagation()
          setOpen(true)
        }}
      >
        <Icon name={icon} />
      </button>
      {open && (
        <div ref={list} class="menu" popover="manual" role="menu" aria-label={label} tabIndex={-1} onKeyDown={move}>
          {choices.map(({ label: text, icon: mark, wish: wanted, run, why, checked }) => (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only where the role is menuitemradio
            <button
              key={text}
              type="button"
              role={checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={checked}
              tabIndex={-1}
              aria-disabled={why !== undefined}
              title={why}
              onClick={(event) => {
                event.stopPropagation()
                if (why !== undefined) return
                close(true)
                run?.()
                if (wanted) wish(wanted, about)
              }}
            >
              <Icon name={checked ? 'check' : mark} />
              {text}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}
