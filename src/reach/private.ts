/** Files that are nobody's but the user's. */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whole or not at all, mode 0600 in a folder of mode 0700: readers never see half of it. */
export function writePrivate(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  chmodSync(dirname(file), 0o700)
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(fresh, JSON.stringify(value, null, 2), { mode: 0o600 })
  renameSync(fresh, file)
}
