/** The user's notes of hosts: `~/.baton/hosts/<hash of the database's real path>.json`, for nobody else to read. */
import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parsedAs } from '../contract/kept.ts'
import { type HostRecord, isHostRecord } from '../contract/places.ts'
import { writePrivate } from './private.ts'
import { readSmall } from './small.ts'

export const userFolder = (home = homedir()) => join(home, '.baton')

/** Names a database for all who mean the same file, through whatever links they came. */
export function storeKey(database: string): string {
  const folder = dirname(database)
  const real = existsSync(database)
    ? realpathSync(database)
    : existsSync(folder)
      ? join(realpathSync(folder), basename(database))
      : database
  return createHash('sha256').update(real).digest('hex').slice(0, 20)
}

export const recordFile = (database: string) => join(userFolder(), 'hosts', `${storeKey(database)}.json`)

/** Who else may come in: named tokens and logged-in browsers, as hashes. */
export const accessFile = (database: string) => join(userFolder(), 'access', `${storeKey(database)}.json`)

/** The keys of persons that this store's host knows. */
export const peopleFile = (database: string) => join(userFolder(), 'people', `${storeKey(database)}.json`)

/** Where that host writes a code for somebody who says to be a person. */
export const codeFile = (database: string, name: string) =>
  join(userFolder(), 'people', `${storeKey(database)}.${name}.code`)

/** Undefined where there is none, or one that no host wrote. */
export const readRecord = (database: string): HostRecord | undefined =>
  parsedAs(readSmall(recordFile(database)), isHostRecord)

export const writeRecord = (record: HostRecord) => writePrivate(recordFile(record.database), record)
