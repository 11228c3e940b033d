import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The part of `fs.Stats` that SQLite asks for. */
export type Stat = fs.BigIntStats

/**
 * Every call that touches a database file. Whatever a platform or a file system does differently is mended here, and
 * a test that wants a full disk or a torn write hands in its own. All throw Node's system errors.
 */
export interface Files {
  open(path: string, flags: number, mode: number): number
  close(fd: number): void
  /** Returns how many bytes there were. */
  read(fd: number, into: Uint8Array, offset: number, length: number, position: number): number
  /** Returns how many bytes were taken. */
  write(fd: number, from: Uint8Array, offset: number, length: number, position: number): number
  truncate(fd: number, length: number): void
  /** Blocks until the file's bytes are on the disk. */
  sync(fd: number): void
  /** The same without blocking the event loop. */
  syncLater(fd: number, done: (error: Error | null) => void): void
  /** Makes a whole file durable that isn't open here. */
  syncFile(path: string): void
  /** Makes creations, renames and removals in a folder durable, where the platform can. */
  syncFolder(path: string): void
  stat(path: string, link?: 'nofollow'): Stat
  fstat(fd: number): Stat
  /** Number of names that the open file still has; 0 means that somebody removed it. */
  links(fd: number): number
  access(path: string, mode: number): void
  exists(path: string): boolean
  unlink(path: string): void
  /** Gives `path` a second name; fails if that exists. */
  link(path: string, name: string): void
  rename(from: string, to: string): void
  makeFolder(path: string): void
  /** The same with all above it; none need be missing. */
  makeFolders(path: string): void
  removeFolder(path: string): void
  list(folder: string): string[]
  /** Copies without blocking; fails if `to` exists. */
  copy(from: string, to: string): Promise<void>
  /** A small file of ours. Throws where it is a pipe, which would keep a reader waiting, a link, or too large. */
  readText(path: string): string
  /** The path without links; its last part need not exist. */
  resolve(path: string): string
  /** Creates a file with this content and makes it durable; fails if it exists. */
  create(path: string, content: string): void
}

export const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

export const realFiles: Files = {
  open: fs.openSync,
  close: fs.closeSync,
  read: fs.readSync,
  write: fs.writeSync,
  truncate: fs.ftruncateSync,
  sync: fs.fdatasyncSync,
  syncLater: fs.fdatasync,
  syncFile: (path) => syncPath(path, 'r+'),
  // Windows cannot open a folder; there the file system journals its names by itself.
  syncFolder(path) {
    if (process.platform !== 'win32') syncPath(path, 'r')
  },
  stat: (path, link) => (link ? fs.lstatSync : fs.statSync)(path, { bigint: true }),
  fstat: (fd) => fs.fstatSync(fd, { bigint: true }),
  links: (fd) => fs.fstatSync(fd).nlink,
  access: fs.accessSync,
  exists: fs.existsSync,
  unlink: fs.unlinkSync,
  link: fs.linkSync,
  rename: fs.renameSync,
  makeFolder: (path) => fs.mkdirSync(path, { mode: PRIVATE_FOLDER }),
  makeFolders: (path) => void fs.mkdirSync(path, { mode: PRIVATE_FOLDER, recursive: true }),
  removeFolder: fs.rmdirSync,
  list: (folder) => fs.readdirSync(folder),
  copy: (from, to) => fs.promises.copyFile(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE),
  resolve(path) {
    if (fs.existsSync(path)) return fs.realpathSync(path)
    return join(fs.realpathSync(dirname(path)), basename(path))
  },
  readText,
  create(path, content) {
    const fd = fs.openSync(path, 'wx', PRIVATE_FILE)
    try {
      fs.writeSync(fd, content)
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  },
}

const largestText = 65_536

function readText(path: string): string {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants
  const fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const it = fs.fstatSync(fd)
    if (!it.isFile() || it.size > largestText) throw new Error(`${path} is no small file`)
    return fs.readFileSync(fd, 'utf8')
  } finally {
    fs.closeSync(fd)
  }
}

function syncPath(path: string, flags: string): void {
  const fd = fs.openSync(path, flags)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
