/** The relay standing, where there is no room to lie: lanes are columns, order runs down, words stand to the right. */
import { lanesOf } from './lanes.ts'
import { linesIn } from './lines.ts'
import { type Baton, type Dot, type Drawing, type Line, lieOf, ofEnd, ofNow, ofStop, type Ring } from './shapes.ts'
import type { Leg, Story } from './story.ts'
import { why } from './words.ts'

export type Row =
  | { readonly y: number; readonly kind: 'name'; readonly leg: number }
  | { readonly y: number; readonly kind: 'stop'; readonly leg: number; readonly stop: number }
  | { readonly y: number; readonly kind: 'end'; readonly leg: number; readonly lines: number }
  | { readonly y: number; readonly kind: 'ahead'; readonly step: number }
  | { readonly y: number; readonly kind: 'more'; readonly count: number }
  | { readonly y: number; readonly kind: 'waiting' }

export interface Standing extends Drawing {
  /** Where the words begin. */
  readonly words: number
  readonly rows: readonly Row[]
  readonly finish: number
}

const apart = 18
const column = (index: number) => 12 + apart * index
const line = 16
const mostRings = 5
const mostStops = 6
const mostLines = 3
/** `widthOf`: pixels of a text. */
export function standing(story: Story, width: number, widthOf: (text: string) => number): Standing {
  const lanes = lanesOf(story.legs, story.now)
  const words = column(lanes.all.length) + 6
  const linesOf = (text: string | undefined) =>
    text ? Math.min(mostLines, linesIn(text, Math.max(80, width - words), widthOf)) : 0
  const lines: Line[] = []
  const batons: Baton[] = []
  const dots: Dot[] = []
  const rows: Row[] = []
  const draw = (kind: Line['kind'], d: string) => lines.push({ kind, d })
  let y = 12

  for (const [index, leg] of story.legs.entries()) {
    const x = column(lanes.laneOf(leg.agent))
    const live = !leg.end
    const from = y
    rows.push({ y: y - 9, kind: 'name', leg: index })
    const first = Math.max(0, leg.stops.length - mostStops)
    for (const [i, stop] of leg.stops.entries()) {
      if (i < first) continue
      y += i === first ? line : apart
      dots.push({ x, y, tests: stop.tests, live, of: ofStop(stop.number) })
      rows.push({ y: y - 8, kind: 'stop', leg: index, stop: i })
    }
    if (live) {
      y += 28
      draw('live', `M${x} ${from}V${y - 2}`)
      batons.push({ lie: story.now.kind === 'asking' ? 'asking' : 'carried', x, y, turn: 66, of: ofNow })
      y += 16
      continue
    }
    y += apart
    draw('leg', `M${x} ${from}V${y}`)
    y = ended(leg, index, x, y)
  }

  function ended(leg: Leg, index: number, x: number, from: number): number {
    const { end } = leg
    const text = rows.push({ y: from + 1, kind: 'end', leg: index, lines: linesOf(end && why(end)) })
    const { lines: count = 0 } = rows[text - 1] as { lines?: number }
    const room = line * (1 + count) + (end?.how === 'passed' ? 18 : 24)
    const to = from + Math.max(room, 48)
    if (end?.how === 'finished') {
      draw('leg', `M${x} ${from}V${from + line + 10}`)
      batons.push({ lie: 'finished', x, y: from + line + 12, turn: 0, of: ofEnd(index) })
      return from + line + 12
    }
    const next = story.legs[index + 1]
    const lane = next ? lanes.laneOf(next.agent) : story.now.kind === 'waiting' ? lanes.waiting : undefined
    const dropped = end?.how === 'dropped'
    if (dropped) batons.push({ lie: 'dropped', x, y: from + 6, turn: 0, of: ofEnd(index) })
    if (lane === undefined) return from + room
    const xTo = column(lane)
    if (end?.how === 'passed') {
      draw('leg', `M${x} ${from}C${x} ${to - 12} ${xTo} ${to - 24} ${xTo} ${to}`)
      batons.push({
        lie: 'passed',
        x: (x + xTo) / 2,
        y: (from + to + 3 * (2 * to - 36)) / 8,
        turn: turnOf(xTo - x),
        of: ofEnd(index),
      })
    } else {
      const bend = to - 34
      draw('gap', `M${x} ${dropped ? from + 18 : from}V${bend}C${x} ${bend + 22} ${xTo} ${bend + 12} ${xTo} ${to}`)
      if (!dropped)
        batons.push({
          lie: end ? lieOf[end.how] : 'put',
          x: (x + xTo) / 2,
          y: bend + 17,
          turn: turnOf(xTo - x),
          of: ofEnd(index),
        })
    }
    return to
  }

  const rings: Ring[] = []
  const isOver = story.now.kind === 'over' || story.now.kind === 'finished'
  if (!isOver) {
    const agent = story.legs.at(-1)?.agent ?? ''
    const x = column(story.now.kind === 'waiting' ? lanes.waiting : lanes.laneOf(agent))
    if (story.now.kind === 'waiting') {
      if (story.legs.length === 0) {
        batons.push({ lie: 'put', x, y: y + 2, turn: 90, of: ofNow })
        y += 6
      }
      rows.push({ y: y - 9, kind: 'waiting' })
      y += line
    }
    const from = y
    for (const [i] of story.ahead.slice(0, mostRings).entries()) {
      y += i === 0 ? 10 : apart
      rings.push({ x, y, number: story.done + i + 1 })
      rows.push({ y: y - 8, kind: 'ahead', step: i })
    }
    const rest = story.ahead.length - rings.length
    if (rest > 0) {
      y += apart
      rows.push({ y: y - 8, kind: 'more', count: rest })
    }
    draw(story.now.kind === 'waiting' ? 'idle' : 'ahead', `M${x} ${from}V${y + 6}`)
    y += 12
  }
  return {
    width: column(lanes.all.length - 1) + 16,
    height: y + 12,
    words,
    rows,
    finish: y,
    lanes: lanes.all,
    lines,
    batons,
    dots,
    rings,
    moreAhead: Math.max(0, story.ahead.length - rings.length),
    folded: 0,
  }
}

const turnOf = (dx: number) => (dx === 0 ? 90 : Math.sign(dx) * 50)
