/** The copies of a store that can be put back. */
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Place } from '../contract/places.ts'

export interface Backup {
  readonly file: string
  readonly bytes: number
  readonly at: Date
  /** `replaced`: what stood there before an earlier restore. */
  readonly kind: 'backup' | 'replaced'
}

/** Newest first. What cannot be looked at is left out. */
export function backupsOf({ database, backups }: Place): Backup[] {
  const name = basename(database)
  const found = [
    ...filesIn(backups, (file) => file.startsWith(`${name}.`) && file.endsWith('.db')).map(
      (file) => [file, 'backup'] as const,
    ),
    ...filesIn(
      dirname(database),
      (file) => file.startsWith(`${name}.replaced-`) && !/-(wal|shm|journal)$/.test(file),
    ).map((file) => [file, 'replaced'] as const),
  ]
  return found
    .flatMap(([file, kind]) => {
      const stat = statSync(file, { throwIfNoEntry: false })
      return stat?.isFile() && stat.size > 0 ? [{ file, kind, bytes: stat.size, at: madeAt(file) ?? stat.mtime }] : []
    })
    .sort((a, b) => Number(b.at) - Number(a.at))
}

/** As its name says: a file that is copied or moved gets another time, what is in it does not. */
function madeAt(file: string): Date | undefined {
  const [, y, mo, d, h, mi, s] = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d*(?:\.db)?$/.exec(file) ?? []
  if (!y) return undefined
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
  return Number.isNaN(at.getTime()) ? undefined : at
}

function filesIn(folder: string, fits: (name: string) => boolean): string[] {
  try {
    return readdirSync(folder)
      .filter(fits)
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
