import { expect, test } from 'vitest'
import { storyOf } from '../../webview/relay/story.ts'
import { testsOf } from '../../webview/relay/tests.ts'
import { summary, tellings } from '../../webview/relay/words.ts'
import { at, checkout, picture } from './given.ts'

const now = Date.parse(at(223))
const told = (of: Parameters<typeof storyOf>[0]) => tellings(storyOf(of), now).map(({ text }) => text)

test('a story of five legs is told as it happened', () => {
  const story = storyOf(checkout())
  expect(story.legs.map(({ agent, stops, end }) => [agent, stops.length, end?.verb])).toEqual([
    ['gemini', 0, 'dropped'],
    ['copilot', 2, 'passed'],
    ['claude-code', 2, 'put'],
    ['codex', 2, 'passed'],
    ['claude-code', 1, undefined],
  ])
  expect(summary(story, now)).toBe('5 legs, 4 agents, 7 checkpoints, 3 h 40 min')
  expect(told(checkout())).toEqual([
    'gemini claimed it',
    'gemini dropped it: Lease ran out. Nothing was saved, so the task went back to Ready.',
    'copilot picked it up',
    'copilot saved a checkpoint',
    'copilot saved a checkpoint, tests pass',
    'copilot passed it to claude-code: The form stands. The payment intent needs server work.',
    'claude-code picked it up',
    'claude-code saved a checkpoint, tests pass',
    'claude-code saved a checkpoint, tests fail',
    'claude-code put it down: Context full at 94 %. Two 3-D Secure tests still fail.',
    'codex picked it up',
    'codex saved a checkpoint, tests pass',
    'codex saved a checkpoint, tests pass',
    'codex passed it to claude-code: Both fixed. Error messages and the empty basket are left.',
    'claude-code picked it up',
    'claude-code saved a checkpoint, tests pass',
    'Now claude-code carries it, 2 steps are left',
  ])
})

test('a baton that was meant for one agent and taken by another was put down, not passed', () => {
  const { legs } = storyOf(
    picture({
      events: [
        [0, 'codex', 'claimed'],
        [5, 'codex', 'handed_off', { from: 'codex', to: 'gemini', reason: 'yours' }],
        [40, 'copilot', 'claimed'],
      ],
      task: { current_owner: 'copilot' },
    }),
  )
  expect(legs[0]?.end).toMatchObject({ how: 'put', to: 'gemini', reason: 'yours' })
})

test('the window that took what was meant for its client got it passed', () => {
  const { legs } = storyOf(
    picture({
      events: [
        [0, 'codex', 'claimed'],
        [5, 'codex', 'handed_off', { to: 'claude-code', reason: '' }],
        [6, 'claude-code#2', 'claimed'],
      ],
      task: { current_owner: 'claude-code#2' },
    }),
  )
  expect(legs[0]?.end?.how).toBe('passed')
})

test.each([
  ['handed off to anyone', [5, 'codex', 'handed_off', { to: 'anyone', reason: '' }], {}, 'Now it waits for anyone'],
  [
    'handed off to one',
    [5, 'codex', 'handed_off', { to: 'gemini', reason: '' }],
    { offered_to: 'gemini' },
    'Now it waits for gemini',
  ],
] as const)('what is %s waits', (_, event, task, last) => {
  const events = [[0, 'codex', 'claimed'], event] as const
  expect(told(picture({ events, task: { status: 'handoff_ready', ...task } })).at(-1)).toBe(last)
})

test('renewing a claim is no new leg, and what is seen automatically is no stop', () => {
  const { legs } = storyOf(
    picture({
      events: [
        [0, 'codex', 'claimed'],
        [1, 'codex', 'checkpoint_saved', { automatic: true }],
        [2, 'codex', 'claimed'],
      ],
      task: { current_owner: 'codex' },
    }),
  )
  expect(legs).toHaveLength(1)
  expect(legs[0]?.stops).toEqual([])
})

test.each([
  ['failed', [5, 'codex', 'failed', { error: 'no disk' }], { status: 'failed' }, 'codex failed: no disk'],
  ['cancelled', [5, 'mara', 'cancelled', { reason: 'not now' }], { status: 'cancelled' }, 'It was cancelled: not now'],
  ['finished', [5, 'codex', 'completed'], { status: 'done' }, 'codex finished it'],
  [
    'taken by a person',
    [5, 'mara', 'released', { by_person: true }],
    { status: 'open', ready: true },
    'It was taken from codex: mara took it from its holder.',
  ],
] as const)('a task that was %s says so', (_, event, task, text) => {
  expect(told(picture({ events: [[0, 'codex', 'claimed'], event] as never, task }))).toContain(text)
})

