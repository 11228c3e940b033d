import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { go } from './route.ts'

/** Closes the open task. */
export function Back({ icon }: { icon: 'arrow-left' | 'close' }) {
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={l10n.t('Back to the Board')}
      title={l10n.t('Back to the Board')}
      onClick={() => go({ task: undefined })}
    >
      <Icon name={icon} />
    </button>
  )
}
