/** Files that are nobody's business but the user's. */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { failure } from './failure.ts'

/** Whole or not at all, mode 0600 in a folder of mode 0700: readers never see half of it. Throws `unavailable`. */
export function writePrivate(file: string, value: unknown): void {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    chmodSync(dirname(file), 0o700)
    writeFileSync(fresh, JSON.stringify(value, null, 2), { mode: 0o600 })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    const { code } = error as NodeJS.ErrnoException
    const why = `${file} can't be written (${code}). Make room there, or move away what is in its place, then try again.`
    throw failure('unavailable', why, { path: file })
  }
}
