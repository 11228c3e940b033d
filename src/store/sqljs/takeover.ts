import { constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseOptions } from './database.ts'
import { DatabaseError } from './errors.ts'
import { type Files, realFiles } from './files.ts'
import { mustBeSoundElsewhere } from './integrity.ts'
import { type Logged, loggedIn, mustHold } from './logged.ts'

export interface TakeoverOptions extends DatabaseOptions {
  /** Other than every earlier and later owner's; what one left behind that died here has another. */
  generation: number
}

/**
 * Puts a copy of a database, its log included, in the place of the file that a superseded owner still has open. Should
 * that one wake, even in the middle of a write, it writes into files without a name.
 *
 * To be called by the elected owner before it opens anything. All that the earlier one acknowledged is in the copy: it
 * looks for us after each sync and before it acknowledges, and we were there before we began to copy.
 */
export async function replaceByCopy(
  path: string,
  { files = realFiles, generation, ...options }: TakeoverOptions,
): Promise<void> {
  if (!files.exists(path)) return
  const part = join(dirname(path), `.${basename(path)}.taken-${generation}`)
  try {
    const logged = await copyOfOneMoment(path, part, files)
    // Opening it moves the log into it.
    await mustBeSoundElsewhere(part, { files, ...options })
    // A database without its newest events is as sound as one with them.
    mustHold(part, logged, files)
    files.syncFile(part)
    files.rename(part, path)
    files.syncFolder(dirname(path))
    // Only now: until the copy has the name, the log is half of the database.
    remove(`${path}-wal`, files)
    files.syncFolder(dirname(path))
  } finally {
    for (const suffix of ['-wal', '']) remove(part + suffix, files)
  }
}

/** A woken owner stops by itself at its next acknowledgement. */
const patience = 10_000
const pause = 50

/**
 * The earlier owner may be running and not know yet: a checkpoint of its between two reads would tear the copy. So what
 * was copied is compared afterwards. If all of it still stands there, all of it stood there at the moment between.
 */
async function copyOfOneMoment(path: string, part: string, files: Files): Promise<Logged> {
  const until = performance.now() + patience
  for (;;) {
    for (const suffix of ['-wal', '']) {
      remove(part + suffix, files)
      if (files.exists(path + suffix)) await files.copy(path + suffix, part + suffix)
    }
    // Of the source itself, between both: what the copy must hold is not taken from the copy.
    const logged = loggedIn(`${path}-wal`, files)
    if (['-wal', ''].every((suffix) => isSame(path + suffix, part + suffix, files))) return logged
    if (performance.now() > until) throw new DatabaseError('other', `${path} is still being written by another host.`)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

const CHUNK = 1 << 20

function isSame(one: string, other: string, files: Files): boolean {
  if (!files.exists(one) || !files.exists(other)) return files.exists(one) === files.exists(other)
  const [first, second] = [one, other].map((path) => files.open(path, constants.O_RDONLY, 0)) as [number, number]
  const [a, b] = [Buffer.alloc(CHUNK), Buffer.alloc(CHUNK)]
  try {
    for (let at = 0; ; at += CHUNK) {
      const read = files.read(first, a, 0, CHUNK, at)
      if (files.read(second, b, 0, CHUNK, at) !== read || !a.subarray(0, read).equals(b.subarray(0, read))) return false
      if (read < CHUNK) return true
    }
  } finally {
    files.close(first)
    files.close(second)
  }
}

function remove(path: string, files: Files): void {
  if (files.exists(path)) files.unlink(path)
}
