/** The graph of what waits for what: a task's neighbourhood, or all of it. */
import type { Edge } from '../../core/plan.ts'
import type { Sql } from './port.ts'
import type { TaskRow } from './row.ts'

export interface PlanPart {
  /** The rows to show, and how many there are. */
  readonly ids: readonly number[]
  readonly total: number
}

const over = "('done', 'cancelled')"

/** What the task waits for and what waits for it, so many steps away in either direction; the nearest first. */
export async function around(sql: Sql, key: string, depth: number, openOnly: boolean, limit: number) {
  const only = openOnly ? `JOIN tasks n ON n.id = next AND n.status NOT IN ${over}` : ''
  const steps = (name: string, from: string, to: string) => `${name}(id, depth) AS (
    SELECT id, 0 FROM tasks WHERE key = ?1
    UNION SELECT next, ${name}.depth + 1 FROM ${name}
      JOIN (SELECT ${from} AS here, ${to} AS next FROM dependencies) ON here = ${name}.id ${only}
      WHERE ${name}.depth < ?2)`
  return partOf(
    await sql.all<Found>(
      `WITH RECURSIVE ${steps('up', 'task', 'needs')}, ${steps('down', 'needs', 'task')}
        SELECT id, count(*) OVER () AS total FROM (SELECT id, depth FROM up UNION ALL SELECT id, depth FROM down)
        GROUP BY id ORDER BY min(depth), id LIMIT ?3`,
      key,
      depth,
      limit,
    ),
  )
}

/** Every task that waits for another or is waited for; what is left to do first, then the newest. */
export async function wholePlan(sql: Sql, openOnly: boolean, limit: number) {
  return partOf(
    await sql.all<Found>(
      `SELECT t.id, count(*) OVER () AS total FROM tasks t
        WHERE t.id IN (SELECT task FROM dependencies UNION SELECT needs FROM dependencies)
          ${openOnly ? `AND t.status NOT IN ${over}` : ''}
        ORDER BY t.status IN ${over}, t.id DESC LIMIT ?1`,
      limit,
    ),
  )
}

interface Found {
  id: number
  total: number
}
const partOf = (rows: readonly Found[]): PlanPart => ({ ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 })

/** In the order in which they were made. */
export const rowsOf = (sql: Sql, ids: readonly number[]) =>
  sql.all<TaskRow>(
    'SELECT t.* FROM tasks t WHERE t.id IN (SELECT value FROM json_each(?1)) ORDER BY t.id',
    JSON.stringify(ids),
  )

/** The + keeps SQLite from trying each of them with each: 2,000 tasks would take most of a second. */
export const edgesAmong = (sql: Sql, ids: readonly number[]) =>
  sql.all<Edge>(
    `SELECT n.key AS "from", t.key AS "to" FROM dependencies d JOIN tasks t ON t.id = d.task JOIN tasks n ON n.id = d.needs
      WHERE d.task IN (SELECT value FROM json_each(?1)) AND +d.needs IN (SELECT value FROM json_each(?1))
      ORDER BY d.task, d.needs`,
    JSON.stringify(ids),
  )
