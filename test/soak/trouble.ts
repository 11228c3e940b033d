/** What goes wrong in one life of a host: drawn from a seed, and put into its file calls and clocks. */
import type { ClockSources } from '../../src/host/clock.ts'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import type { Chance } from './chance.ts'

export const troubles = [
  'none',
  'ENOSPC',
  'EROFS',
  'EIO',
  'sync fails',
  'slow sync',
  'stops before a write',
  'stops before a checkpoint',
  'stops after it looked',
  'clocks jump',
] as const
/** `lies` is the planted bug: a write that is said to be done, and is not. */
export type Trouble = (typeof troubles)[number] | 'lies'

const systemError = (code: string) => Object.assign(new Error(`${code}: injected`), { code })

export function troubled(trouble: Trouble, chance: Chance) {
  let on = false
  const paths = new Map<number, string>()
  const isLog = (fd: number) => paths.get(fd)?.endsWith('-wal') ?? false
  const isData = (fd: number) => paths.get(fd)?.endsWith('tasks.db') ?? false
  /** True once, or for a while, after so many chances. */
  const countdown = (from: number, to: number, lasts = 1) => {
    let left = chance.between(from, to)
    return () => on && --left <= 0 && left > -lasts
  }
  const full = countdown(10, 150, 40)
  const once = countdown(20, 200)
  const sparse = countdown(1, 3)
  const soon = countdown(5, 10)
  const stop = () => process.kill(process.pid, 'SIGSTOP')
  const delay = chance.between(5, 60)

  const files: Files = {
    ...realFiles,
    open(path, flags, mode) {
      const fd = realFiles.open(path, flags, mode)
      paths.set(fd, path)
      return fd
    },
    write(fd, ...rest) {
      if (['ENOSPC', 'EROFS', 'EIO'].includes(trouble) && full()) throw systemError(trouble)
      if (trouble === 'stops before a write' && once()) stop()
      if (trouble === 'stops before a checkpoint' && isData(fd) && sparse()) stop()
      if (trouble === 'lies' && isLog(fd) && soon()) return rest[2]
      return realFiles.write(fd, ...rest)
    },
    sync(fd) {
      if (trouble === 'sync fails' && once()) throw systemError('EIO')
      if (trouble === 'slow sync') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delay)
      realFiles.sync(fd)
    },
    syncLater(fd, done) {
      if (trouble === 'sync fails' && once()) return void setImmediate(done, systemError('EIO'))
      if (trouble === 'slow sync') return void setTimeout(() => realFiles.syncLater(fd, done), delay)
      realFiles.syncLater(fd, done)
    },
    exists(path) {
      const there = realFiles.exists(path)
      if (trouble === 'stops after it looked' && !there && path.includes('.owner.') && once()) stop()
      return there
    },
  }

  // Both clocks move by hours, the wall's in either direction, at most every few looks.
  let wall = 0
  let monotonic = 0
  const jump = () => {
    if (trouble !== 'clocks jump' || !on || chance.next() > 0.02) return
    wall += chance.between(-48, 48) * 3_600_000
    monotonic += chance.of([0, 2 * 3_600_000])
  }
  const clocks: ClockSources = {
    wall: () => Date.now() + wall,
    monotonic() {
      jump()
      return performance.now() + monotonic
    },
  }
  return {
    files,
    clocks,
    begin() {
      on = true
    },
  }
}
