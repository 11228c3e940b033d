import type { Files } from './files.ts'

/** Writes to a file; throws the system's error if not all of it could be written. */
export interface Writer {
  write(bytes: Uint8Array, position: number): void
  /** Before anything else looks at the file. */
  flush(): void
}

const FRAME_HEADER = 24
const MAX_HELD = 256 * 1024

/**
 * Joins the write-ahead log's writes. SQLite writes each page of a commit as a frame, header and page apart: about 12
 * calls for a small transaction, a third of its time without the sync. All frames up to the one that commits are held
 * back and then written at once.
 *
 * Invariant: nothing is held when COMMIT returns. An error therefore still reaches SQLite within the COMMIT; frames
 * before the last one count for nothing without it. (SQLite's file format, section 4.1: bytes 4–7 of a frame's header
 * are the database's size for a commit, else 0.)
 */
export function frameWriter(files: Files, fd: number): Writer {
  let held = new Uint8Array(64 * 1024)
  let start = 0
  let length = 0
  let committing = false

  function flush() {
    const bytes = held.subarray(0, length)
    length = 0
    if (bytes.length > 0) writeAll(files, fd, bytes, start)
  }

  return {
    write(bytes, position) {
      if (length > 0 && position !== start + length) flush()
      if (length === 0) start = position
      if (bytes.length === FRAME_HEADER) committing = bytes.subarray(4, 8).some((byte) => byte !== 0)
      held = withRoom(held, length + bytes.length)
      held.set(bytes, length)
      length += bytes.length
      const frameIsWhole = bytes.length !== FRAME_HEADER
      if (frameIsWhole && (committing || position === 0 || length > MAX_HELD)) flush()
    },
    flush,
  }
}

/** Writes through. */
export function plainWriter(files: Files, fd: number): Writer {
  return { write: (bytes, position) => writeAll(files, fd, bytes, position), flush() {} }
}

function writeAll(files: Files, fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const taken = files.write(fd, bytes, done, bytes.length - done, position + done)
    // A short write means that the disk is filling up; the next says so itself.
    if (taken === 0) throw Object.assign(new Error('ENOSPC: nothing was written'), { code: 'ENOSPC' })
    done += taken
  }
}

function withRoom(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= buffer.length) return buffer
  const larger = new Uint8Array(Math.max(length, buffer.length * 2))
  larger.set(buffer)
  return larger
}
