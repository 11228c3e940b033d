/** What hosts tell each other of the sessions of clients. */
import type { Database } from './port.ts'

export interface SessionNote {
  /** By its client, for good. */
  readonly ended: boolean
  readonly subscriptions: readonly string[]
}

export interface SessionNotes {
  load(connection: string): Promise<SessionNote | undefined>
  save(connection: string, note: SessionNote): Promise<void>
}

/** No client comes back after so long. */
const kept = 30 * 24 * 3_600_000

export function sessionNotes(database: Database, now: () => number = Date.now): SessionNotes {
  return {
    async load(connection) {
      const row = await database.read((sql) =>
        sql.one<{ ended: number; subscriptions: string }>(
          'SELECT ended, subscriptions FROM sessions WHERE connection = ?1',
          connection,
        ),
      )
      return row && { ended: row.ended === 1, subscriptions: JSON.parse(row.subscriptions) as string[] }
    },
    save: (connection, { ended, subscriptions }) =>
      database.write(async (sql) => {
        await sql.run('DELETE FROM sessions WHERE at < ?1', now() - kept)
        if (!ended && subscriptions.length === 0) {
          await sql.run('DELETE FROM sessions WHERE connection = ?1', connection)
          return
        }
        await sql.run(
          `INSERT INTO sessions VALUES (?1, ?2, ?3, ?4) ON CONFLICT(connection)
           DO UPDATE SET at = excluded.at, ended = excluded.ended, subscriptions = excluded.subscriptions`,
          connection,
          now(),
          ended ? 1 : 0,
          JSON.stringify(subscriptions),
        )
      }),
  }
}
