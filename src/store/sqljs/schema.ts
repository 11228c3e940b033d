/** Compares a database's schema with the one that Baton makes: a file from elsewhere may hold triggers and views that act. */
import { createHash } from 'node:crypto'
import type { SqliteFile } from './database.ts'
import { DatabaseError } from './errors.ts'
import { sqlite } from './wasm.ts'

interface Entry {
  type: string
  name: string
  tbl_name: string
  sql: string | null
}

/** Statistics of the planner, which others' tools may leave. */
const harmless = /^sqlite_stat[134]$/

/**
 * Throws kind `foreign` where the file holds more, less or something else than `scripts` make. Nothing of it is run.
 * `known` is the digest of what they make: with it the usual file is told without making it anew.
 */
export async function mustBeAsMade(file: SqliteFile, scripts: readonly string[], known?: string): Promise<void> {
  const theirs = entriesOf(file)
  if (digestOf(theirs) === known) return
  const ours = await made(scripts)
  const wrong =
    theirs.find((entry) => ours.get(keyOf(entry)) !== formOf(entry)) ??
    [...ours.keys()].find((key) => !theirs.some((entry) => keyOf(entry) === key))
  if (wrong === undefined) return
  const what =
    typeof wrong === 'string' ? `${wrong} is missing` : `${keyOf(wrong).slice(0, 100)} is not as Baton makes it`
  throw new DatabaseError(
    'foreign',
    `${file.path} was changed by another program, or comes from elsewhere: ${what}. Nothing was read from it. ` +
      'Put a backup back with "baton restore <file>", or move it away for an empty store.',
  )
}

/** Of the schema that a file holds. */
export const schemaDigest = (file: SqliteFile): string => digestOf(entriesOf(file))

const entriesOf = (file: SqliteFile) => file.all<Entry>(entries).filter(({ name }) => !harmless.test(name))

function digestOf(schema: readonly Entry[]): string {
  const said = schema.map((entry) => `${keyOf(entry)} ${formOf(entry)}`).sort()
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

const entries = 'SELECT type, name, tbl_name, sql FROM sqlite_schema'

/** The entries that these scripts make, by name, in a database in memory: a twelfth of a host's start. */
async function made(scripts: readonly string[]): Promise<Map<string, string>> {
  if (scripts.length === 0) return new Map()
  const { connect } = await sqlite()
  const scratch = connect()
  try {
    // In one transaction without a journal, it takes a third of the time.
    scratch.run('PRAGMA journal_mode=OFF; BEGIN')
    for (const script of scripts) scratch.run(script)
    scratch.run('COMMIT')
    const ours = new Map<string, string>()
    const statement = scratch.prepare(entries)
    while (statement.step()) {
      const [type, name, tbl_name, sql] = statement.get() as [string, string, string, string | null]
      const entry = { type, name, tbl_name, sql }
      ours.set(keyOf(entry), formOf(entry))
    }
    statement.free()
    return ours
  } finally {
    scratch.close()
  }
}

const keyOf = ({ type, name }: Entry) => `${type} ${name}`

/** SQLite quotes names anew when it renames; that changes nothing. */
const formOf = ({ tbl_name, sql }: Entry) => `${tbl_name} ${sql?.replace(/["\s]+/g, ' ').replace(/ ?([(),]) ?/g, '$1')}`
