import type { Measured } from './measure.ts'

/** One line of the report. */
export interface Row {
  name: string
  /** Reached, in `unit`. */
  value: number
  unit: '× floor' | 'ms' | 'MB' | '× native' | '×'
  /** None where a figure is only to be seen. */
  goal?: number
  better: 'more' | 'less'
  /** The same of the floor in the same run: per second where `value` is a ratio, else in `unit`. */
  floor?: number
  /** Ours per second, where `value` is a ratio. */
  perSecond?: number
  /** Milliseconds of one call. */
  p50?: number
  p99?: number
}

/** Ours against the floor, by the medians of their rounds. */
export const ratio = (name: string, goal: number, ours: Measured, floor: Measured): Row => ({
  name,
  value: ours.perSecond / floor.perSecond,
  unit: '× floor',
  goal,
  better: 'more',
  floor: floor.perSecond,
  perSecond: ours.perSecond,
  p50: ours.p50,
  p99: ours.p99,
})

/** Something of which less is better. */
export const atMost = (name: string, goal: number | undefined, value: number, unit: 'ms' | 'MB' | '×'): Row => ({
  name,
  value,
  unit,
  ...(goal !== undefined && { goal }),
  better: 'less',
})

/** By which share the goal was missed; 0 where it was met or there is none. */
export function missedBy({ value, goal, better }: Row): number {
  if (goal === undefined) return 0
  const short = better === 'more' ? (goal - value) / goal : (value - goal) / goal
  // A figure that could not be measured has met nothing.
  return Number.isNaN(short) ? 1 : Math.max(0, short)
}

const columns = ['what', 'goal', 'reached', '', 'ours/s', 'floor', 'p50 ms', 'p99 ms']

/** The report for people: aligned columns, names to the left, figures to the right. */
export function table(rows: Row[]): string {
  const cells = [columns, ...rows.map(cellsOf)]
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  const aligned = cells.map((line) =>
    line
      .map((cell, i) => (i === 0 || i === 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  )
  return [aligned[0], widths.map((width) => '─'.repeat(width)).join('  '), ...aligned.slice(1)].join('\n')
}

function cellsOf(row: Row): string[] {
  const { name, value, unit, goal, better, floor, perSecond, p50, p99 } = row
  const missed = missedBy(row)
  const verdict =
    goal === undefined ? '' : missed === 0 ? 'met' : `missed by ${Math.max(1, Math.round(missed * 100))} %`
  return [
    name,
    goal === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${goal}`,
    `${figure(value)} ${unit}`,
    verdict,
    perSecond === undefined ? '' : String(Math.round(perSecond)),
    floor === undefined ? '' : unit === 'ms' || unit === 'MB' ? `${figure(floor)} ${unit}` : `${Math.round(floor)}/s`,
    p50 === undefined ? '' : p50.toFixed(2),
    p99 === undefined ? '' : p99.toFixed(2),
  ]
}

const figure = (value: number): string => (Math.abs(value) >= 20 ? value.toFixed(0) : value.toFixed(2))
