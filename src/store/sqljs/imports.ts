import type { Disk, OpenFile, Volume } from './disk.ts'
import type { Stat } from './files.ts'

type Call = (...args: never[]) => number
type Calls = Record<string, Call>

/** wasi's numbers, which Emscripten's libc uses; whatever is not here is EIO. */
const errnos: Record<string, number> = {
  EACCES: 2,
  EBADF: 8,
  EBUSY: 10,
  EDQUOT: 19,
  EEXIST: 20,
  EFBIG: 22,
  EINVAL: 28,
  EIO: 29,
  EISDIR: 31,
  EMFILE: 33,
  ENAMETOOLONG: 37,
  ENFILE: 41,
  ENOENT: 44,
  ENOSPC: 51,
  ENOTDIR: 54,
  EPERM: 63,
  EROFS: 69,
}
const EIO = 29
const ENOTSUP = 58
const F_GETLK = 12
const F_UNLCK = 2
const SEEK_END = 2

/** SQLite's memory; the views are renewed when it has grown. */
function memoryOf(exports: () => WebAssembly.Exports) {
  const look = (buffer: ArrayBuffer) => ({ bytes: new Uint8Array(buffer), view: new DataView(buffer) })
  let seen = look(new ArrayBuffer(0))
  return () => {
    const { buffer } = exports().memory as WebAssembly.Memory
    if (seen.bytes.buffer !== buffer) seen = look(buffer)
    return seen
  }
}

/**
 * SQLite's file calls, answered from real files for the databases that `disk` knows; everything else goes on to
 * Emscripten's own `original` functions. The keys are the names that the pinned build imports; each must exist there.
 */
