import type { Status } from '../../contract/words.ts'
import type { Sql } from './port.ts'
import type { TaskRow } from './row.ts'

export const dependenciesOf = (sql: Sql, key: string) =>
  sql.all<{ id: string; status: Status }>(
    `SELECT n.key AS id, n.status FROM tasks t JOIN dependencies d ON d.task = t.id JOIN tasks n ON n.id = d.needs
      WHERE t.key = ?1 ORDER BY d.needs`,
    key,
  )

export const dependencyRows = (sql: Sql, key: string) =>
  sql.all<TaskRow>(
    `SELECT n.* FROM tasks t JOIN dependencies d ON d.task = t.id JOIN tasks n ON n.id = d.needs
      WHERE t.key = ?1 ORDER BY d.needs`,
    key,
  )

export const dependentRows = (sql: Sql, key: string, limit: number, offset: number) =>
  sql.all<TaskRow>(
    `SELECT n.* FROM tasks t JOIN dependencies d ON d.needs = t.id JOIN tasks n ON n.id = d.task
      WHERE t.key = ?1 ORDER BY d.task LIMIT ?2 OFFSET ?3`,
    key,
    limit,
    offset,
  )

/** Replaces them all. Returns how many are not done. */
export async function setDependencies(sql: Sql, task: number, on: readonly number[]): Promise<number> {
  await sql.run('DELETE FROM dependencies WHERE task = ?1', task)
  for (const needs of on) await sql.run('INSERT OR IGNORE INTO dependencies(task, needs) VALUES (?1, ?2)', task, needs)
  const row = await sql.one<{ open: number }>(
    `SELECT count(*) AS open FROM dependencies d JOIN tasks n ON n.id = d.needs WHERE d.task = ?1 AND n.status <> 'done'`,
    task,
  )
  return row?.open ?? 0
}

/** One thing less to wait for. Returns the ids of those that wait for nothing more. */
export async function unblock(sql: Sql, done: number): Promise<string[]> {
  const rows = await sql.all<{ key: string; ready: number }>(
    `UPDATE tasks SET open_deps = open_deps - 1,
        ready = (open_deps = 1 AND holder IS NULL AND status IN ('open', 'handoff_ready', 'agent_exhausted'))
      WHERE id IN (SELECT task FROM dependencies WHERE needs = ?1) RETURNING key, ready`,
    done,
  )
  return rows.filter((row) => row.ready === 1).map((row) => row.key)
}

/** One thing more to wait for: the reverse of `unblock`, so it counts for the same tasks. */
export async function block(sql: Sql, open: number): Promise<void> {
  await sql.run(
    `UPDATE tasks SET open_deps = open_deps + 1, ready = 0
      WHERE id IN (SELECT task FROM dependencies WHERE needs = ?1)`,
    open,
  )
}
