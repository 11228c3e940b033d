/** Opens a store for the one who was elected to own it. */
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Place } from '../contract/places.ts'
import { TaskError } from '../core/error.ts'
import type { Store } from '../core/ports.ts'
import { mustBeOurs } from '../reach/ground.ts'
import { mustBeLocal } from '../reach/mounts.ts'
import { migrations } from '../store/migrations/index.ts'
import type { Database } from '../store/sql/port.ts'
import { sqlStore } from '../store/sql/store.ts'
import { tidyBackups } from '../store/sqljs/backups.ts'
import { timestamp } from '../store/sqljs/damage.ts'
import { elect, type Generation } from '../store/sqljs/election.ts'
import { DatabaseError, LostDatabase } from '../store/sqljs/errors.ts'
import { type Files, realFiles } from '../store/sqljs/files.ts'
import { openDatabase } from '../store/sqljs/open.ts'
import type { OwnerInfo } from '../store/sqljs/owner.ts'
import { replaceByCopy } from '../store/sqljs/takeover.ts'
import { sqlite } from '../store/sqljs/wasm.ts'

export const schema = migrations.length

export interface OpenStore {
  readonly store: Store
  readonly database: Database
  readonly generation: Generation
  close(): Promise<void>
}

/** The store's folder is the user's own, and git is told to pass it by. */
function makeFolder(place: Place): void {
  mustBeOurs(place)
  mustBeLocal(place)
  const folder = dirname(place.database)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ignore = join(folder, '.gitignore')
  if (!folder.endsWith('.baton') || existsSync(ignore)) return
  try {
    // wx: never through a link that leads to nothing yet.
    writeFileSync(ignore, '*\n', { flag: 'wx' })
  } catch (error) {
    // Another host, started in the same moment, was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

export interface OpenOptions {
  /** Other file calls than the system's, for trying what a bad disk does. */
  readonly files?: Files | undefined
  /** The generation whose host was asked in vain, and may be superseded. */
  readonly silent?: number | undefined
}

/** Resolves with who owns it instead where the election was lost. Throws `unavailable` with what to do. */
export async function openStore(
  place: Place,
  product: string,
  { files = realFiles, silent }: OpenOptions = {},
): Promise<OpenStore | { heldBy: OwnerInfo }> {
  try {
    // It is compiled beside what follows; if it can't be, opening the file says so.
    sqlite().catch(() => {})
    makeFolder(place)
    const election = await own(place, { files, silent })
    if ('heldBy' in election) return election
    const { won } = election
    try {
      const database = await openDatabase({
        file: place.database,
        migrations,
        product,
        backups: place.backups,
        files,
        beforeAcknowledge() {
          if (won.superseded()) throw new Error('another host took over')
        },
        beforeClose: won.leave,
      })
      won.serve()
      return opened(place, database, won)
    } catch (error) {
      won.release()
      throw error
    }
  } catch (error) {
    throw explained(error, place)
  }
}

/** Makes this process the owner of the store, and its file one that no earlier owner can write into. */
export async function own(place: Place, { files = realFiles, silent }: OpenOptions = {}) {
  const election = elect(place.database, { files, silent })
  if ('heldBy' in election || election.won.sleepers.length === 0) return election
  try {
    await replaceByCopy(files.resolve(place.database), { files, generation: election.won.number })
    return election
  } catch (error) {
    election.won.release()
    throw error
  }
}

function opened(place: Place, database: Database, generation: Generation): OpenStore {
  const backup = async () => {
    mkdirSync(place.backups, { recursive: true, mode: 0o700 })
    const path = join(place.backups, `tasks.db.${timestamp()}.db`)
    await database.backup(path)
    chmodSync(path, 0o600)
    tidyBackups(place.database, place.backups, realFiles)
    return { path, bytes: statSync(path).size }
  }
  return {
    store: sqlStore(guarded(database), { prefix: 'T', backup }),
    database,
    generation,
    async close() {
      await database.close()
      generation.release()
    },
  }
}

/** Trouble of the disk becomes a refusal that says what to do; the host goes on serving. */
function guarded(database: Database): Database {
  const refuse = (error: unknown) => {
    throw error instanceof DatabaseError ? new TaskError('unavailable', advice(error), { kind: error.kind }) : error
  }
  return {
    ...database,
    write: (work, durable) => database.write(work, durable).catch(refuse),
    read: (work) => database.read(work).catch(refuse),
  }
}

function advice(error: DatabaseError): string {
  if (error instanceof LostDatabase)
    return `Baton's store failed while this was under way (${error.message}). It may have been done or not: look, then try again.`
  switch (error.kind) {
    case 'full':
      return 'The disk is full, so nothing was changed. Free some space, then try again.'
    case 'readonly':
      return 'The store cannot be written (no permission, or the disk is read-only), so nothing was changed. Make its folder writable, then try again.'
    case 'stalled':
    case 'closed':
    case 'other':
      return `Baton's store refused (${error.message}). Nothing was changed. Run "baton doctor".`
    default:
      return `The disk or the database failed (${error.message}). Nothing was changed. Run "baton doctor".`
  }
}

function explained(error: unknown, place: Place): unknown {
  if (error instanceof DatabaseError) {
    const next =
      error.name === 'DamagedDatabase'
        ? ' Put a backup back with "baton restore <file>", or start again for an empty store.'
        : ''
    const said = error.kind === 'full' || error.kind === 'readonly' ? advice(error) : error.message
    return new TaskError('unavailable', `${said}${next}`, { kind: error.kind, store: place.database })
  }
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new TaskError(
      'unavailable',
      `Baton cannot write to ${dirname(place.database)} (${code}). Make the folder writable, or choose another with --dir.`,
      {
        store: place.database,
      },
    )
  }
  if (code === 'ENOSPC')
    return new TaskError('unavailable', advice(new DatabaseError('full', 'no space')), { store: place.database })
  return error
}
