import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Grouped } from '../../src/contract/grouped.ts'
import { compare, type GroupName, groupNames, groupOf } from '../../src/contract/groups.ts'
import { type Row, rowOf, sameToTheEye } from '../../src/extension/tree/rows.ts'
import { ago, described, stateInWords } from '../../src/extension/tree/words.ts'

const row = (id: string, fields: Partial<Row> = {}): Row => ({
  task_id: id,
  title: `Task ${id}`,
  status: 'open',
  ready: true,
  created_at: `2026-01-01T00:00:${id.padStart(2, '0')}.000Z`,
  ...fields,
})
const boardOf = (...rows: Row[]) => {
  const board = new Grouped<Row>(sameToTheEye)
  board.put(rows.map((one) => [one.task_id, one]))
  return board
}
const idsIn = (board: Grouped<Row>, group: GroupName) => board.in(group).map(({ task_id }) => task_id)

describe('a task stands in one group', () => {
  test.each<[Partial<Row>, GroupName]>([
    [{ status: 'open' }, 'ready'],
    [{ status: 'open', ready: false }, 'blocked'],
    [{ status: 'in_progress' }, 'progress'],
    [{ status: 'input_required' }, 'needs'],
    [{ status: 'failed' }, 'needs'],
    [{ status: 'handoff_ready' }, 'handedOff'],
    [{ status: 'agent_exhausted' }, 'handedOff'],
    [{ status: 'done' }, 'done'],
    [{ status: 'cancelled' }, 'done'],
  ])('%o: %s', (fields, group) => expect(groupOf(row('1', fields))).toBe(group))
})

test('the most urgent come first, then the oldest; what is done, the latest first', () => {
  const finished = (id: string, at: string) => row(id, { status: 'done', finished_at: at })
  const board = boardOf(
    row('3'),
    row('1', { priority: 'low' }),
    row('2', { priority: 'normal' }),
    row('4', { priority: 'urgent' }),
    finished('5', '2026-01-02'),
    finished('6', '2026-01-03'),
  )
  expect(idsIn(board, 'ready')).toEqual(['4', '2', '3', '1'])
  expect(idsIn(board, 'done')).toEqual(['6', '5'])
  expect(board.groups()).toEqual(['ready', 'done'])
})

describe('a change touches', () => {
  test('only its row, where the row looks different', () => {
    const board = boardOf(row('1'), row('2'))
    const touched = board.put([['1', row('1', { title: 'Other' })]])
    expect([touched.root, [...touched.groups], [...touched.tasks]]).toEqual([false, [], ['1']])
  })

  test('nothing, where it cannot be seen', () => {
    const held = row('1', { status: 'in_progress', lease: { expires_at: '2026-01-01T01:00:00Z', seconds_left: 9 } })
    const board = boardOf(held)
    const later = { ...held, silent_seconds: 7, lease: { expires_at: '2026-01-01T01:00:00Z', seconds_left: 2 } }
    const touched = board.put([['1', later]])
    expect([touched.root, touched.groups.size, touched.tasks.size]).toEqual([false, 0, 0])
  })

  test('both groups, where it moves, and the root only where one of them came or went', () => {
    const board = boardOf(row('1'), row('2'), row('3', { status: 'in_progress' }))
    const moved = board.put([['1', row('1', { status: 'in_progress' })]])
    expect([moved.root, [...moved.groups].sort()]).toEqual([false, ['progress', 'ready']])
    const last = board.put([['2', row('2', { status: 'done' })]])
    expect(last.root).toBe(true)
    expect(board.groups()).toEqual(['progress', 'done'])
  })

  test('its group, where it changes its place within', () => {
    const board = boardOf(row('1'), row('2'))
    const touched = board.put([['2', row('2', { priority: 'high' })]])
    expect([touched.root, [...touched.groups]]).toEqual([false, ['ready']])
    expect(idsIn(board, 'ready')).toEqual(['2', '1'])
  })

  test('the groups of what is gone', () => {
    const board = boardOf(row('1'), row('2'))
    expect([...board.put([['1', undefined]]).groups]).toEqual(['ready'])
    expect(board.size).toBe(1)
  })
})

test('one change among 10,000 is found without sorting anything', () => {
  const board = boardOf(...Array.from({ length: 10_000 }, (_, n) => row(String(n))))
  board.in('ready')
  const started = performance.now()
  for (let n = 0; n < 100; n++) board.put([[String(n), row(String(n), { title: 'Other' })]])
  expect(performance.now() - started).toBeLessThan(1_000)
})

test('any changes, few or many at once, leave each group sorted and whole', () => {
  const status = fc.constantFrom<Row['status']>('open', 'in_progress', 'done', 'failed')
  const change = fc.record({ id: fc.integer({ min: 1, max: 120 }), status, gone: fc.boolean(), high: fc.boolean() })
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 130 }), { maxLength: 6 }), (rounds) => {
      const board = boardOf()
      const known = new Map<string, Row>()
      for (const round of rounds) {
        const rows = round.map(({ id, status, gone, high }): [string, Row | undefined] => [
          String(id),
          gone ? undefined : row(String(id), { status, finished_at: `${id % 7}`, priority: high ? 'high' : 'normal' }),
        ])
        board.put(rows)
        for (const [id, one] of rows) one ? known.set(id, one) : known.delete(id)
      }
      for (const name of groupNames)
        expect(board.in(name)).toEqual([...known.values()].filter((one) => groupOf(one) === name).sort(compare))
    }),
  )
})

test('a row keeps what is shown and nothing else', () => {
  const kept = rowOf({ ...row('1'), description: 'long', current_owner: undefined } as Row)
  expect(kept).toEqual(row('1'))
})

describe('words', () => {
  const now = Date.parse('2026-01-01T12:00:00Z')
  const held = row('1', {
    status: 'in_progress',
    current_owner: 'codex',
    priority: 'urgent',
    lease: { expires_at: '2026-01-01T12:10:30Z', seconds_left: 630 },
    silent_seconds: 180,
  })

  test('beside a title: who, how long, how urgent', () => {
    expect(described(held, now)).toBe('codex · 11m · !')
    expect(described(row('1', { status: 'handoff_ready' }), now)).toBe('for anyone')
    expect(described(row('1'), now)).toBe('')
  })

  test('for those who listen: everything that the looks say', () => {
    expect(stateInWords(held, now)).toBe(
      'in progress, held by codex, 11 minutes left, silent for 3 min, priority urgent',
    )
    expect(stateInWords(row('1', { ready: false }), now)).toBe('blocked by other tasks')
  })

  test.each([
    ['2026-01-01T11:59:40Z', 'just now'],
    ['2026-01-01T11:56:00Z', '4 min ago'],
    ['2026-01-01T09:00:00Z', '3 h ago'],
    ['2025-12-20T12:00:00Z', '12 days ago'],
  ])('%s is %s', (at, text) => expect(ago(at, now)).toBe(text))
})