export function fileCalls(original: Calls, exports: () => WebAssembly.Exports, disk: Disk): Calls {
  const memory = memoryOf(exports)
  const text = (pointer: number) => {
    const { bytes } = memory()
    return Buffer.from(bytes.buffer, pointer, bytes.indexOf(0, pointer) - pointer).toString('utf8')
  }
  const past = (name: string, ...args: unknown[]) => (original[name] as (...args: unknown[]) => number)(...args)

  /** Runs a call on a real file and turns what it throws into the number that libc wants. */
  function attempt(volume: Volume | undefined, call: () => number | undefined): number {
    try {
      return call() ?? 0
    } catch (error) {
      const failure = error as NodeJS.ErrnoException
      if (volume && failure.code !== 'ENOENT') volume.failure = failure
      return errnos[failure.code ?? ''] ?? EIO
    }
  }

  /** The same for a call that changes something: a severed volume refuses it. */
  const change = (volume: Volume, call: () => number | undefined) => (volume.severed ? EIO : attempt(volume, call))

  /** Before anything looks at a file: what was held back has to be in it. */
  function settle(file: OpenFile) {
    if (!file.volume?.severed) file.writer.flush()
  }

  /** The buffers of a vectored call. */
  function* buffers(vector: number, count: number): Generator<Uint8Array> {
    const { bytes, view } = memory()
    for (let at = vector; at < vector + count * 8; at += 8) {
      const start = view.getUint32(at, true)
      yield bytes.subarray(start, start + view.getUint32(at + 4, true))
    }
  }

  function statBy(name: string, link?: 'nofollow') {
    return (path: number, into: number) => {
      const known = disk.find(text(path))
      if (!known) return past(name, path, into)
      return -attempt(known.volume, () => putStat(memory().view, into, known.volume.files.stat(known.path, link)))
    }
  }

  return {
    __syscall_openat(folder: number, path: number, flags: number, more: number) {
      const name = text(path)
      if (name === '/') return disk.openFolder()
      const known = disk.find(name)
      if (!known) return past('__syscall_openat', folder, path, flags, more)
      let fd = 0
      const failed = attempt(known.volume, () => {
        fd = disk.open(known.volume, known.path, flags)
        return 0
      })
      return failed ? -failed : fd
    },
    fd_close(fd: number) {
      const file = disk.file(fd)
      if (!file) return past('fd_close', fd)
      return attempt(file.volume, () => void disk.close(fd))
    },
    fd_read(fd: number, vector: number, count: number, total: number) {
      const file = disk.file(fd)
      if (!file?.volume) return past('fd_read', fd, vector, count, total)
      const { files } = file.volume
      return attempt(file.volume, () => {
        settle(file)
        let done = 0
        for (const into of buffers(vector, count)) {
          const got = files.read(file.fd, into, 0, into.length, file.position + done)
          done += got
          if (got < into.length) break
        }
        file.position += done
        memory().view.setUint32(total, done, true)
        return 0
      })
    },
    fd_write(fd: number, vector: number, count: number, total: number) {
      const file = disk.file(fd)
      if (!file?.volume) return past('fd_write', fd, vector, count, total)
      return change(file.volume, () => {
        file.writes++
        let done = 0
        for (const from of buffers(vector, count)) {
          file.writer.write(from, file.position + done)
          done += from.length
        }
        file.position += done
        memory().view.setUint32(total, done, true)
        return 0
      })
    },
    fd_seek(fd: number, offset: bigint, whence: number, position: number) {
      const file = disk.file(fd)
      if (!file?.volume) return past('fd_seek', fd, offset, whence, position)
      const { volume } = file
      return attempt(volume, () => {
        if (whence === SEEK_END) settle(file)
        const from = [0, file.position][whence] ?? Number(volume.files.fstat(file.fd).size)
        file.position = from + Number(offset)
        memory().view.setBigInt64(position, BigInt(file.position), true)
        return 0
      })
    },
    fd_sync(fd: number) {
      const file = disk.file(fd)
      if (!file) return past('fd_sync', fd)
      const { volume } = file
      if (!volume) return attempt(undefined, () => void disk.syncFolders())
      return change(volume, () => {
        settle(file)
        try {
          volume.files.sync(file.fd)
        } catch (error) {
          volume.syncFailed(error as Error)
          throw error
        }
        return 0
      })
    },
    __syscall_ftruncate64(fd: number, length: bigint) {
      const file = disk.file(fd)
      if (!file?.volume) return past('__syscall_ftruncate64', fd, length)
      const { volume } = file
      return -change(volume, () => {
        settle(file)
        volume.files.truncate(file.fd, Number(length))
        return 0
      })
    },
    __syscall_fstat64(fd: number, into: number) {
      const file = disk.file(fd)
      if (!file?.volume) return past('__syscall_fstat64', fd, into)
      const { volume } = file
      return -attempt(volume, () => {
        settle(file)
        return putStat(memory().view, into, volume.files.fstat(file.fd))
      })
    },
    __syscall_stat64: statBy('__syscall_stat64'),
    __syscall_lstat64: statBy('__syscall_lstat64', 'nofollow'),
    __syscall_newfstatat(folder: number, path: number, into: number, flags: number) {
      const known = disk.find(text(path))
      if (!known) return past('__syscall_newfstatat', folder, path, into, flags)
      return -attempt(known.volume, () => putStat(memory().view, into, known.volume.files.stat(known.path)))
    },
    __syscall_unlinkat(folder: number, path: number, flags: number) {
      const known = disk.find(text(path))
      if (!known) return past('__syscall_unlinkat', folder, path, flags)
      return -change(known.volume, () => void known.volume.files.unlink(known.path))
    },
    __syscall_faccessat(folder: number, path: number, mode: number, flags: number) {
      const known = disk.find(text(path))
      if (!known) return past('__syscall_faccessat', folder, path, mode, flags)
      return -attempt(known.volume, () => void known.volume.files.access(known.path, mode & 7))
    },
    __syscall_readlinkat(folder: number, path: number, into: number, size: number) {
      // The path was made real before it was mounted: never a link.
      return disk.find(text(path)) ? -(errnos.EINVAL ?? EIO) : past('__syscall_readlinkat', folder, path, into, size)
    },
    __syscall_fcntl64(fd: number, command: number, more: number) {
      if (!disk.file(fd)) return past('__syscall_fcntl64', fd, command, more)
      // Node has no file locks. The owner election takes their place among ourselves, the -shm guard against others.
      if (command === F_GETLK) memory().view.setInt16(memory().view.getUint32(more, true), F_UNLCK, true)
      return 0
    },
    // Files are created with the mode they shall have.
    __syscall_fchmod: (fd: number, mode: number) => (disk.file(fd) ? 0 : past('__syscall_fchmod', fd, mode)),
    __syscall_fchown32: (fd: number, user: number, group: number) =>
      disk.file(fd) ? 0 : past('__syscall_fchown32', fd, user, group),
    // No shared memory: WAL works because locking_mode=EXCLUSIVE keeps the wal-index on the heap.
    _mmap_js: (length: number, protection: number, flags: number, fd: number, ...more: unknown[]) =>
      disk.file(fd) ? -ENOTSUP : past('_mmap_js', length, protection, flags, fd, ...more),
  } as unknown as Calls
}

/** Fills musl's `struct stat` (32-bit, 64-bit offsets). */
function putStat(view: DataView, at: number, stat: Stat): number {
  view.setUint32(at, Number(stat.dev & 0xffffffffn), true)
  view.setUint32(at + 4, Number(stat.mode), true)
  view.setUint32(at + 8, Number(stat.nlink), true)
  view.setUint32(at + 12, Number(stat.uid & 0xffffffffn), true)
  view.setUint32(at + 16, Number(stat.gid & 0xffffffffn), true)
  view.setUint32(at + 20, 0, true)
  view.setBigInt64(at + 24, stat.size, true)
  view.setInt32(at + 32, 4096, true)
  view.setInt32(at + 36, Number(stat.blocks ?? 0n), true)
  for (const time of [40, 56, 72]) {
    view.setBigInt64(at + time, stat.mtimeMs / 1000n, true)
    view.setUint32(at + time + 8, 0, true)
  }
  view.setBigUint64(at + 88, BigInt.asUintN(64, stat.ino), true)
  return 0
}
