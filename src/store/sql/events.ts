import type { BatonEvent, Seq } from '../../contract/baton.ts'
import type { EventKind, Status } from '../../contract/words.ts'
import { rfc3339 } from '../../core/clock.ts'
import type { OldEvent } from '../../core/ports.ts'
import { writeMeta } from './meta.ts'
import type { Sql } from './port.ts'

interface EventRow {
  seq: number
  at: number
  key: string | null
  actor: string
  kind: EventKind
  changed: string
  details: string
}

const event =
  'SELECT e.seq, e.at, t.key, e.actor, e.kind, e.changed, e.details FROM events e LEFT JOIN tasks t ON t.id = e.task'

export interface Told {
  readonly at: number
  readonly task: { row: number; key: string } | null
  readonly actor: string
  readonly kind: EventKind
  readonly changed: BatonEvent['changed']
  readonly details: BatonEvent['details']
}

/** Writes the event; returns it as the feed sends it. */
export async function addEvent(sql: Sql, told: Told): Promise<BatonEvent> {
  const { at, task, actor, kind, changed, details } = told
  const row = await sql.one<{ seq: number }>(
    'INSERT INTO events(at, task, actor, kind, changed, details) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING seq',
    at,
    task?.row ?? null,
    actor,
    kind,
    JSON.stringify(changed),
    JSON.stringify(details),
  )
  return { seq: row?.seq ?? 0, at: rfc3339(at), task_id: task?.key ?? null, actor, kind, changed, details }
}

export async function historyOf(
  sql: Sql,
  task: number | undefined,
  before: Seq | undefined,
  limit: number,
): Promise<BatonEvent[]> {
  const until = before ?? Number.MAX_SAFE_INTEGER
  const rows =
    task === undefined
      ? await sql.all<EventRow>(`${event} WHERE e.seq < ?1 ORDER BY e.seq DESC LIMIT ?2`, until, limit)
      : await sql.all<EventRow>(
          `${event} WHERE e.task = ?1 AND e.seq < ?2 ORDER BY e.seq DESC LIMIT ?3`,
          task,
          until,
          limit,
        )
  return rows.map(eventOf)
}

export async function eventsAfter(sql: Sql, since: Seq, limit: number): Promise<BatonEvent[]> {
  const rows = await sql.all<EventRow>(`${event} WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2`, since, limit)
  return rows.map(eventOf)
}

/** Where in `meta` stands which was the newest event that is gone. */
const gone = 'events_gone'

export async function eventRange(sql: Sql): Promise<{ first: Seq; last: Seq }> {
  const forgotten = await sql.one<{ value: string }>('SELECT value FROM meta WHERE key = ?1', gone)
  const last = await sql.one<{ seq: number | null }>('SELECT max(seq) AS seq FROM events')
  return { first: (forgotten ? Number(forgotten.value) : 0) + 1, last: last?.seq ?? 0 }
}

interface OldRow {
  seq: number
  at: number
  id: number | null
  status: Status
  finished_at: number | null
}

export async function oldEvents(sql: Sql, after: Seq, upTo: Seq, limit: number): Promise<OldEvent[]> {
  const rows = await sql.all<OldRow>(
    `SELECT e.seq, e.at, t.id, t.status, t.finished_at FROM events e LEFT JOIN tasks t ON t.id = e.task
      WHERE e.seq > ?1 AND e.seq <= ?2 ORDER BY e.seq LIMIT ?3`,
    after,
    upTo,
    limit,
  )
  return rows.map(({ seq, at, id, ...task }) => ({ seq, at, task: id === null ? null : task }))
}

export async function forgetEvents(sql: Sql, seqs: readonly Seq[]): Promise<void> {
  const list = JSON.stringify(seqs)
  const theirs = 'task IN (SELECT task FROM events WHERE seq IN (SELECT value FROM json_each(?1)))'
  await sql.run(`DELETE FROM checkpoints WHERE automatic = 1 AND ${theirs}`, list)
  await sql.run('DELETE FROM events WHERE seq IN (SELECT value FROM json_each(?1))', list)
  const known = await sql.one<{ value: string }>('SELECT value FROM meta WHERE key = ?1', gone)
  await writeMeta(sql, gone, Math.max(Number(known?.value ?? 0), ...seqs))
}

const eventOf = ({ at, key, changed, details, ...same }: EventRow): BatonEvent => ({
  ...same,
  at: rfc3339(at),
  task_id: key,
  changed: JSON.parse(changed),
  details: JSON.parse(details),
})
