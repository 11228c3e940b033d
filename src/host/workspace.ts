/** Reads files that agents name, if they lie in the workspace: in truth, after every link and `..` is followed. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { TaskError } from '../core/error.ts'

/** What was opened under which true path. Throws forbidden, not_found, invalid_input, too_large or unavailable. */
export async function readInside(workspace: string | null, path: string, limit: number): Promise<Buffer> {
  if (workspace === null) {
    throw new TaskError('forbidden', 'No folder is open, so no file can be attached. Send its text as content.', {
      path,
    })
  }
  if (path.includes('\0')) throw new TaskError('invalid_input', 'A path has no NUL in it.', { field: 'path' })
  const root = await realpath(workspace)
  const real = await trueName(root, resolve(root, path), path)
  mustBeFile(await stat(real).catch(refused(path)), path)
  // O_NOFOLLOW: should a link have taken the file's place since. O_NONBLOCK: a pipe would keep us waiting for ever.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const file = await open(real, flags).catch(refused(path))
  try {
    const opened = await file.stat()
    mustBeFile(opened, path)
    await mustStillBe(file, real, path)
    if (opened.size > limit) throw tooLarge(opened.size, limit)
    return await readAll(file, limit)
  } finally {
    await file.close()
  }
}

/** Where `named` really lies, if that is in `root`. A path outside learns nothing about what is there. */
async function trueName(root: string, named: string, path: string): Promise<string> {
  const real = await realpath(named).catch((error: NodeJS.ErrnoException) => {
    throw isInside(root, named) ? unreadable(path, error) : outside(path)
  })
  if (!isInside(root, real)) throw outside(path)
  return real
}

/**
 * What was opened lies where its name said: a folder above it that was a link for a moment led elsewhere. Linux says
 * where an open file lies; two looks at the name, between which links can be swapped, would not do. Elsewhere the name
 * is looked at before and after the file. A second name of the same file (a hard link) is as good as the first:
 * package managers make thousands.
 */
async function mustStillBe(file: FileHandle, real: string, path: string): Promise<void> {
  const opened = await readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined)
  if (opened !== undefined) {
    // Replaced since it was opened, as editors save: it did lie there.
    if (opened !== real && opened !== `${real} (deleted)`) throw outside(path)
    return
  }
  const before = await realpath(real).catch(refused(path))
  const [there, here] = await Promise.all([stat(real), file.stat()]).catch(refused(path))
  const after = await realpath(real).catch(refused(path))
  if (before !== real || after !== real || there.ino !== here.ino || there.dev !== here.dev) throw outside(path)
}

function mustBeFile(it: Stats, path: string): void {
  if (it.isFile()) return
  const what = it.isDirectory() ? 'a folder; attach its files one by one' : 'no regular file (a pipe, socket or device)'
  throw new TaskError('invalid_input', `attach_artifact: "${path}" is ${what}.`, { field: 'path', path })
}

/** At most `limit` bytes, even of a file that grows meanwhile. */
async function readAll(file: FileHandle, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(1 << 20, limit + 1 - size))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, size)
    if (bytesRead === 0) return Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, bytesRead))
    size += bytesRead
    if (size > limit) throw tooLarge(size, limit)
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

export const tooLarge = (bytes: number, limit: number) =>
  new TaskError(
    'too_large',
    `An artifact may have ${limit} bytes; this one has ${bytes}. Attach a part of it, or a link.`,
    {
      bytes,
      limit,
    },
  )

const outside = (path: string) =>
  new TaskError('forbidden', `"${path}" is not in the workspace. Copy it there first, or send its text as content.`, {
    path,
  })

const refused = (path: string) => (error: NodeJS.ErrnoException) => {
  throw unreadable(path, error)
}

function unreadable(path: string, { code }: NodeJS.ErrnoException): TaskError {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new TaskError(
      'not_found',
      `There is no file "${path}" in the workspace. Paths are relative to its folder.`,
      { path },
    )
  }
  // A chain of links without an end, or one that came while we looked.
  if (code === 'ELOOP') return outside(path)
  if (code === 'EACCES' || code === 'EPERM') {
    return new TaskError(
      'forbidden',
      `Baton may not read "${path}". Change its permissions, or send its text as content.`,
      { path },
    )
  }
  return new TaskError('unavailable', `"${path}" can't be read (${code}). Try again, or send its text as content.`, {
    path,
  })
}
