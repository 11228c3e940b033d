import { useRef } from 'preact/hooks'
import { isFolded } from '../app/folded.ts'
import { l10n } from '../l10n.ts'
import { Fold } from '../parts/Fold.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { type ListHandle, VirtualList } from '../parts/VirtualList.tsx'
import { type Column, columnName, columns } from './columns.ts'
import { dragOver, drop, isOver } from './drag.ts'
import { Entry } from './Entry.tsx'
import { grid } from './grid.ts'
import { Head } from './Head.tsx'
import { heightOf, keyOf } from './items.ts'
import { type Lane, lanes } from './lanes.ts'

const foldOf = ({ holder }: Lane) => `lane ${holder}`

/** The columns, cut across by who has the tasks. */
export function Lanes() {
  const list = useRef<ListHandle>(null)
  const all = lanes.value
  grid.length = 0
  for (const [at, lane] of all.entries()) grid.push(isFolded(foldOf(lane)) ? {} : cellsOf(lane, at))

  function cellsOf({ cells }: Lane, at: number) {
    const show = () => list.current?.show(at)
    return Object.fromEntries(columns.map((column) => [column, { items: cells[column], show }]))
  }
  return (
    <div class="lanes">
      <div class="lane-heads">
        {columns.map((column) => (
          <Head key={column} column={column} />
        ))}
      </div>
      <VirtualList
        items={all}
        keyOf={({ holder }) => holder}
        estimate={estimate}
        gap={8}
        label={l10n.t('Lanes')}
        handle={list}
        row={(lane) => <LaneRow lane={lane} />}
      />
    </div>
  )
}

function LaneRow({ lane }: { lane: Lane }) {
  const { holder, count } = lane
  const name = holder || l10n.t('Nobody')
  return (
    <section class="lane" aria-label={name}>
      <h3 class="lane-head">
        <Fold of={foldOf(lane)}>
          <Glyph agent={holder} />
          {name}
          <span class="count">{count}</span>
        </Fold>
      </h3>
      {!isFolded(foldOf(lane)) && (
        <div class="cells">
          {columns.map((column) => (
            <CellOf key={column} lane={lane} column={column} />
          ))}
        </div>
      )}
    </section>
  )
}

function CellOf({ lane: { holder, cells }, column }: { lane: Lane; column: Column }) {
  const place = { column, holder }
  return (
    <ul
      class={`cell-of ${column}${isOver(place) ? ' target' : ''}`}
      onDragEnter={(event) => dragOver(event, place)}
      onDragOver={(event) => dragOver(event, place)}
      onDrop={(event) => drop(event, place)}
      aria-label={columnName(column)}
    >
      {cells[column].map((item) => (
        <li key={keyOf(item)}>
          <Entry item={item} />
        </li>
      ))}
    </ul>
  )
}

function estimate(lane: Lane): number {
  if (isFolded(foldOf(lane))) return 34
  return (
    46 + Math.max(...columns.map((column) => lane.cells[column].reduce((sum, item) => sum + heightOf(item) + 6, 0)))
  )
}
