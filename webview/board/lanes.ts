/** The board cut across: a lane for everybody who holds or is offered something, and one for what nobody has. */
import { computed, signal } from '@preact/signals'
import type { Card } from '../data/card.ts'
import { type Column, columns, holderOf, shown } from './columns.ts'
import type { Item } from './items.ts'

export interface Lane {
  /** Empty: nobody. */
  readonly holder: string
  /** What is not finished. */
  readonly count: number
  readonly cells: Readonly<Record<Column, readonly Item[]>>
}

/** A lane is drawn whole, so what stands in a cell is bounded until somebody wants to see the rest. */
const most: Readonly<Record<Column, number>> = { ready: 8, progress: 12, needs: 8, handedOff: 8, done: 4 }
const step = 50
const opened = signal<ReadonlyMap<string, number>>(new Map())

export const lanes = computed((): readonly Lane[] => {
  const of = new Map<string, Record<Column, Card[]>>()
  for (const column of columns)
    for (const card of inColumn(column)) {
      const holder = holderOf(card)
      const cells = of.get(holder) ?? { ready: [], progress: [], needs: [], handedOff: [], done: [] }
      of.set(holder, cells)
      cells[column].push(card)
    }
  return [...of]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || a.localeCompare(b))
    .map(([holder, cells]) => laneOf(holder, cells))
})

const inColumn = (column: Column): readonly Card[] =>
  column === 'ready' ? [...shown.ready.value, ...shown.blocked.value] : shown[column].value

function laneOf(holder: string, cards: Readonly<Record<Column, readonly Card[]>>): Lane {
  const cells = Object.fromEntries(columns.map((column) => [column, itemsIn(holder, column, cards[column])]))
  const count = columns.reduce((sum, column) => sum + (column === 'done' ? 0 : cards[column].length), 0)
  return { holder, count, cells: cells as Record<Column, Item[]> }
}

function itemsIn(holder: string, column: Column, cards: readonly Card[]): Item[] {
  const key = `${holder}\n${column}`
  const limit = opened.value.get(key) ?? most[column]
  const kind = column === 'done' ? 'mini' : 'card'
  const items = cards.slice(0, limit).map((card): Item => ({ kind, card }))
  const count = cards.length - items.length
  if (count === 0) return items
  const show = () => {
    opened.value = new Map(opened.peek()).set(key, limit + step)
  }
  return [...items, { kind: 'rest', count, show }]
}
