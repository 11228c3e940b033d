import { expect, test } from 'vitest'
import { type Lying, laneY, lying } from '../../webview/relay/lying.ts'
import { standing } from '../../webview/relay/standing.ts'
import { storyOf } from '../../webview/relay/story.ts'
import { checkout, picture } from './given.ts'

const widths = [520, 700, 1050, 1180, 2000]

const remaining_steps = Array.from({ length: 9 }, (_, i) => `step ${i}`)

/** Legs of as many agents, each with as many checkpoints. */
const long = (legs: number, stops: number, agents = legs) =>
  storyOf(
    picture({
      events: Array.from({ length: legs }, (_, leg) => {
        const agent = `agent-${leg % agents}`
        return [
          [leg * 100, agent, 'claimed'] as const,
          ...Array.from(
            { length: stops },
            (_, stop) => [leg * 100 + stop + 1, agent, 'checkpoint_saved', {}, { remaining_steps }] as const,
          ),
          ...(leg < legs - 1 ? [[leg * 100 + 90, agent, 'exhausted', { reason: 'full' }] as const] : []),
        ]
      }).flat(),
      task: {
        current_owner: `agent-${(legs - 1) % agents}`,
      },
    }),
  )

/** Everything lies on the track, in order, and no note overlaps the next. */
function sound({ width, start, finish, dots, rings, batons, notes, lanes }: Lying): void {
  for (const { x, y } of [...dots, ...rings, ...batons]) {
    expect(x).toBeGreaterThanOrEqual(start)
    expect(x).toBeLessThanOrEqual(finish + 2)
    expect(y).toBeGreaterThanOrEqual(14)
    expect(y).toBeLessThanOrEqual(laneY(lanes.length - 1) + 16)
  }
  const rising = (xs: number[]) => expect(xs).toEqual([...xs].sort((a, b) => a - b))
  rising(dots.map(({ x }) => x))
  rising(rings.map(({ x }) => x))
  for (const [i, note] of notes.entries()) {
    const next = notes[i + 1]
    expect(note.x + note.width).toBeLessThanOrEqual(next ? next.x : width)
    expect(note.width).toBeGreaterThanOrEqual(62)
    expect(note.short).toBe(note.width < 110)
  }
}

test('the relay that was drawn by hand comes out as it was drawn', () => {
  const drawn = lying(storyOf(checkout()), 1050)
  expect(drawn.height).toBe(152)
  expect(drawn.lanes.map(({ name }) => name)).toEqual(['gemini', 'copilot', 'claude-code', 'codex'])
  expect(drawn.batons.map(({ lie }) => lie)).toEqual(['dropped', 'passed', 'put', 'passed', 'carried'])
  expect(drawn.batons[0]).toMatchObject({ x: 176, y: 36 })
  expect(drawn.dots[0]).toMatchObject({ x: 276, y: 62, tests: 'none' })
  expect(drawn.dots.map(({ tests }) => tests)).toEqual(['none', 'pass', 'pass', 'fail', 'pass', 'pass', 'pass'])
  expect(drawn.dots.at(-1)?.live).toBe(true)
  expect(drawn.rings.map(({ number }) => number)).toEqual([7, 8])
  expect(drawn.notes).toHaveLength(4)
  sound(drawn)
})

test.each(widths)('at %i pixels nothing leaves the track or overlaps', (width) => {
  sound(lying(storyOf(checkout()), width))
  for (const [legs, stops, agents] of [
    [1, 0, 1],
    [1, 40, 1],
    [7, 2, 4],
    [12, 3, 9],
    [40, 8, 3],
    [3, 1, 1],
  ] as const)
    sound(lying(long(legs, stops, agents), width))
})

test('the oldest of many legs are folded, and seven fit', () => {
  expect(lying(long(7, 1, 4), 1050).folded).toBe(0)
  const { folded, notes } = lying(long(30, 1, 4), 1050)
  expect(folded).toBeGreaterThan(10)
  expect(notes.every(({ leg }) => leg >= folded)).toBe(true)
})

test('of more than six agents the least recent share a lane', () => {
  const { lanes } = lying(long(9, 0, 9), 4000)
  expect(lanes).toHaveLength(6)
  expect(lanes[0]).toMatchObject({ kind: 'others', name: '4' })
  expect(lanes.at(-1)).toMatchObject({ name: 'agent-8', current: true })
})

test('what nobody has taken lies at the start and waits for anyone', () => {
  const drawn = lying(storyOf(picture({ events: [], task: { status: 'open', ready: true } })), 900)
  expect(drawn.lanes).toEqual([{ kind: 'open', name: '', current: false }])
  expect(drawn.batons).toMatchObject([{ lie: 'put', of: 'now' }])
  sound(drawn)
})

test('what is handed off waits in the lane of the one it is meant for', () => {
  const events = [
    [0, 'codex', 'claimed'],
    [9, 'codex', 'handed_off', { to: 'gemini', reason: 'x' }],
  ] as const
  const story = storyOf(picture({ events, task: { status: 'handoff_ready', offered_to: 'gemini' } }))
  const drawn = lying(story, 900)
  expect(drawn.lanes).toMatchObject([{ name: 'codex' }, { kind: 'open', name: 'gemini' }])
  expect(drawn.batons).toMatchObject([{ lie: 'put', of: 'end-0' }])
  sound(drawn)
})

test('what is done lies across the finish', () => {
  const events = [
    [0, 'codex', 'claimed'],
    [9, 'codex', 'completed'],
  ] as const
  const drawn = lying(storyOf(picture({ events, task: { status: 'done' } })), 900)
  expect(drawn.batons).toMatchObject([{ lie: 'finished', x: drawn.finish + 2 }])
  expect(drawn.rings).toEqual([])
})

test('while a person is asked the baton shows it', () => {
  const task = { status: 'input_required', current_owner: 'codex', waiting_for: 'answer' } as const
  expect(lying(storyOf(picture({ events: [[0, 'codex', 'claimed']], task })), 900).batons).toMatchObject([
    { lie: 'asking' },
  ])
})

test.each([240, 300, 500])('standing at %i pixels, rows follow each other and stay within', (width) => {
  for (const story of [storyOf(checkout()), long(1, 40, 1), long(12, 3, 9), storyOf(picture({ events: [] }))]) {
    const { rows, height, finish, dots } = standing(story, width, (text) => text.length * 6)
    const ys = rows.map(({ y }) => y)
    expect(ys).toEqual([...ys].sort((a, b) => a - b))
    for (const { y } of [...rows, ...dots]) expect(y).toBeLessThan(finish)
    expect(finish).toBeLessThan(height)
  }
})
