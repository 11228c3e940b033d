import { l10n } from '../l10n.ts'
import { follower } from '../state.ts'

/** More is finished than was read. */
export const Older = () => (
  <button type="button" class="quiet older" onClick={() => void follower.showOlder()}>
    {l10n.t('Show older')}
  </button>
)
