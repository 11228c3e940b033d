/** What is done to a store while nobody serves it, and reading a copy of one. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '../contract/places.ts'
import { TaskError } from '../core/error.ts'
import { mustBeOurs } from '../reach/ground.ts'
import { migrations } from '../store/migrations/index.ts'
import { exportLines, importLines } from '../store/sql/transfer.ts'
import { restore } from '../store/sqljs/backup.ts'
import { DamagedDatabase, timestamp } from '../store/sqljs/damage.ts'
import { DatabaseError } from '../store/sqljs/errors.ts'
import { openDatabase } from '../store/sqljs/open.ts'
import { openStore, own, schema } from './store.ts'

/** Every table of a backup as JSON Lines. The backup itself is not touched: a copy is read. */
export async function* exportBackup(path: string, product: string): AsyncGenerator<string> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-export-'))
  try {
    const file = join(folder, 'tasks.db')
    copyFileSync(path, file)
    const database = await openDatabase({ file, migrations, product })
    try {
      yield* exportLines(database, { product, schema })
    } finally {
      await database.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Fills the store from an export. Returns the number of rows. What was there is backed up first. */
export async function importInto(
  place: Place,
  lines: AsyncIterable<string>,
  product: string,
  replace: boolean,
): Promise<number> {
  const opened = await openStore(place, product)
  if ('heldBy' in opened) throw inUse(opened.heldBy.pid)
  try {
    if (replace) await opened.store.backup()
    return await importLines(opened.database, lines, { product, schema, replace, empty: ['tasks'] })
  } catch (error) {
    if (error instanceof DatabaseError) throw error
    throw new TaskError('invalid_input', `${(error as Error).message} Nothing was changed.`)
  } finally {
    await opened.close()
  }
}

/** Puts a backup in the database's place; what was there is kept beside it. Returns where, if there was one. */
export async function restoreInto(place: Place, backup: string, product: string): Promise<string | undefined> {
  if (!existsSync(backup))
    throw new TaskError('not_found', `There is no file ${backup}. Backups are in ${place.backups}.`)
  mustBeOurs(place)
  const election = await own(place)
  if ('heldBy' in election) throw inUse(election.heldBy.pid)
  try {
    mkdirSync(place.backups, { recursive: true, mode: 0o700 })
    const aside = await moveAside(place, product)
    try {
      await restore(backup, place.database)
    } catch (error) {
      if (aside) renameSync(aside, place.database)
      throw error
    }
    return aside
  } catch (error) {
    if (error instanceof DatabaseError) throw new TaskError('unavailable', `${error.message} Nothing was changed.`)
    throw error
  } finally {
    election.won.release()
  }
}

/** Opened and closed once first, so that the log of a host that crashed is in the file we keep. */
async function moveAside(place: Place, product: string): Promise<string | undefined> {
  if (!existsSync(place.database)) return undefined
  try {
    const old = await openDatabase({ file: place.database, migrations, product, backups: place.backups })
    await old.close()
  } catch (error) {
    // Opening has set it aside already.
    if (error instanceof DamagedDatabase) return undefined
    throw error
  }
  const aside = `${place.database}.replaced-${timestamp()}`
  renameSync(place.database, aside)
  return aside
}

const inUse = (pid: number) =>
  new TaskError('unavailable', `The store is in use by process ${pid}. Stop it first: baton stop`)
