/** Reads a write-ahead log without SQLite: which pages were committed, so that a copy can be held against them. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { DatabaseError } from './errors.ts'
import type { Files } from './files.ts'

/** The newest committed content of each page in a log, as a hash. */
export interface Logged {
  readonly pageSize: number
  readonly pages: ReadonlyMap<number, string>
}

const HEADER = 32
const FRAME_HEADER = 24

/**
 * SQLite's file format, section 4: a frame counts if its salts are the header's, its checksum goes on from the frame's
 * before it, and it or a later one that counts is a commit.
 */
export function loggedIn(log: string, files: Files): Logged {
  const none = { pageSize: 0, pages: new Map<number, string>() }
  if (!files.exists(log)) return none
  const fd = files.open(log, constants.O_RDONLY, 0)
  try {
    const header = Buffer.alloc(HEADER)
    if (files.read(fd, header, 0, HEADER, 0) < HEADER || header.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return none
    const pageSize = header.readUInt32BE(8)
    if (pageSize < 512 || pageSize > 65_536) return none
    const word = (header.readUInt32BE(0) & 1) === 1 ? 'readUInt32BE' : 'readUInt32LE'
    let [one, two] = [header.readUInt32BE(24), header.readUInt32BE(28)]
    const sum = (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += 8) {
        one = (one + bytes[word](at) + two) >>> 0
        two = (two + bytes[word](at + 4) + one) >>> 0
      }
    }
    const pages = new Map<number, string>()
    let since = new Map<number, string>()
    const frame = Buffer.alloc(FRAME_HEADER + pageSize)
    for (let at = HEADER; files.read(fd, frame, 0, frame.length, at) === frame.length; at += frame.length) {
      const content = frame.subarray(FRAME_HEADER)
      sum(frame.subarray(0, 8))
      sum(content)
      const isNext = frame.readUInt32BE(16) === one && frame.readUInt32BE(20) === two
      if (!isNext || frame.compare(header, 16, 24, 8, 16) !== 0) break
      since.set(frame.readUInt32BE(0), hashOf(content))
      const size = frame.readUInt32BE(4)
      if (size === 0) continue
      for (const [page, hash] of since) pages.set(page, hash)
      for (const page of pages.keys()) if (page > size) pages.delete(page)
      since = new Map()
    }
    return { pageSize, pages }
  } finally {
    files.close(fd)
  }
}

/** Throws kind `corrupt` where a page of the database is not as the log had it last: some acknowledged write is missing. */
export function mustHold(database: string, { pageSize, pages }: Logged, files: Files): void {
  if (pages.size === 0) return
  const fd = files.open(database, constants.O_RDONLY, 0)
  const content = Buffer.alloc(pageSize)
  try {
    for (const [page, hash] of pages) {
      const read = files.read(fd, content, 0, pageSize, (page - 1) * pageSize)
      if (read === pageSize && hashOf(content) === hash) continue
      throw new DatabaseError('corrupt', `${database} lacks what the log had last on page ${page}.`)
    }
  } finally {
    files.close(fd)
  }
}

const hashOf = (bytes: Buffer) => createHash('sha1').update(bytes).digest('base64')
