import { DatabaseError } from './errors.ts'
import type { Files } from './files.ts'

/**
 * Keeps other SQLite programs from writing while we run. Ours takes no file locks (Node has none), so a plain
 * `sqlite3`, even for a SELECT, would think itself alone, checkpoint when it closes, and unlink our log: what we
 * acknowledge later would be lost. For WAL it needs a file `<db>-shm`. Where a folder has that name it can open it for
 * reading only, and so treats the database: SELECT works, everything else is refused.
 *
 * Returns what lowers the guard again. After a crash the folder stays, which is how an unclean end is known.
 */
export function raiseGuard(database: string, files: Files): () => void {
  const guard = guardOf(database)
  if (files.exists(guard) && !files.stat(guard).isDirectory()) evict(database, files)
  try {
    files.makeFolder(guard)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EROFS' || code === 'EACCES')
      throw new DatabaseError('readonly', `Can't write beside ${database}.`, { cause: error })
    if (code === 'ENOSPC') throw new DatabaseError('full', `No space left beside ${database}.`, { cause: error })
    if (code !== 'EEXIST')
      throw new DatabaseError('io', `Can't guard ${database}: ${(error as Error).message}`, { cause: error })
  }
  return () => {
    try {
      files.removeFolder(guard)
    } catch {
      // Gone with its folder, or somebody put something into it: the database is closed all the same.
    }
  }
}

export const guardOf = (database: string): string => `${database}-shm`

/** Removes the -shm file of another program that died, or refuses if one still uses it. */
function evict(database: string, files: Files): void {
  const user = lockedBy(files.stat(guardOf(database)).ino, files)
  if (user) {
    const message = `Another program (process ${user}) has ${database} open. Close it there, then try again.`
    throw new DatabaseError('other', message)
  }
  files.unlink(guardOf(database))
}

/** Whoever has a WAL database open holds a lock in its -shm file; only Linux tells who. */
function lockedBy(inode: bigint, files: Files): string | undefined {
  if (!files.exists('/proc/locks')) return undefined
  const line = files
    .readText('/proc/locks')
    .split('\n')
    .find((line) => line.includes(`:${inode} `))
  return line?.trim().split(/\s+/)[4]
}
