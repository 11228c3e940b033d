import { type Files, realFiles } from '../../src/store/sqljs/files.ts'

type Fault = 'write' | 'sync' | 'syncLater' | 'truncate' | 'open' | 'makeFolder' | 'copy'

/** Real files that fail when told to, with the system's own codes. */
export function faultyFiles() {
  let failing: { code: string; calls: readonly Fault[]; when: (path: string) => boolean } | undefined
  const paths = new Map<number, string>()

  const check = (call: Fault, path: string) => {
    if (!failing?.calls.includes(call) || !failing.when(path)) return
    throw Object.assign(new Error(`${failing.code}: injected, ${call} '${path}'`), { code: failing.code })
  }
  const of = (fd: number) => paths.get(fd) ?? ''

  const files: Files = {
    ...realFiles,
    open(path, flags, mode) {
      check('open', path)
      const fd = realFiles.open(path, flags, mode)
      paths.set(fd, path)
      return fd
    },
    write(fd, ...rest) {
      check('write', of(fd))
      return realFiles.write(fd, ...rest)
    },
    sync(fd) {
      check('sync', of(fd))
      realFiles.sync(fd)
    },
    syncLater(fd, done) {
      try {
        check('syncLater', of(fd))
      } catch (error) {
        setImmediate(done, error as Error)
        return
      }
      realFiles.syncLater(fd, done)
    },
    truncate(fd, length) {
      check('truncate', of(fd))
      realFiles.truncate(fd, length)
    },
    makeFolder(path) {
      check('makeFolder', path)
      realFiles.makeFolder(path)
    },
    async copy(from, to) {
      check('copy', to)
      await realFiles.copy(from, to)
    },
  }

  return {
    files,
    /** From now on these calls fail with this code, on the paths that `when` picks. */
    fail(code: string, calls: readonly Fault[], when: (path: string) => boolean = () => true) {
      failing = { code, calls, when }
    },
    mend() {
      failing = undefined
    },
  }
}
