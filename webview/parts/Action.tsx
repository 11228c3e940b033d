import { canWrite, picture } from '../state.ts'
import { isSent, type Subject, type Wish, wish } from '../wishes.ts'
import { Icon } from './Icon.tsx'

interface Props {
  readonly wish: Wish
  /** The open task, where none is given. */
  readonly about?: Subject
  readonly label: string
  readonly icon?: string
  readonly look?: 'btn' | 'btn sec' | 'quiet' | 'icon-btn' | 'link' | 'file-name'
  /** It works without the server. */
  readonly offline?: boolean
  readonly title?: string | undefined
  /** A card's own buttons are no stops of the Tab key. */
  readonly tabIndex?: number
  /** The key that presses it. */
  readonly number?: number
}

/** A button that asks for something; it rests while that is on its way, and without a server. */
export function Action({ wish: what, about, label, icon, look = 'btn sec', offline, title, tabIndex, number }: Props) {
  const sent = isSent(what, about?.task_id ?? picture.value?.task.task_id)
  const iconOnly = look === 'icon-btn'
  return (
    <button
      type="button"
      class={`${look}${sent ? ' sent' : ''}`}
      disabled={sent || (!offline && !canWrite.value)}
      aria-label={iconOnly ? label : undefined}
      tabIndex={tabIndex}
      title={title ?? (iconOnly ? label : undefined)}
      onClick={(event) => {
        event.stopPropagation()
        wish(what, about)
      }}
    >
      {number !== undefined && <span class="kbd">{number}</span>}
      {icon && <Icon name={icon} />}
      {!iconOnly && <span class="ell">{label}</span>}
    </button>
  )
}
