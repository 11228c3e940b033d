import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tidyBackups } from '../../src/store/sqljs/backups.ts'
import { realFiles } from '../../src/store/sqljs/files.ts'
import { migrations, open, scratch } from './scratch.ts'

/** A backup's name, as Baton gives it, made at that hour of that day of March. */
const named = (day: number, hour: number, more = '') => {
  const two = (n: number) => String(n).padStart(2, '0')
  return `tasks.db.202603${two(day)}T${two(hour)}0000000${more}.db`
}

function folderWith(names: readonly string[]) {
  const folder = scratch()
  for (const name of names) {
    writeFileSync(join(folder, name), 'x')
    const [, day, hour] = /202603(\d\d)T(\d\d)/.exec(name) ?? []
    const at = new Date(`2026-03-${day ?? '01'}T${hour ?? '00'}:00:00Z`)
    utimesSync(join(folder, name), at, at)
  }
  return {
    folder,
    left: () => {
      tidyBackups('/w/.baton/tasks.db', folder, realFiles)
      return readdirSync(folder).sort()
    },
  }
}

test('a year of daily backups leaves those of the last ten days', () => {
  const all = Array.from({ length: 28 }, (_, at) => named(at + 1, 12))
  expect(folderWith(all).left()).toEqual(all.slice(-10))
})

test('many in one day leave the ten newest, and the last of each day before', () => {
  const days = [1, 2, 3].flatMap((day) => [named(day, 9), named(day, 18)])
  const today = Array.from({ length: 20 }, (_, hour) => named(4, hour))
  expect(folderWith([...days, ...today]).left()).toEqual([
    ...[named(1, 18), named(2, 18), named(3, 18)],
    ...today.slice(-10),
  ])
})

test('those from before a migration are counted by themselves', () => {
  const before = Array.from({ length: 8 }, (_, at) => named(at + 1, 3, `-before-${at + 2}-more`))
  const daily = Array.from({ length: 12 }, (_, at) => named(at + 10, 12))
  expect(folderWith([...before, ...daily]).left()).toEqual([...before.slice(-5), ...daily.slice(-10)].sort())
})

test('with a backup goes what a look into it left', () => {
  const all = Array.from({ length: 11 }, (_, at) => named(at + 1, 12))
  const { left } = folderWith([...all, `${all[0]}-wal`, `${all[0]}-shm`, `${all[1]}-wal`])
  expect(left()).toEqual([...all.slice(1), `${all[1]}-wal`].sort())
})

test('what Baton did not make, or did not name so, is left alone', () => {
  const others = [
    'tasks.db.mine.db',
    'other.db.20260301T120000000.db',
    'tasks.db.20260301T120000000.db.gz',
    'notes.txt',
  ]
  const { folder, left } = folderWith([...others, ...Array.from({ length: 11 }, (_, at) => named(at + 2, 12))])
  mkdirSync(join(folder, named(1, 1)))
  symlinkSync(join(folder, 'notes.txt'), join(folder, named(1, 2)))
  const stay = Array.from({ length: 10 }, (_, at) => named(at + 3, 12))
  expect(left()).toEqual([...others, named(1, 1), named(1, 2), ...stay].sort())
})

test('a folder that is not there is no trouble', () => {
  expect(() => tidyBackups('/w/tasks.db', join(scratch(), 'none'), realFiles)).not.toThrow()
})

test('opening with a newer schema makes a backup and tidies the others away', async () => {
  const folder = scratch()
  const file = join(folder, 'tasks.db')
  await (await open(file)).close()
  const backups = join(folder, 'backups')
  mkdirSync(backups)
  for (let day = 1; day <= 9; day++) writeFileSync(join(backups, named(day, 3, '-before-2-x')), 'x')
  const more = { version: 2, name: 'more', up: 'CREATE TABLE more(id INTEGER PRIMARY KEY)' }
  await open(file, { migrations: [...migrations, more], backups })
  const left = readdirSync(backups)
  expect(left).toHaveLength(5)
  expect(left).toContainEqual(expect.stringMatching(/-before-2-more\.db$/))
})
