/** Small facts about the store itself, by name, as JSON. */
import type { Database, Sql } from './port.ts'

export async function readMeta<T>(database: Database, key: string): Promise<T | undefined> {
  const row = await database.read((sql) => sql.one<{ value: string }>('SELECT value FROM meta WHERE key = ?1', key))
  return row && (JSON.parse(row.value) as T)
}

export async function writeMeta(sql: Sql, key: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value)
  await sql.run('INSERT INTO meta VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value', key, text)
}
