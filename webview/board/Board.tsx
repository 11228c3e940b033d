import { useEffect } from 'preact/hooks'
import { change, isFiltered, none, route } from '../app/route.ts'
import { l10n } from '../l10n.ts'
import { cards, follower } from '../state.ts'
import { Column, isEmpty } from './Column.tsx'
import { columns } from './columns.ts'
import { refusal } from './drag.ts'
import { Empty } from './Empty.tsx'
import { followFlights } from './flight.ts'
import { grid } from './grid.ts'
import { hearKey } from './keys.ts'
import { Lanes } from './Lanes.tsx'
import { Selected } from './Selected.tsx'
import { followTouches } from './touched.ts'

export function Board() {
  useEffect(followTouches, [])
  useEffect(followFlights, [])
  if (!follower.isRead.value) return <main class="nothing muted">{l10n.t('Reading the tasks…')}</main>
  if (cards.size === 0) return <Empty />
  return (
    <main class="board-view" aria-label={l10n.t('Board')} onKeyDown={hearKey}>
      {isFiltered.value && columns.every(isEmpty) ? <NoMatch /> : route.value.lanes ? <Lanes /> : <Columns />}
      <Selected />
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

function Columns() {
  grid.splice(0, grid.length, {})
  return (
    <div class="board">
      {columns.map((column) => (
        <Column key={column} column={column} />
      ))}
    </div>
  )
}

export const NoMatch = () => (
  <p class="nothing">
    {l10n.t('No task matches.')}{' '}
    <button type="button" class="link" onClick={() => change({ filter: none })}>
      {l10n.t('Clear Filters')}
    </button>
  </p>
)
