import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { DatabaseError } from './errors.ts'
import { type Files, realFiles } from './files.ts'
import { generationIn, lastGeneration, type OwnerInfo, ownerFile, readOwner } from './owner.ts'
import { isGone, isHere, type ProcessIdentity, thisProcess } from './process.ts'

/** A won election. */
export interface Generation {
  readonly number: number
  /** Not empty: some earlier owner may wake and write into the file, so a copy has to take its place (`replaceByCopy`). */
  readonly sleepers: readonly OwnerInfo[]
  /** Whether a newer owner was elected; the place to ask is before each acknowledgement. Two file lookups, 4 µs. */
  superseded(): boolean
  /** The files are open, and nobody else's: from now on this owner may be superseded though it lives. */
  serve(): void
  /** To be asked before files are closed, removed or renamed: false if they are somebody else's by now. */
  leave(): boolean
  /** Steps down, so that the next need not prove anything. */
  release(): void
}

export interface ElectOptions {
  files?: Files
  me?: ProcessIdentity
  /** The generation that was asked in vain: it may be superseded though it is not proven dead. */
  silent?: number | undefined
}

/** Each is lost to somebody who won, so more mean that what lies there follows no rule of ours. */
const mostTries = 1_000

/** One try to become the owner of `database`. Whoever wins is the only one who may open it. */
export function elect(database: string, options: ElectOptions = {}): { won: Generation } | { heldBy: OwnerInfo } {
  const { files = realFiles, me = thisProcess(), silent } = options
  files.makeFolders(dirname(database))
  const offices = officesOf(files.resolve(database), files)
  // A file that vanished between the look and the reading was superseded: look again.
  for (let tries = 0; tries < mostTries; tries++) {
    const newest = offices.newest()
    const owner = offices.owner(newest)
    if (newest > 0 && !owner) continue
    const living = owner ? livingOf(owner, me) : []
    const holds = living.find((each) => !(each === owner ? isSilent(each, silent, me) : isAsleep(each, me)))
    if (holds) return { heldBy: holds }
    if (newest >= lastGeneration) throw unusable(database, newest)
    const mine = {
      ...me,
      generation: newest + 1,
      since: Date.now(),
      released: false,
      serving: false,
      sleepers: living.map((each) => ({ ...each, sleepers: [] })),
    }
    if (!offices.take(mine)) continue
    // It looks for us after it has said that it leaves; we look whether it said so after we have come. One sees the other.
    const leaves = living.find((each) => each.generation === newest && offices.owner(newest)?.serving === false)
    if (leaves) {
      const sleepers = mine.sleepers.map((each) => ({ ...each, serving: each.serving && each.generation !== newest }))
      offices.replace({ ...mine, sleepers, released: true })
      return { heldBy: leaves }
    }
    offices.tidy(mine.generation)
    return { won: generation(mine, offices) }
  }
  throw unusable(database, offices.newest())
}

const unusable = (database: string, newest: number) =>
  new DatabaseError(
    'other',
    `${database} can't be had: ${ownerFile(database, newest)}, or the next of that name, is none that Baton made. Remove it if nobody serves this folder.`,
  )

/** Who owns `database`, alive or not; undefined where nobody ever did. Nothing is made or changed. */
export function ownerOf(database: string, files: Files = realFiles): OwnerInfo | undefined {
  if (!files.exists(dirname(database))) return undefined
  const offices = officesOf(files.resolve(database), files)
  return offices.owner(offices.newest())
}

/** Whether an owner has gone for certain. */
export function isDead(owner: OwnerInfo, me: ProcessIdentity = thisProcess()): boolean {
  return owner.released || isGone(owner, me)
}

/** Those who may have the database's file open: its owner, and whom that one superseded without replacing the file. */
const livingOf = (owner: OwnerInfo, me: ProcessIdentity): OwnerInfo[] => [
  ...(isDead(owner, me) ? [] : [owner]),
  ...owner.sleepers.filter((each) => !isGone(each, me)),
]

