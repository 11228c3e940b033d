/**
 * What the board draws right now, for the keyboard: lanes from top to bottom, each with a cell for every column. A board
 * without lanes is one lane.
 */
import type { Card } from '../data/card.ts'
import { type Column, columns } from './columns.ts'
import type { Item } from './items.ts'

export interface Cell {
  readonly items: readonly Item[]
  /** Brings an item into view, so that it is drawn. */
  show(index: number): void
}
export type Cells = Partial<Record<Column, Cell>>

/** Written by what draws it. */
export const grid: Cells[] = []

export interface Spot {
  readonly lane: number
  readonly column: number
  readonly index: number
}

const cellAt = ({ lane, column }: Pick<Spot, 'lane' | 'column'>) => grid[lane]?.[columns[column] as Column]
const cardIn = (item: Item | undefined) => (item && 'card' in item ? item.card : undefined)

export function spotOf(id: string | undefined): Spot | undefined {
  for (const [lane, cells] of grid.entries())
    for (const [column, name] of columns.entries()) {
      const index = cells[name]?.items.findIndex((item) => cardIn(item)?.task_id === id) ?? -1
      if (index >= 0) return { lane, column, index }
    }
  return undefined
}

export const show = (spot: Spot) => cellAt(spot)?.show(spot.index)

/** The nearest card of a cell, from an item on, in one direction. */
function within({ lane, column, index }: Spot, step: number): Card | undefined {
  const items = cellAt({ lane, column })?.items ?? []
  for (let at = index; at >= 0 && at < items.length; at += step) {
    const card = cardIn(items[at])
    if (card) return card
  }
  return undefined
}

/** Down or up, from lane to lane. */
function along(from: Spot, step: 1 | -1): Card | undefined {
  let card = within(from, step)
  for (let lane = from.lane + step; !card && lane >= 0 && lane < grid.length; lane += step)
    card = edge({ ...from, lane }, step)
  return card
}

/** The first card of a cell, or its last. */
function edge({ lane, column }: Spot, step: 1 | -1): Card | undefined {
  const { length } = cellAt({ lane, column })?.items ?? []
  return within({ lane, column, index: step > 0 ? 0 : length - 1 }, step)
}

function across({ lane, column, index }: Spot, step: 1 | -1): Card | undefined {
  for (let to = column + step; to >= 0 && to < columns.length; to += step) {
    const near = Math.min(index, (cellAt({ lane, column: to })?.items.length ?? 0) - 1)
    const spot = { lane, column: to, index: Math.max(near, 0) }
    const card = within(spot, -1) ?? within(spot, 1)
    if (card) return card
  }
  return undefined
}

/** The next card from a spot on whose id or title begins like this; after the last comes the first. */
export function startingWith(text: string, from: Spot): Card | undefined {
  const all = grid.flatMap((cells) =>
    columns.flatMap((column) => cells[column]?.items.flatMap((item) => cardIn(item) ?? []) ?? []),
  )
  const here = cellAt(from)?.items[from.index]
  const start = all.indexOf(cardIn(here) as Card)
  const begins = (value: string) => value.toLowerCase().startsWith(text)
  return [...all.slice(start), ...all.slice(0, start)].find(({ task_id, title }) => begins(task_id) || begins(title))
}

/** Where a key leads to. */
export function reached(key: string, spot: Spot): Card | undefined {
  switch (key) {
    case 'ArrowDown':
      return along({ ...spot, index: spot.index + 1 }, 1)
    case 'ArrowUp':
      return along({ ...spot, index: spot.index - 1 }, -1)
    case 'Home':
      return along({ ...spot, lane: 0, index: 0 }, 1)
    case 'End': {
      const lane = grid.length - 1
      return edge({ ...spot, lane }, -1) ?? along({ ...spot, lane, index: -1 }, -1)
    }
    case 'ArrowRight':
      return across(spot, 1)
    case 'ArrowLeft':
      return across(spot, -1)
    default:
      return undefined
  }
}
