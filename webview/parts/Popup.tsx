import type { ComponentChildren } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import { Icon } from './Icon.tsx'
import { placeBy } from './popup.ts'

interface Props {
  readonly label: string
  readonly icon: string
  /** What is in it makes a difference right now. */
  readonly on: boolean
  readonly children: ComponentChildren
}

/** A button with a small form; a click elsewhere or Esc closes it. */
export function Popup({ label, icon, on, children }: Props) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`icon-btn${on ? ' on' : ''}`}
        aria-label={label}
        title={label}
        aria-expanded={open}
        popovertarget={id}
      >
        <Icon name={icon} />
      </button>
      <div
        id={id}
        class="popup"
        popover="auto"
        role="dialog"
        aria-label={label}
        onToggle={({ newState, currentTarget }) => {
          setOpen(newState === 'open')
          if (newState === 'open' && button.current) placeBy(currentTarget, button.current.getBoundingClientRect())
        }}
      >
        {children}
      </div>
    </>
  )
}
