import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { backupsOf } from '../../src/extension/backups.ts'
import { storeWithoutFolder } from '../../src/reach/place.ts'
import { tempDir } from '../support/temp.ts'

test('backups are listed newest first, with what an earlier restore set aside, and nothing else', () => {
  const place = storeWithoutFolder(tempDir())
  expect(backupsOf(place)).toEqual([])
  mkdirSync(place.backups)
  const put = (folder: string, name: string, text = 'x') => writeFileSync(join(folder, name), text)
  put(place.backups, 'tasks.db.20261120T100000000.db')
  put(place.backups, 'tasks.db.20261122T100000000.db', 'xyz')
  put(place.backups, 'tasks.db.20261123T100000000.db', '')
  put(place.backups, 'notes.txt')
  put(join(place.database, '..'), 'tasks.db.replaced-20261121T100000000')
  put(join(place.database, '..'), 'tasks.db.damaged-20261121T100000000')
  // A copy's own time says nothing.
  utimesSync(join(place.backups, 'tasks.db.20261120T100000000.db'), 2e9, 2e9)
  expect(backupsOf(place).map(({ file, kind, bytes, at }) => [basename(file), kind, bytes, at.toISOString()])).toEqual([
    ['tasks.db.20261122T100000000.db', 'backup', 3, '2026-11-22T10:00:00.000Z'],
    ['tasks.db.replaced-20261121T100000000', 'replaced', 1, '2026-11-21T10:00:00.000Z'],
    ['tasks.db.20261120T100000000.db', 'backup', 1, '2026-11-20T10:00:00.000Z'],
  ])
})
