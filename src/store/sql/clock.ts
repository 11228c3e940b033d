/** Where the hosts' clock stood when one of them last wrote: each lease is told in its time. */
import type { Moment } from '../../core/clock.ts'
import { readMeta, writeMeta } from './meta.ts'
import type { Database, Sql } from './port.ts'

const key = 'clock'
/** A write that comes later than this after the last note carries a new one. */
const every = 10_000

export const loadClock = (database: Database) => readMeta<Moment>(database, key)
export const saveClock = (database: Database, at: Moment) => database.write((sql) => writeMeta(sql, key, at))

/**
 * Notes the time in the transaction of a change. Without it a host that was killed soon after a lease began, and long
 * after it last noted the time, would leave a lease that runs for as long as that host had been up before.
 */
export function clockNotes(): (sql: Sql, at: Moment) => Promise<void> {
  let noted = Number.NEGATIVE_INFINITY
  return async (sql, { wall, awake }) => {
    if (awake - noted < every) return
    await writeMeta(sql, key, { awake, wall })
    noted = awake
  }
}
