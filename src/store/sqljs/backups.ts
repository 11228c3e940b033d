/** Which backups stay. A folder of them must not grow for ever; nor may a busy afternoon push out last week's. */
import { basename, join } from 'node:path'
import type { Files } from './files.ts'

/** The newest, whenever they were made; and the last one of so many days on which there were any. */
const newest = 10
const days = 10
/** Made before the schema changed: the way back to an older product. */
const beforeMigrations = 5

const mine = /^(\d{8})T\d{9}(-before-.+)?\.db$/

/**
 * Removes backups of `database` that later ones replace: only files that Baton made, under the names it gave them. To be
 * called when one was just made, and checked: so a good one is always among those that stay.
 */
export function tidyBackups(database: string, folder: string, files: Files): void {
  if (!files.exists(folder)) return
  const start = `${basename(database)}.`
  const found = files
    .list(folder)
    .filter((name) => name.startsWith(start))
    .flatMap((name) => {
      const [, day, before] = mine.exec(name.slice(start.length)) ?? []
      const path = join(folder, name)
      const it = day === undefined ? undefined : files.stat(path, 'nofollow')
      return it?.isFile() ? [{ path, day, before, at: Number(it.mtimeMs) }] : []
    })
    .sort((a, b) => b.at - a.at)
  const ordinary = found.filter(({ before }) => !before)
  const lastOfDay = ordinary.filter(({ day }, at) => ordinary.findIndex((each) => each.day === day) === at)
  const stay = new Set([
    ...ordinary.slice(0, newest),
    ...lastOfDay.slice(0, days),
    ...found.filter(({ before }) => before).slice(0, beforeMigrations),
  ])
  for (const each of found) if (!stay.has(each)) remove(each.path, files)
}

/** With what a stock sqlite3 leaves beside a file that it looked into. */
function remove(path: string, files: Files): void {
  for (const suffix of ['-shm', '-wal', '']) if (files.exists(path + suffix)) files.unlink(path + suffix)
}
