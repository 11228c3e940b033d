import { l10n } from '../l10n.ts'
import { Fold } from '../parts/Fold.tsx'
import { Card } from './Card.tsx'
import type { Item } from './items.ts'
import { Mini } from './Mini.tsx'
import { Older } from './Older.tsx'

/** One thing that stands in a column. */
export function Entry({ item }: { item: Item }) {
  switch (item.kind) {
    case 'card':
      return <Card card={item.card} next={item.next ?? false} />
    case 'mini':
      return <Mini card={item.card} underDay={item.underDay ?? false} />
    case 'heading':
      return <h3 class="sub">{item.text}</h3>
    case 'blocked':
      return (
        <h3 class="sub">
          <Fold of="blocked">
            {l10n.t('Blocked')}
            <span class="count">{item.count}</span>
          </Fold>
        </h3>
      )
    case 'older':
      return <Older />
    case 'rest':
      return (
        <button type="button" class="quiet older" onClick={item.show}>
          {l10n.t('{0} more', item.count)}
        </button>
      )
  }
}
