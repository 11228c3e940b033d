import { basename, dirname, join } from 'node:path'
import { AUTOCHECKPOINT, type DatabaseOptions, type SqliteFile } from './database.ts'
import { DatabaseError } from './errors.ts'
import { type Files, realFiles } from './files.ts'
import { mustBeSoundElsewhere } from './integrity.ts'

/** Runs `work` when no transaction is open. */
type Between = <T>(work: () => T) => Promise<T>

/**
 * Copies the database to `path` while others go on writing, and checks the copy. Everything committed before is moved
 * from the log into the file first; without further checkpoints the file then stands still while it is copied (200 MB
 * in 97 ms, of which others wait 5 ms). Never overwrites: throws kind `other` if `path` exists.
 */
export async function backup(file: SqliteFile, between: Between, path: string): Promise<void> {
  const { files } = file
  if (files.exists(path)) throw new DatabaseError('other', `${path} exists already; a backup never overwrites.`)
  await between(() => standStill(file))
  await copyDurably(file.path, path, file, () => between(() => goOn(file)))
}

/** Puts a backup where there is no database (any more); it is checked again before it gets its name. */
export async function restore(from: string, path: string, { files = realFiles }: DatabaseOptions = {}): Promise<void> {
  if (files.exists(path))
    throw new DatabaseError('other', `${path} is there; a backup is only restored where nothing is.`)
  await copyDurably(from, path, { files }, async () => {})
}

function standStill(file: SqliteFile): void {
  file.script('PRAGMA wal_autocheckpoint=0')
  const [done] = file.all<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')
  if (done?.busy === 0) return
  goOn(file)
  throw new DatabaseError('other', 'The log could not be moved into the database.')
}

const goOn = (file: SqliteFile): void => file.script(`PRAGMA wal_autocheckpoint=${AUTOCHECKPOINT}`)

/** The copy gets its name last, when it is whole, checked and on the disk. `copied` is told when `from` may change. */
async function copyDurably(from: string, path: string, { files }: { files: Files }, copied: () => Promise<void>) {
  const part = join(dirname(path), `.${basename(path)}.part-${process.pid}`)
  try {
    try {
      await files.copy(from, part)
    } finally {
      await copied()
    }
    await mustBeSoundElsewhere(part, { files })
    files.syncFile(part)
    nameOnce(part, path, files)
  } finally {
    if (files.exists(part)) files.unlink(part)
  }
  files.syncFolder(dirname(path))
}

/** Gives a file its name without ever replacing another, also where there are no hard links. */
function nameOnce(part: string, path: string, files: Files): void {
  try {
    files.link(part, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || files.exists(path)) throw error
    files.rename(part, path)
  }
}
