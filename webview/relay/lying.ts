/**
 * The relay lying: a track of lanes in which x is order, not time. Each checkpoint is one unit, each exchange a fixed
 * width, so that a night of waiting does not squash the work.
 */
import { type Lanes, lanesOf } from './lanes.ts'
import {
  type Baton,
  type Dot,
  type Drawing,
  type Line,
  lieOf,
  type Note,
  ofEnd,
  ofNow,
  ofStop,
  type Ring,
} from './shapes.ts'
import type { Leg, Story } from './story.ts'

export interface Lying extends Drawing {
  readonly start: number
  readonly finish: number
  readonly notes: readonly Note[]
  /** Under each exchange, from the baton down to its note. */
  readonly leads: readonly { readonly x: number; readonly y: number }[]
  readonly now: { readonly x: number; readonly y: number } | undefined
  readonly more: { readonly x: number; readonly y: number } | undefined
}

/** In pixels, as the picture was drawn by hand. */
const lane = 32
const top = 14
const start = 116
const fromRight = 53
const lead = 16
const bare = 48
const fallen = 64
const wait = 34
const exchange = 46
const hand = 64
const tail = 38
const unit = { least: 26, most: 110 }
const most = { rings: 5, stops: 8 }
const note = { least: 110, verb: 62, most: 240, apart: 14 }

export const laneY = (index: number) => top + lane * index + lane / 2
const round = (value: number) => Math.round(value * 100) / 100

export function lying(story: Story, width: number): Lying {
  const { legs, folded, lanes, u, rings: mostRings, slack } = fitting(story, width)
  const height = top + lane * lanes.all.length + 10
  const finish = width - fromRight
  const lines: Line[] = []
  const batons: Baton[] = []
  const dots: Dot[] = []
  const draw = (kind: Line['kind'], ...d: (string | number)[]) =>
    lines.push({ kind, d: d.map((part) => (typeof part === 'number' ? round(part) : part)).join(' ') })
  let x = start
  if (folded > 0) {
    const y = laneY(lanes.laneOf(legs[0]?.agent ?? ''))
    draw('gap', 'M', x + 4, y, 'H', x + wait - 4)
    x += wait
  }

  for (const [index, leg] of legs.entries()) {
    const number = folded + index
    const y = laneY(lanes.laneOf(leg.agent))
    const live = !leg.end
    const from = x
    const shown = leg.stops.slice(-stopsShown(u, leg))
    x += shown.length > 0 ? lead + slack : 0
    for (const [i, stop] of shown.entries()) {
      if (i > 0) x += u
      dots.push({ x: round(x), y, tests: stop.tests, live, of: ofStop(stop.number) })
    }
    if (live) {
      x += hand - (shown.length > 0 ? 0 : lead)
      draw('live', 'M', from, y, 'H', x - 6)
      const asking = story.now.kind === 'asking'
      batons.push({ lie: asking ? 'asking' : 'carried', x: round(x), y, turn: -24, of: ofNow })
      continue
    }
    const { end } = leg
    if (end?.how === 'finished') {
      x = finish
      draw('leg', 'M', from, y, 'H', x)
      batons.push({ lie: 'finished', x: x + 2, y, turn: 0, of: ofEnd(number) })
      continue
    }
    const dropped = end?.how === 'dropped'
    x += tailOf(shown.length, dropped) + slack
    draw('leg', 'M', from, y, 'H', x)
    const to = nextLane(legs, index, lanes, story)
    if (dropped) batons.push({ lie: 'dropped', x: round(x - 4), y: y + 6, turn: 0, of: ofEnd(number) })
    if (to === undefined) continue
    const yTo = laneY(to)
    if (end?.how === 'passed') {
      draw('leg', 'M', x, y, ...curve(x, y, x + exchange, yTo, 0.55))
    } else {
      const gap = dropped ? x + 12 : x + 4
      draw('gap', 'M', gap, y, 'H', x + wait, ...curve(x + wait, y, x + wait + exchange, yTo, 0.6))
      x += wait
    }
    const middle = { x: round(x + exchange / 2), y: (y + yTo) / 2, turn: turnOf(yTo - y) }
    if (!dropped) batons.push({ lie: end ? lieOf[end.how] : 'put', ...middle, of: ofEnd(number) })
    x += exchange
  }

  const { rings, more } = ahead(story, { x, u, mostRings, finish, y: yNow(story, legs, lanes), draw })
  if (legs.length === 0 && story.now.kind === 'waiting')
    batons.push({ lie: 'put', x: start + 17, y: laneY(lanes.waiting), turn: 0, of: ofNow })
  const exchanges = batons.filter(({ of, lie }) => of !== ofNow && lie !== 'finished')
  const notes = notesOf(story, exchanges, width)
  const carried = batons.find(({ of }) => of === ofNow && legs.length > 0)
  return {
    width,
    height,
    start,
    finish,
    lanes: lanes.all,
    lines,
    batons,
    dots,
    rings,
    moreAhead: Math.max(0, story.ahead.length - rings.length),
    folded,
    notes,
    leads: notes.flatMap(({ leg }) => {
      const baton = exchanges.find(({ of }) => of === ofEnd(leg))
      return baton ? [{ x: baton.x, y: baton.y + 10 }] : []
    }),
    now: carried && { x: carried.x, y: carried.y - 21 },
    more,
  }
}

/** From the last checkpoint to the leg's end: a baton that fell lies beside it, not over it. */
const tailOf = (stops: number, dropped: boolean) => (stops > 0 ? (dropped ? 2 * lead : lead) : dropped ? fallen : bare)

