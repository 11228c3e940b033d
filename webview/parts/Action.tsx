import type { PageWish } from '../../src/contract/page.ts'
import { wish } from '../bridge.ts'
import { canWrite, pending } from '../state.ts'
import { Icon } from './Icon.tsx'

interface Props {
  readonly wish: PageWish
  readonly label: string
  readonly icon?: string
  readonly look?: 'btn' | 'btn sec' | 'quiet' | 'icon-btn' | 'link' | 'file-name'
  /** It works without the server. */
  readonly offline?: boolean
  readonly title?: string | undefined
}

const isSent = (what: PageWish) => [...pending.value.values()].includes(JSON.stringify(what))

/** A button that asks the editor for something; it rests while that is on its way, and without a server. */
export function Action({ wish: what, label, icon, look = 'btn sec', offline, title }: Props) {
  const sent = isSent(what)
  const iconOnly = look === 'icon-btn'
  return (
    <button
      type="button"
      class={`${look}${sent ? ' sent' : ''}`}
      disabled={sent || (!offline && !canWrite.value)}
      aria-label={iconOnly ? label : undefined}
      title={title ?? (iconOnly ? label : undefined)}
      onClick={() => wish(what)}
    >
      {icon && <Icon name={icon} />}
      {!iconOnly && <span class="ell">{label}</span>}
    </button>
  )
}
