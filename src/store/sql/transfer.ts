import { type Catalog, name, sqliteCatalog } from './catalog.ts'
import type { Database, Sql, Value } from './port.ts'

/** The first line of an export: which product wrote it, and the schema that its rows have. */
export interface TransferHeader {
  format: 'baton-export'
  version: 1
  product: string
  schema: number
}

export interface TransferOptions {
  /** This product's version and its schema's. */
  product: string
  schema: number
  catalog?: Catalog
}

export interface ImportOptions extends TransferOptions {
  /** Whether rows that are there already may be deleted. Without it the store must be empty. */
  replace?: boolean
  /** The tables that have to be empty; others may hold what a fresh schema brings along. All if not given. */
  empty?: readonly string[]
}

type Row = Record<string, Value>

/** The last line: without it the file was cut off, perhaps at the end of a line, and is not imported. */
export interface TransferEnd {
  end: true
  rows: number
}

/** How many rows are turned to text before others get a turn. */
const CHUNK = 500

/**
 * Every table as JSON Lines: the header, then `{"table":"tasks","id":…}` for each row, a BLOB as `{"base64":"…"}`.
 * All rows are read in one go, so that they fit together, and kept in memory while the lines are consumed; hand in an
 * opened backup to keep that out of the way of others.
 */
export async function* exportLines(database: Database, options: TransferOptions): AsyncGenerator<string> {
  const { product, schema, catalog = sqliteCatalog } = options
  const tables = await database.read(async (sql) => {
    const found: { table: string; rows: Row[] }[] = []
    for (const table of await catalog.tables(sql)) found.push({ table, rows: await rowsOf(sql, table, catalog) })
    return found
  })
  yield JSON.stringify({ format: 'baton-export', version: 1, product, schema } satisfies TransferHeader)
  let rows = 0
  for (const { table, rows: all } of tables) {
    for (const row of all) {
      if (++rows % CHUNK === 0) await new Promise(setImmediate)
      yield JSON.stringify({ table, ...encode(row) })
    }
  }
  yield JSON.stringify({ end: true, rows } satisfies TransferEnd)
}

/**
 * Puts an export into an empty store, or in place of what it holds: all of it or nothing, in one write. Returns the
 * number of rows. Throws, with a message for a person, for another schema, an unknown table, or broken references.
 */
export async function importLines(
  database: Database,
  lines: AsyncIterable<string> | Iterable<string>,
  options: ImportOptions,
): Promise<number> {
  const { catalog = sqliteCatalog } = options
  // All is read before the write begins: it may await nothing but the database.
  const tables = await collect(lines, options)
  return database.write(async (sql) => {
    const known = await catalog.tables(sql)
    for (const table of tables.keys()) if (!known.includes(table)) throw new Error(`The store has no table "${table}".`)
    if (!options.replace) await mustBeEmpty(sql, options.empty ?? known)
    return catalog.untriggered(sql, async () => {
      for (const table of known) await sql.run(`DELETE FROM ${name(table)}`)
      let count = 0
      for (const [table, rows] of tables) {
        for (const row of rows) await insert(sql, table, row)
        count += rows.length
      }
      return count
    })
  })
}

async function rowsOf(sql: Sql, table: string, catalog: Catalog): Promise<Row[]> {
  const columns = await catalog.columns(sql, table)
  if (columns.includes('table')) throw new Error(`${table}.table can't be exported: "table" says where a row belongs.`)
  return sql.all<Row>(`SELECT ${columns.map(name).join(', ')} FROM ${name(table)}`)
}

async function insert(sql: Sql, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row)
  const places = columns.map((_, at) => `?${at + 1}`)
  const into = `INSERT INTO ${name(table)} (${columns.map(name).join(', ')}) VALUES (${places.join(', ')})`
  await sql.run(into, ...Object.values(row))
}

async function mustBeEmpty(sql: Sql, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    if (!(await sql.one(`SELECT 1 FROM ${name(table)} LIMIT 1`))) continue
    throw new Error('The store is not empty. Import into a new one, or say that its content shall be replaced.')
  }
}

async function collect(lines: AsyncIterable<string> | Iterable<string>, { product, schema }: TransferOptions) {
  const tables = new Map<string, Row[]>()
  let header = false
  let rows = 0
  for await (const line of lines) {
    if (line.trim() === '') continue
    const { table, ...row } = parse(line, rows)
    if (!header) {
      mustFit(row, product, schema)
      header = true
    } else if (typeof table === 'string') {
      const known = tables.get(table)
      if (known) known.push(decode(row))
      else tables.set(table, [decode(row)])
      rows++
    } else if (row.end && row.rows === rows) return tables
    else throw new Error(`After row ${rows} comes a line that is none of ours; or rows before it are missing.`)
  }
  throw cutOff(rows)
}

function parse(line: string, rows: number): Record<string, unknown> {
  try {
    const value = JSON.parse(line)
    if (value && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // Told below.
  }
  throw cutOff(rows)
}

const cutOff = (rows: number): Error => new Error(`The export ends after ${rows} rows, in the middle. Make it again.`)

function mustFit(header: Record<string, unknown>, product: string, schema: number): void {
  if (header.format !== 'baton-export' || header.version !== 1) throw new Error("This is no export of Baton's.")
  if (header.schema === schema) return
  throw new Error(
    `The export was made by Baton ${header.product} (schema ${header.schema}); this is Baton ${product} (schema ` +
      `${schema}). Import it with that version, then update.`,
  )
}

function encode(row: Row): Record<string, unknown> {
  const bytes = (value: Value) =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, bytes(value)]))
}

function decode(row: Record<string, unknown>): Row {
  const value = (encoded: unknown) =>
    encoded && typeof encoded === 'object' && 'base64' in encoded
      ? new Uint8Array(Buffer.from(String(encoded.base64), 'base64'))
      : (encoded as Value)
  return Object.fromEntries(Object.entries(row).map(([column, encoded]) => [column, value(encoded)]))
}