const stopsShown = (u: number, { stops }: Leg) =>
  u >= unit.least ? Math.max(1, Math.min(stops.length, most.stops)) : 1

interface Fitting {
  readonly legs: readonly Leg[]
  readonly folded: number
  readonly rings: number
  readonly lanes: Lanes
  readonly u: number
  /** What each leg is longer at either end where there is more room than the units may take. */
  readonly slack: number
}

/** So many of the latest legs as fit, and how wide a unit then is. Rings give way before legs do. */
function fitting(story: Story, width: number): Fitting {
  const asked = Math.min(story.ahead.length, most.rings)
  for (let folded = 0; ; folded++) {
    const legs = story.legs.slice(folded)
    const room = width - fromRight - start - (folded > 0 ? wait : 0)
    for (let rings = asked; ; rings--) {
      const u = unitFor(story, legs, rings, room)
      const last = rings <= Math.min(1, asked)
      if (u >= unit.least || (last && legs.length <= 1))
        return { legs, folded, rings, lanes: lanesOf(legs, story.now), ...measured(u, legs, rings, room, story) }
      if (last) break
    }
  }
}

function measured(free: number, legs: readonly Leg[], rings: number, room: number, story: Story) {
  const u = Math.min(Math.max(free, 12), unit.most)
  const { fixed, units } = needed(story, legs, rings)
  // Half of what is left over, so that the way ahead stays the longer one.
  const spare = Math.max(0, room - fixed - units * u) / 2
  return { u, slack: legs.length > 0 ? Math.min(40, spare / (2 * legs.length)) : 0 }
}

function unitFor(story: Story, legs: readonly Leg[], rings: number, room: number): number {
  const { fixed, units } = needed(story, legs, rings)
  return units > 0 ? (room - fixed) / units : room >= fixed ? unit.most : 0
}

function needed(story: Story, legs: readonly Leg[], rings: number): { fixed: number; units: number } {
  let fixed = 0
  let units = 0
  for (const [index, leg] of legs.entries()) {
    const shown = Math.min(leg.stops.length, most.stops)
    units += Math.max(0, shown - 1)
    fixed += shown > 0 ? lead : 0
    if (!leg.end) fixed += hand
    else if (leg.end.how === 'finished') fixed += 40
    else {
      fixed += tailOf(shown, leg.end.how === 'dropped')
      if (index < legs.length - 1 || story.now.kind === 'waiting')
        fixed += exchange + (leg.end.how === 'passed' ? 0 : wait)
    }
  }
  if (story.now.kind !== 'finished' && story.now.kind !== 'over') {
    units += rings
    fixed += tail
  }
  return { fixed, units }
}

/** Where the baton goes from a leg: to the next one's lane, or to where it waits. */
function nextLane(legs: readonly Leg[], index: number, lanes: Lanes, { now }: Story): number | undefined {
  const next = legs[index + 1]
  if (next) return lanes.laneOf(next.agent)
  return now.kind === 'waiting' ? lanes.waiting : undefined
}

function yNow({ now }: Story, legs: readonly Leg[], lanes: Lanes): number {
  if (now.kind === 'waiting') return laneY(lanes.waiting)
  return laneY(lanes.laneOf(legs.at(-1)?.agent ?? ''))
}

interface From {
  readonly x: number
  readonly y: number
  readonly u: number
  readonly mostRings: number
  readonly finish: number
  readonly draw: (kind: Line['kind'], ...d: (string | number)[]) => void
}

/** What is left: a ring for each of the next steps, on the way to the finish. */
function ahead(story: Story, { x, y, u, mostRings, finish, draw }: From): { rings: Ring[]; more: Lying['more'] } {
  if (story.now.kind === 'finished' || story.now.kind === 'over') return { rings: [], more: undefined }
  const waits = story.now.kind === 'waiting'
  const from = waits ? (x === start ? start + 36 : x + 4) : x + 21
  draw(waits ? 'idle' : 'ahead', 'M', from, y, 'H', finish - 5)
  const rings = story.ahead.slice(0, mostRings).map((_, i) => ({
    x: round(Math.max(x + u * (i + 1), from + 14 + u * i)),
    y,
    number: story.done + i + 1,
  }))
  const last = rings.at(-1)
  const more = last && story.ahead.length > rings.length ? { x: round((last.x + finish) / 2), y } : undefined
  return { rings: rings.filter((ring) => ring.x < finish - 12), more }
}

function notesOf(story: Story, exchanges: readonly Baton[], width: number): Note[] {
  return exchanges.flatMap((baton, i): Note[] => {
    const leg = Number(baton.of.slice('end-'.length))
    const end = story.legs[leg]?.end
    if (!end) return []
    const x = baton.x - 2
    const next = exchanges[i + 1]
    const room = next ? next.x - 2 - x - note.apart : Math.min(note.most, width - x - 12)
    if (room < note.verb) return []
    return [{ x, width: round(room), short: room < note.least, leg, verb: end.verb, at: end.at }]
  })
}

/** From one lane to another, level at both ends. */
const curve = (x: number, y: number, toX: number, toY: number, bend: number) => {
  const reach = (toX - x) * bend
  return ['C', x + reach, y, toX - reach, toY, toX, toY] as const
}

const turnOf = (dy: number) => (dy === 0 ? 0 : Math.sign(dy) * (Math.abs(dy) > lane ? 60 : 46))
