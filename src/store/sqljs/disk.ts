import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { type Files, PRIVATE_FILE } from './files.ts'
import { frameWriter, plainWriter, type Writer } from './frames.ts'

/** One database's files as SQLite sees them: `name` is the one that sql.js made up, `path` the real one. */
export interface Volume {
  name: string | undefined
  readonly path: string
  readonly files: Files
  /** Once true no call changes a file any more: the database is lost, or belongs to somebody else by now. */
  severed: boolean
  /** The last call that failed; SQLite's own message says less. */
  failure: NodeJS.ErrnoException | undefined
  /** Told of a failed fsync that SQLite asked for (in a checkpoint it would keep that to itself). */
  syncFailed: (error: Error) => void
}

/** An open file of a volume, or the folder of all of them. */
export interface OpenFile {
  readonly volume: Volume | undefined
  readonly path: string
  readonly fd: number
  readonly writer: Writer
  position: number
  /** Counts the writes, so that a commit that wrote nothing is known to need no sync. */
  writes: number
}

/** All volumes and open files of one SQLite instance. */
export interface Disk {
  /** The next name that SQLite opens and nobody knows is this volume. */
  mount(path: string, files: Files): Volume
  unmount(volume: Volume): void
  mounted(path: string): boolean
  /** The real path and volume behind SQLite's name, or undefined if it is none of ours. */
  find(name: string): { volume: Volume; path: string } | undefined
  open(volume: Volume, path: string, flags: number): number
  /** Opens the folder(s) of all volumes, which SQLite only does to sync them. */
  openFolder(): number
  file(fd: number): OpenFile | undefined
  fileAt(path: string): OpenFile | undefined
  close(fd: number): void
  syncFolders(): void
}

/** Our descriptors start where Emscripten's own (at most 4096) cannot reach. */
const FIRST = 0x4000

export function createDisk(): Disk {
  const volumes = new Set<Volume>()
  const open: (OpenFile | undefined)[] = []
  let expected: Volume | undefined

  /** sql.js names a database `dbfile_<random>`; SQLite adds a suffix for its companions. */
  function find(name: string) {
    const [, base, suffix = ''] = /^\/?(dbfile_\d+)(-journal|-wal|-shm)?$/.exec(name) ?? []
    if (!base) return undefined
    let volume = [...volumes].find((each) => each.name === base)
    if (!volume && expected && !suffix) {
      volume = expected
      volume.name = base
      expected = undefined
    }
    return volume && { volume, path: volume.path + suffix }
  }

  function keep(file: OpenFile): number {
    const free = open.indexOf(undefined)
    const slot = free < 0 ? open.length : free
    open[slot] = file
    return FIRST + slot
  }

  return {
    mount(path, files) {
      expected = { name: undefined, path, files, severed: false, failure: undefined, syncFailed: () => {} }
      volumes.add(expected)
      return expected
    },
    unmount(volume) {
      volumes.delete(volume)
      if (expected === volume) expected = undefined
    },
    mounted: (path) => [...volumes].some((volume) => volume.path === path),
    find,
    open(volume, path, flags) {
      const fd = volume.files.open(path, hostFlags(flags), PRIVATE_FILE)
      const writer = (path.endsWith('-wal') ? frameWriter : plainWriter)(volume.files, fd)
      return keep({ volume, path, fd, writer, position: 0, writes: 0 })
    },
    openFolder: () => keep({ volume: undefined, path: '/', fd: -1, writer: noWriter, position: 0, writes: 0 }),
    file: (fd) => (fd >= FIRST ? open[fd - FIRST] : undefined),
    fileAt: (path) => open.find((file) => file?.path === path),
    close(fd) {
      const file = open[fd - FIRST]
      open[fd - FIRST] = undefined
      if (file?.volume) file.volume.files.close(file.fd)
    },
    // To SQLite all databases lie in one folder. Syncing each real one is rare (a journal made or removed) and safe.
    syncFolders() {
      for (const volume of volumes) if (!volume.severed) volume.files.syncFolder(dirname(volume.path))
    },
  }
}

const noWriter: Writer = { write() {}, flush() {} }

/** Emscripten's open flags are musl's; the host's differ by platform. */
function hostFlags(flags: number): number {
  const { O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW = 0 } = constants
  return (
    (flags & 3) |
    (flags & 0o100 ? O_CREAT : 0) |
    (flags & 0o200 ? O_EXCL : 0) |
    (flags & 0o1000 ? O_TRUNC : 0) |
    // The database's path was made real before; a link in the place of its log would have been planted.
    O_NOFOLLOW
  )
}
