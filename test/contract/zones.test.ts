import { afterEach, expect, test } from 'vitest'
import { Due } from '../../src/contract/fields.ts'

const before = process.env.TZ
afterEach(() => {
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

test.each(['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Apia'])(
  'where clocks show %s, a due date is the same instant, in the hour that summer time skips or repeats too',
  (zone) => {
    process.env.TZ = zone
    // It does make a difference to Date: what is told below is no accident.
    expect(new Date('2026-07-01T12:00').toISOString() === '2026-07-01T12:00:00.000Z').toBe(zone === 'UTC')
    for (const [given, instant] of [
      ['2026-03-08T02:30:00', '2026-03-08T02:30:00.000Z'],
      ['2026-11-01T01:30', '2026-11-01T01:30:00.000Z'],
      ['2026-03-29 02:30', '2026-03-29T02:30:00.000Z'],
      ['2026-03-29', '2026-03-29T00:00:00.000Z'],
      ['2026-03-29T02:30:00-05:00', '2026-03-29T07:30:00.000Z'],
      ['2026-12-31T23:30:00+0545', '2026-12-31T17:45:00.000Z'],
    ])
      expect(Due.parse(given)).toBe(instant)
  },
)