/**
 * One that seems dead but is not proven to be may be stopped, and wake in the middle of a write: a fence that it looks
 * for before it writes was shown to corrupt the database. It may be superseded onto a copy, if it was asked in vain.
 */
const isSilent = (owner: OwnerInfo, silent: number | undefined, me: ProcessIdentity): boolean =>
  owner.generation === silent && isAsleep(owner, me)

/** What runs elsewhere can't be asked from here, so it is never taken for silent. */
const isAsleep = (owner: OwnerInfo, me: ProcessIdentity): boolean => owner.serving && isHere(owner, me)

function generation(mine: OwnerInfo, offices: Offices): Generation {
  const { generation: number } = mine
  const superseded = () => !offices.exists(number) || offices.exists(number + 1)
  let state = mine
  const says = (changes: Partial<OwnerInfo>) => {
    state = { ...state, ...changes }
    offices.replace(state)
  }
  return {
    number,
    sleepers: mine.sleepers,
    superseded,
    serve: () => says({ serving: true, sleepers: [] }),
    leave() {
      if (superseded()) return false
      says({ serving: false })
      if (offices.newest() === number) return true
      // Others came and went while we wrote that: it must not look as if nobody had.
      offices.remove(number)
      return false
    },
    release() {
      if (!superseded()) says({ released: true })
    },
  }
}

type Offices = ReturnType<typeof officesOf>

/** The owner files of one database. A number is only ever given once, and the highest file is never removed. */
function officesOf(database: string, files: Files) {
  const folder = dirname(database)
  const name = (number: number) => ownerFile(database, number)
  const numbers = () =>
    files
      .list(folder)
      .flatMap((each) => generationIn(each, database) ?? [])
      .sort((a, b) => a - b)
  const newest = () => numbers().at(-1) ?? 0

  /** Writes a whole file under a name that nobody else uses. */
  function draft(owner: OwnerInfo): string {
    const path = join(folder, `.${basename(database)}.owner-${randomUUID()}`)
    files.create(path, JSON.stringify(owner))
    return path
  }

  /** A file's second name appears at once, with all its content, and to one contender only. */
  function claim(draft: string, owner: OwnerInfo): boolean {
    try {
      files.link(draft, name(owner.generation))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') return false
      if (!noLinks.has(code ?? '')) throw error
      return claimWithoutLinks(owner)
    }
    return true
  }

  function claimWithoutLinks(owner: OwnerInfo): boolean {
    try {
      files.create(name(owner.generation), JSON.stringify(owner))
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }

  return {
    newest,
    exists: (number: number) => files.exists(name(number)),

    /** Undefined if the file is gone. One that can't be read belongs to somebody of whom nothing can be proven. */
    owner(number: number): OwnerInfo | undefined {
      if (number === 0 || !files.exists(name(number))) return undefined
      try {
        return readOwner(files.readText(name(number)), number)
      } catch {
        return files.exists(name(number)) ? readOwner('', number) : undefined
      }
    },

    /** Makes the file of this generation, if nobody was faster. */
    take(owner: OwnerInfo): boolean {
      const path = draft(owner)
      try {
        if (!claim(path, owner)) return false
      } finally {
        files.unlink(path)
      }
      if (newest() !== owner.generation) {
        // While we slept others came and went, and our number was free again.
        files.unlink(name(owner.generation))
        return false
      }
      files.syncFolder(folder)
      return true
    },

    /** Removes the files of earlier ones. Upwards: an owner finds its own file gone or the next one there at any time. */
    tidy(newest: number): void {
      for (const number of numbers()) {
        try {
          if (number < newest) files.unlink(name(number))
        } catch {
          // Gone already, or something that is no file: it says nothing any more.
        }
      }
    },

    remove: (number: number) => remove(name(number), files),

    replace(owner: OwnerInfo): void {
      files.rename(draft(owner), name(owner.generation))
    },
  }
}

/** What link(2) says on file systems without hard links (FAT, some network and container mounts). */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK', 'EACCES', 'EINVAL'])

function remove(path: string, files: Files): void {
  try {
    files.unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
