import { change, isFiltered, none } from '../app/route.ts'
import { l10n } from '../l10n.ts'
import { cards, follower } from '../state.ts'
import { Column } from './Column.tsx'
import { columns } from './columns.ts'
import { refusal } from './drag.ts'
import { Empty } from './Empty.tsx'
import { hearKey } from './keys.ts'

export function Board() {
  if (!follower.isRead.value) return <main class="nothing muted">{l10n.t('Reading the tasks…')}</main>
  if (cards.size === 0) return <Empty />
  const nothing = isFiltered.value && columns.every((column) => !Column.has(column))
  return (
    <main class="board" aria-label={l10n.t('Board')} onKeyDown={hearKey}>
      {nothing ? (
        <p class="nothing">
          {l10n.t('No task matches.')}{' '}
          <button type="button" class="link" onClick={() => change({ filter: none })}>
            {l10n.t('Clear Filters')}
          </button>
        </p>
      ) : (
        columns.map((column) => <Column key={column} column={column} />)
      )}
      {refusal.value && (
        <p
          class="drag-label"
          role="status"
          style={{ left: `${refusal.value.x + 14}px`, top: `${refusal.value.y + 14}px` }}
        >
          {refusal.value.why}
        </p>
      )}
    </main>
  )
}