const back = { hold: [null, { by: 'codex' }] }
const legsOf = (of: Parameters<typeof picture>[0]) =>
  storyOf(picture(of)).legs.map(({ agent, stops, end }) => [agent, stops.length, end?.verb])

test.each([
  ['handed_off', { to: 'gemini', reason: 'full' }],
  ['completed', {}],
  ['released', { by_person: true }],
  ['cancelled', { reason: 'not now' }],
] as const)('what was %s and taken back goes on as it was', (kind, details) => {
  const events = [
    [0, 'codex', 'claimed'],
    [5, 'codex', kind, details],
    [6, 'mara', 'undone', { undid: 2, kind, changed: back }],
    [9, 'codex', 'checkpoint_saved'],
  ] as const
  const task = { current_owner: 'codex' }
  expect(legsOf({ events, task })).toEqual([['codex', 1, undefined]])
  expect(storyOf(picture({ events, task })).now).toEqual({ kind: 'running', agent: 'codex' })
})

test('an end that was taken back after its agent had left: it put the task down, and whoever came next picked it up', () => {
  const events = [
    [0, 'codex', 'claimed'],
    [5, 'codex', 'completed'],
    [6, 'mara', 'undone', { undid: 2, kind: 'completed', changed: { status: ['done', 'open'] } }],
    [9, 'gemini', 'claimed'],
  ] as const
  const { legs } = storyOf(picture({ events, task: { current_owner: 'gemini' } }))
  expect(legs.map(({ agent, end }) => [agent, end?.verb, end?.at])).toEqual([
    ['codex', 'put', at(5)],
    ['gemini', undefined, undefined],
  ])
})

test('a claim that was taken back is no leg, and nothing was passed by it', () => {
  const events = [
    [0, 'codex', 'claimed'],
    [5, 'codex', 'handed_off', { to: 'gemini', reason: 'full' }],
    [6, 'gemini', 'claimed'],
    [7, 'mara', 'undone', { undid: 3, kind: 'claimed' }],
  ] as const
  const task = { status: 'handoff_ready', offered_to: 'gemini' } as const
  expect(legsOf({ events, task })).toEqual([['codex', 0, 'put']])
  expect(told(picture({ events, task })).at(-1)).toBe('Now it waits for gemini')
})

test('a claim that was taken back after work was saved stays as far as it went', () => {
  const events = [
    [0, 'codex', 'claimed'],
    [5, 'codex', 'checkpoint_saved'],
    [7, 'mara', 'undone', { undid: 1, kind: 'claimed' }],
  ] as const
  const task = { status: 'open', ready: true } as const
  expect(legsOf({ events, task })).toEqual([['codex', 1, 'taken']])
  expect(told(picture({ events, task }))).toContain('It was taken from codex: mara took it from its holder.')
})

test('where the history does not reach back, the task itself says who holds it', () => {
  const { legs, now: then } = storyOf(picture({ events: [], task: { current_owner: 'codex' }, older: true }))
  expect(legs).toMatchObject([{ agent: 'codex', end: undefined }])
  expect(then).toEqual({ kind: 'running', agent: 'codex' })
})

test('a holder that the task no longer has is not drawn as one', () => {
  const { legs } = storyOf(picture({ events: [[0, 'codex', 'claimed']], task: { status: 'open', ready: true } }))
  expect(legs[0]?.end).toBeDefined()
})

test.each([
  [undefined, 'none'],
  ['', 'none'],
  ['36 of 36 tests pass', 'pass'],
  ['29 of 31 tests pass', 'fail'],
  ['12/12', 'pass'],
  ['3 failed, 9 passed', 'fail'],
  ['0 failed, 9 passed', 'pass'],
  ['all green', 'pass'],
  ['no failures', 'pass'],
  ['npm test ok', 'pass'],
  ['two tests are failing', 'fail'],
  ['did not run them yet', 'none'],
])('of tests it is said: %s', (text, says) => expect(testsOf(text)).toBe(says))
