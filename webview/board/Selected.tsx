import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { Menu } from '../parts/Menu.tsx'
import { placesFor } from './choices.ts'
import { selected, unselect } from './selection.ts'

/** What may be done with the cards that are chosen. */
export function Selected() {
  const all = selected.value
  if (all.length === 0) return null
  return (
    <div class="selected-bar" role="toolbar" aria-label={l10n.t('Selected cards')}>
      <span role="status">{l10n.t('{0} selected', all.length)}</span>
      <Menu label={l10n.t('Move to…')} icon="arrow-swap" choices={placesFor(all)} />
      <button
        type="button"
        class="icon-btn"
        aria-label={l10n.t('Clear Selection')}
        title={l10n.t('Clear Selection')}
        onClick={unselect}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
