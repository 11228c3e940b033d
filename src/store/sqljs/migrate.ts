import type { SqliteFile } from './database.ts'
import { DatabaseError } from './errors.ts'
import { APPLICATION_ID } from './header.ts'
import { mustBeAsMade } from './schema.ts'

export interface Migration {
  /** 1, 2, 3 … without gaps; the last one's is the schema's version. */
  readonly version: number
  readonly name: string
  /** A script of SQL, run in one transaction with everything that keeps the books. */
  readonly up: string
  /** The digest of the schema that it leaves (see `mustBeAsMade`). Where none is given, each start takes longer. */
  readonly makes?: string
}

export interface MigrateOptions {
  migrations: readonly Migration[]
  /** This product's version, written beside each migration so that an older one can say what is needed. */
  product: string
  /** Called before each migration of a database that holds data. */
  backup: (name: string) => Promise<void>
}

/**
 * Looks at a file before anything of it is used. Throws kind `newer` for a schema that this product doesn't know,
 * `foreign` for a file that is somebody else's, or that somebody else put together to look like ours.
 */
export async function inspect(
  file: SqliteFile,
  { migrations, product }: Pick<MigrateOptions, 'migrations' | 'product'>,
): Promise<void> {
  mustBeNumbered(migrations)
  const applied = pragma(file, 'user_version')
  mustBeOurs(file)
  mustBeKnown(file, applied, migrations.length, product)
  const scripts = applied > 0 ? [history, ...migrations.slice(0, applied).map(({ up }) => up)] : []
  await mustBeAsMade(file, scripts, migrations[applied - 1]?.makes)
}

/** Brings the schema of an inspected file to the newest version. */
export async function migrate(file: SqliteFile, { migrations, product, backup }: MigrateOptions): Promise<void> {
  const applied = pragma(file, 'user_version')
  for (const migration of migrations.slice(applied)) {
    if (applied > 0) await backup(`before-${migration.version}-${migration.name}`)
    apply(file, migration, product)
  }
}

const history = `CREATE TABLE IF NOT EXISTS schema_history (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, product TEXT NOT NULL, applied_at INTEGER NOT NULL)`

function apply(file: SqliteFile, { version, name, up }: Migration, product: string): void {
  // A table can only be rebuilt while nothing enforces references; they are checked as a whole before the commit.
  file.script('PRAGMA foreign_keys=OFF')
  try {
    file.script('BEGIN IMMEDIATE')
    file.script(history)
    file.script(up)
    const [broken] = file.all<{ table: string }>('PRAGMA foreign_key_check')
    if (broken)
      throw new DatabaseError('constraint', `Migration ${version} leaves broken references in ${broken.table}.`)
    file.run('INSERT INTO schema_history VALUES (?1, ?2, ?3, ?4)', [version, name, product, Date.now()])
    file.script(`PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${version}`)
    file.script('COMMIT')
  } catch (error) {
    try {
      file.script('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself.
    }
    throw error
  } finally {
    file.script('PRAGMA foreign_keys=ON')
  }
}

function mustBeNumbered(migrations: readonly Migration[]): void {
  const wrong = migrations.find(({ version }, at) => version !== at + 1)
  if (wrong) throw new DatabaseError('other', `Migration ${wrong.version} (${wrong.name}) is out of order.`)
}

function mustBeOurs(file: SqliteFile): void {
  const id = pragma(file, 'application_id')
  if (id === APPLICATION_ID || (id === 0 && isEmpty(file))) return
  throw foreign(file.path)
}

export const foreign = (path: string): DatabaseError =>
  new DatabaseError('foreign', `${path} belongs to another program. Choose another place for Baton's data.`)

function mustBeKnown(file: SqliteFile, applied: number, known: number, product: string): void {
  if (applied <= known) return
  const [newest] = file.all<{ product: string }>('SELECT product FROM schema_history ORDER BY version DESC LIMIT 1')
  const needed = newest?.product ?? 'a newer version'
  throw new DatabaseError(
    'newer',
    `${file.path} was written by Baton ${needed} (schema ${applied}); this is Baton ${product} (schema ${known}). ` +
      `Update Baton to ${needed} or newer, then restart it.`,
  )
}

const isEmpty = (file: SqliteFile): boolean => file.all('SELECT 1 FROM sqlite_schema LIMIT 1').length === 0

function pragma(file: SqliteFile, name: string): number {
  const [row] = file.all<Record<string, number>>(`PRAGMA ${name}`)
  return row?.[name] ?? 0
}
