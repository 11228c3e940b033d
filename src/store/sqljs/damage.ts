import { basename, dirname, join } from 'node:path'
import type { DatabaseOptions } from './database.ts'
import { DatabaseError } from './errors.ts'
import { type Files, realFiles } from './files.ts'
import { guardOf } from './guard.ts'
import { sizeOf } from './header.ts'
import { isSound } from './integrity.ts'

/** The database could not be used. It is kept at `setAside`; nothing was deleted, and nothing was made in its place. */
export class DamagedDatabase extends DatabaseError {
  /** Where the damaged file lies now, its log beside it. */
  readonly setAside: string
  /** The newest backup that passes an integrity check; `restore` puts it in place. */
  readonly newestGoodBackup: string | undefined

  constructor(path: string, setAside: string, newestGoodBackup: string | undefined, cause: DatabaseError) {
    const offer = newestGoodBackup ? `The newest good backup is ${newestGoodBackup}.` : 'There is no good backup.'
    super(cause.kind, `${path} is damaged (${cause.message}). It was kept as ${setAside}. ${offer}`, { cause })
    this.name = 'DamagedDatabase'
    this.setAside = setAside
    this.newestGoodBackup = newestGoodBackup
  }
}

/** Moves a damaged database out of the way, with its log, so that sqlite3's `.recover` can still read both. */
export async function setAside(
  path: string,
  backups: string,
  cause: DatabaseError,
  { files = realFiles, ...options }: DatabaseOptions,
): Promise<DamagedDatabase> {
  const aside = `${path}.damaged-${timestamp()}`
  // The log first: without its database it is harmless, a database without its log would look whole.
  for (const suffix of ['-wal', '-journal', '']) {
    if (files.exists(path + suffix)) files.rename(path + suffix, aside + suffix)
  }
  if (files.exists(guardOf(path))) files.removeFolder(guardOf(path))
  files.syncFolder(dirname(path))
  return new DamagedDatabase(path, aside, await newestGoodBackup(path, backups, { files, ...options }), cause)
}

async function newestGoodBackup(path: string, backups: string, options: DatabaseOptions & { files: Files }) {
  const { files } = options
  if (!files.exists(backups)) return undefined
  const candidates = files
    .list(backups)
    .filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.db'))
    .map((name) => join(backups, name))
    .filter((backup) => sizeOf(backup, files) > 0)
    .sort((a, b) => Number(files.stat(b).mtimeMs - files.stat(a).mtimeMs))
  for (const backup of candidates) if (await isSound(backup, options)) return backup
  return undefined
}

/** A moment for file names: `20261121T082600123`, UTC, sortable. */
export function timestamp(): string {
  return new Date().toISOString().replace(/[-:.Z]/g, '')
}
