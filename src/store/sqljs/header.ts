import { constants } from 'node:fs'
import type { Files } from './files.ts'

/** Marks a file as ours in SQLite's header: "BATN". */
export const APPLICATION_ID = 0x4241544e

/** What a file looks like before SQLite has touched it. `unsettled` has a log whose pages may say otherwise. */
export type Look = 'missing' | 'empty' | 'ours' | 'foreign' | 'notadb' | 'unsettled'

const HEADER = 100

/**
 * Looks at a database's first bytes (SQLite's file format, section 1.3). SQLite itself would change a foreign file
 * when it is asked for WAL, and would delete the log of one that was cut to nothing.
 */
export function look(path: string, files: Files): Look {
  const logged = sizeOf(`${path}-wal`, files) > 0
  const size = sizeOf(path, files)
  if (size <= 0) return logged ? 'notadb' : size < 0 ? 'missing' : 'empty'
  const header = new Uint8Array(HEADER)
  const fd = files.open(path, constants.O_RDONLY, 0)
  try {
    files.read(fd, header, 0, HEADER, 0)
  } finally {
    files.close(fd)
  }
  if (Buffer.from(header).toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'notadb'
  const view = new DataView(header.buffer)
  if (view.getUint32(68) === APPLICATION_ID) return 'ours'
  // Killed while it was being made: all that is in the file itself is one page without a table.
  const pages = view.getUint32(28)
  return logged || pages <= 1 ? 'unsettled' : 'foreign'
}

/** The size in bytes, -1 if there is no such file. */
export function sizeOf(path: string, files: Files): number {
  return files.exists(path) ? Number(files.stat(path).size) : -1
}
