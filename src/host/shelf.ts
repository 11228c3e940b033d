/** Where the bytes of artifacts are: files named by their sha-256, so that nothing is kept twice or changed unseen. */
import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TaskError } from '../core/error.ts'
import type { Shelf } from '../core/ports.ts'
import { readInside, tooLarge } from './workspace.ts'

export interface ShelfOptions {
  /** Made when the first artifact comes. */
  readonly folder: string
  /** Artifacts by path must lie in it. Null: there is none, so only texts and links can be attached. */
  readonly workspace: string | null
  /** Bytes of one artifact. */
  readonly limit?: number
}

export function makeShelf({ folder, workspace, limit = 8_000_000 }: ShelfOptions): Shelf {
  const placeOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2))

  return {
    async keep(from) {
      const bytes = 'text' in from ? Buffer.from(from.text) : await readInside(workspace, from.path, limit)
      if (bytes.length > limit) throw tooLarge(bytes.length, limit)
      const sha256 = hashOf(bytes)
      try {
        if (!(await isWhole(placeOf(sha256), bytes))) await write(placeOf(sha256), bytes)
      } catch (error) {
        throw unwritable(folder, error as NodeJS.ErrnoException)
      }
      return { sha256, bytes: bytes.length }
    },
    async read(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) throw damaged(sha256, 'is not one that Baton made')
      const bytes = await readRegular(placeOf(sha256), limit).catch((error: NodeJS.ErrnoException) => {
        throw damaged(
          sha256,
          error.code === 'ENOENT' ? 'is gone from the artifacts folder' : `cannot be read (${error.code})`,
        )
      })
      if (!bytes || hashOf(bytes) !== sha256) throw damaged(sha256, 'is damaged')
      return bytes
    },
  }
}

/** Whether these bytes are there already, and undamaged. */
async function isWhole(path: string, bytes: Buffer): Promise<boolean> {
  const there = await lstat(path).catch(() => undefined)
  if (!there?.isFile() || there.size !== bytes.length) return false
  const kept = await readRegular(path, bytes.length)
  return kept !== undefined && bytes.equals(kept)
}

/**
 * Undefined where it is no plain file, or a larger one than we keep: an unpacked project can bring pipes, which keep a
 * reader waiting for ever, and links to devices, which never end.
 */
async function readRegular(path: string, limit: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const it = await file.stat()
    return it.isFile() && it.size <= limit ? await file.readFile() : undefined
  } finally {
    await file.close()
  }
}

/** Whole or not at all: under another name first, on the disk before it is renamed, the folder's entry after it. */
async function write(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if ((await lstat(dirname(path))).isSymbolicLink())
    throw Object.assign(new Error(`${dirname(path)} is a link`), { code: 'ELOOP' })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
  await syncFolder(dirname(dirname(path)))
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and keeps their entries by itself.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const damaged = (sha256: string, what: string) =>
  new TaskError('unavailable', `The artifact's content ${what}. Attach it again.`, { sha256 })

function unwritable(folder: string, { code }: NodeJS.ErrnoException): TaskError {
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'The disk is full: free some space' : `${code}: make it writable`
  return new TaskError('unavailable', `Artifacts can't be written to ${folder}. ${why}, then try again.`, { code })
}
