import type { Sql } from './port.ts'

/** What a transfer has to ask a database about itself; each kind of database says it in its own way. */
export interface Catalog {
  /** Every table that holds rows, but for the migrations' own books. */
  tables(sql: Sql): Promise<string[]>
  /** The columns that can be written. */
  columns(sql: Sql, table: string): Promise<string[]>
  /** Runs `work` with no trigger and no reference checked until it ends; throws for references broken then. */
  untriggered<T>(sql: Sql, work: () => Promise<T>): Promise<T>
}

export const sqliteCatalog: Catalog = {
  // The tables behind a full-text index ("shadow") are copied as they are, the index itself is only a view of them.
  async tables(sql) {
    const rows = await sql.all<{ name: string }>(`SELECT name FROM pragma_table_list
      WHERE schema = 'main' AND type IN ('table', 'shadow') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name <> 'schema_history' ORDER BY name`)
    return rows.map((row) => row.name)
  },

  async columns(sql, table) {
    const rows = await sql.all<{ name: string }>('SELECT name FROM pragma_table_info(?1)', table)
    return rows.map((row) => row.name)
  },

  async untriggered(sql, work) {
    // They would count and index a second time what the rows brought along already hold.
    const triggers = await sql.all<{ name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
    )
    for (const trigger of triggers) await sql.run(`DROP TRIGGER ${name(trigger.name)}`)
    await sql.run('PRAGMA defer_foreign_keys=ON')
    const result = await work()
    const broken = await sql.one<{ table: string; parent: string }>('PRAGMA foreign_key_check')
    if (broken) throw new Error(`A row of "${broken.table}" refers to one of "${broken.parent}" that is not there.`)
    await sql.run('PRAGMA defer_foreign_keys=OFF')
    for (const trigger of triggers) await sql.run(trigger.sql)
    return result
  },
}

/** Quotes a name of a table or a column. */
export const name = (plain: string): string => `"${plain.replaceAll('"', '""')}"`
