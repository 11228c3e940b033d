import { basename, dirname, join } from 'node:path'
import type { Database } from '../sql/port.ts'
import { backup } from './backup.ts'
import { tidyBackups } from './backups.ts'
import { type CommitOptions, groupCommit } from './commit.ts'
import { setAside, timestamp } from './damage.ts'
import { type DatabaseOptions, openFile, type SqliteFile } from './database.ts'
import { DatabaseError } from './errors.ts'
import { type Files, realFiles } from './files.ts'
import { guardOf } from './guard.ts'
import { look, sizeOf } from './header.ts'
import { checkIntegrity } from './integrity.ts'
import { foreign, inspect, type Migration, migrate } from './migrate.ts'

export interface OpenOptions extends DatabaseOptions, CommitOptions {
  /** The database's path; made, with its folders, if it is not there. */
  file: string
  migrations: readonly Migration[]
  /** This product's version, for the error that a newer schema gives. */
  product: string
  /** Where a backup goes before each migration; `backups` beside the database if not given. */
  backups?: string
  /** Asked before the files are closed: false if they are somebody else's by now, and are to be left as they are. */
  beforeClose?: () => boolean
}

/**
 * Opens the store's database and brings its schema up to date. Only the elected owner may: see `elect`.
 *
 * Throws `DamagedDatabase` after a damaged file was set aside (calling again makes a new one, or `restore` a backup
 * first), else `DatabaseError`: `newer`, `foreign`, `full`, `readonly`, `io`.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { migrations, product, files = realFiles } = options
  files.makeFolders(dirname(options.file))
  const path = files.resolve(options.file)
  const backups = options.backups ?? join(dirname(path), 'backups')
  const file = await openSound(path, backups, options, files)
  try {
    await migrate(file, {
      migrations,
      product,
      async backup(name) {
        files.makeFolders(backups)
        await backup(file, async (work) => work(), join(backups, `${basename(path)}.${timestamp()}-${name}.db`))
        tidyBackups(path, backups, files)
      },
    })
  } catch (error) {
    file.close()
    throw error
  }
  return serve(file, options)
}

/** Below this size a quick check takes less than 15 ms, so it is made at every start. */
const SMALL = 8_000_000

/** Opens the file and checks it where that is cheap or called for: it is small, or its last user crashed. */
async function openSound(path: string, backups: string, options: OpenOptions, files: Files): Promise<SqliteFile> {
  const found = look(path, files)
  if (found === 'foreign') throw foreign(path)
  const unclean = files.exists(guardOf(path)) || sizeOf(`${path}-wal`, files) > 0
  let file: SqliteFile | undefined
  try {
    if (found === 'notadb') throw new DatabaseError('notadb', 'file is not a database')
    file = await openFile(path, options)
    // Before the check, which runs what the schema holds.
    await inspect(file, options)
    if (unclean || sizeOf(path, files) < SMALL) checkIntegrity(file, 'quick')
    if (!unclean) return file
    // Closing retires the crashed owner's log: should it only have been asleep, it writes into a file without a name.
    file.close()
    return await openFile(path, options)
  } catch (error) {
    const kind = error instanceof DatabaseError ? error.kind : undefined
    // Nothing is wrong with the file itself.
    if (kind !== 'foreign' && kind !== 'newer') file?.sever()
    file?.close()
    if (!(error instanceof DatabaseError) || !['corrupt', 'notadb'].includes(error.kind)) throw error
    throw await setAside(path, backups, error, options)
  }
}

/** The port over an open file. */
function serve(file: SqliteFile, options: OpenOptions): Database {
  const queue = groupCommit(file, options)
  let copying: Promise<unknown> = Promise.resolve()
  let closed: Promise<void> | undefined
  return {
    write: queue.write,
    read: queue.read,
    lost: queue.lost,
    async backup(path) {
      if (closed) throw new DatabaseError('closed', `${file.path} is closed.`)
      // One after the other: the second's checkpoint must not move what the first is copying.
      const copied = copying.then(() => backup(file, queue.between, path))
      copying = copied.catch(() => {})
      return copied
    },
    close() {
      closed ??= queue
        .close()
        .then(() => copying)
        .then(() => {
          if (options.beforeClose?.() === false) file.sever()
          file.close()
        })
      return closed
    },
  }
}
