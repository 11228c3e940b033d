import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { StateMark } from '../parts/StateMark.tsx'
import { canWrite } from '../state.ts'
import { wish } from '../wishes.ts'
import { type Column, columnName, shown } from './columns.ts'

const marks = { ready: 'ready', progress: 'progress', needs: 'needs', handedOff: 'handoff', done: 'done' } as const

/** The heading of a column: what stands in it, and how many. */
export function Head({ column }: { column: Column }) {
  const count = shown[column].value.length
  return (
    <header class="col-head">
      <StateMark mark={marks[column]} share={0.6} />
      <h2>{columnName(column)}</h2>
      <span class={column === 'needs' && count > 0 ? 'badge call' : 'count'}>{count}</span>
      <span class="grow" />
      {column === 'ready' && (
        <button
          type="button"
          class="icon-btn"
          aria-label={l10n.t('New Task')}
          title={l10n.t('New Task')}
          disabled={!canWrite.value}
          onClick={() => wish({ kind: 'act', action: 'create' }, undefined)}
        >
          <Icon name="add" />
        </button>
      )}
    </header>
  )
}
