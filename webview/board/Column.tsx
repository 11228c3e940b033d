import { useRef } from 'preact/hooks'
import { l10n } from '../l10n.ts'
import { type ListHandle, VirtualList } from '../parts/VirtualList.tsx'
import { columnName, type Column as Name, shown } from './columns.ts'
import { dragOver, drop, isOver } from './drag.ts'
import { Entry } from './Entry.tsx'
import { grid } from './grid.ts'
import { Head } from './Head.tsx'
import { heightOf, itemsOf, keyOf } from './items.ts'

const nothing = (column: Name): string =>
  ({
    ready: l10n.t('Nothing is ready.'),
    progress: l10n.t('Nobody works on anything.'),
    needs: l10n.t('Nobody waits for you.'),
    handedOff: l10n.t('Nothing waits to be picked up.'),
    done: l10n.t('Nothing is done yet.'),
  })[column]

export function Column({ column }: { column: Name }) {
  const list = useRef<ListHandle>(null)
  const items = itemsOf(column)
  if (grid[0]) grid[0][column] = { items, show: (index) => list.current?.show(index) }
  const name = columnName(column)
  const place = { column }
  return (
    <section
      class={`col ${column}${isOver(place) ? ' target' : ''}`}
      aria-label={name}
      onDragEnter={(event) => dragOver(event, place)}
      onDragOver={(event) => dragOver(event, place)}
      onDrop={(event) => drop(event, place)}
    >
      <Head column={column} />
      {items.length === 0 ? (
        <p class="none">{nothing(column)}</p>
      ) : (
        <VirtualList
          items={items}
          keyOf={keyOf}
          estimate={heightOf}
          gap={column === 'done' ? 0 : 6}
          label={name}
          handle={list}
          row={(item) => <Entry item={item} />}
        />
      )}
    </section>
  )
}

export const isEmpty = (column: Name) =>
  shown[column].value.length === 0 && (column !== 'ready' || shown.blocked.value.length === 0)
