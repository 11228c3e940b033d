/** Finding and writing one task. */
import type { Task } from '../../core/task.ts'
import type { Sql } from './port.ts'
import { columnsOf, differing, type TaskRow } from './row.ts'

export const findTask = (sql: Sql, key: string) => sql.one<TaskRow>('SELECT * FROM tasks WHERE key = ?1', key)

/** Returns the row's number. */
export async function insertTask(sql: Sql, task: Task): Promise<number> {
  const columns = columnsOf(task)
  const names = [...columns.keys()]
  const places = names.map((_, i) => `?${i + 1}`)
  const row = await sql.one<{ id: number }>(
    `INSERT INTO tasks(${names}) VALUES (${places}) RETURNING id`,
    ...columns.values(),
  )
  const id = row?.id ?? 0
  for (const label of task.labels) await addLabel(sql, label, id)
  return id
}

/** Writes only what differs: most changes touch a handful of columns, and no index but those on them. */
export async function updateTask(sql: Sql, id: number, before: Task, after: Task): Promise<void> {
  const changes = differing(before, after)
  if (changes.size === 0) return
  const assignments = [...changes.keys()].map((column, i) => `${column} = ?${i + 2}`)
  await sql.run(`UPDATE tasks SET ${assignments} WHERE id = ?1`, id, ...changes.values())
  if (before.labels === after.labels) return
  await sql.run('DELETE FROM labels WHERE task = ?1', id)
  for (const label of after.labels) await addLabel(sql, label, id)
}

const addLabel = (sql: Sql, label: string, id: number) =>
  sql.run('INSERT OR IGNORE INTO labels(label, task) VALUES (?1, ?2)', label, id)

/** Row numbers are never smaller than the number in any short id, so the next row's is free but for ids given by hand. */
export async function nextRow(sql: Sql): Promise<number> {
  const row = await sql.one<{ id: number | null }>('SELECT max(id) AS id FROM tasks')
  return (row?.id ?? 0) + 1
}
