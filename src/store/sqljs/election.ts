import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { type Files, realFiles } from './files.ts'
import { isGone, type ProcessIdentity, thisProcess } from './process.ts'

/** Who owns, or owned, a database: the content of `<db>.owner.<generation>.json`. */
export interface OwnerInfo extends ProcessIdentity {
  generation: number
  /** When it was elected, ms since 1970, for people. */
  since: number
  released: boolean
}

/** A won election. */
export interface Generation {
  readonly number: number
  /** Whether a newer owner was elected; the place to ask is before each acknowledgement. Two file lookups, 4 µs. */
  superseded(): boolean
  /** Steps down, so that the next need not prove anything. */
  release(): void
}

export interface ElectOptions {
  files?: Files
  me?: ProcessIdentity
}

/** One try to become the owner of `database`. Whoever wins is the only one who may open it. */
export function elect(database: string, options: ElectOptions = {}): { won: Generation } | { heldBy: OwnerInfo } {
  const { files = realFiles, me = thisProcess() } = options
  files.makeFolders(dirname(database))
  const offices = officesOf(files.resolve(database), files)
  // A file that vanished between the look and the reading was superseded: look again.
  for (;;) {
    const newest = offices.newest()
    const owner = offices.owner(newest)
    if (newest > 0 && !owner) continue
    if (owner && !isDead(owner, me)) return { heldBy: owner }
    const mine = { ...me, generation: newest + 1, since: Date.now(), released: false }
    if (offices.take(mine)) return { won: generation(mine, offices) }
  }
}

/**
 * Whether an owner has gone for certain. One that seems dead but can't be proven to be (it may be stopped, and wake in
 * the middle of a write) must not be superseded on the same file: a fence that it looks for before it writes was shown
 * to corrupt the database. Superseding such a one, by its silence or a heartbeat, onto a copy belongs here.
 */
export function isDead(owner: OwnerInfo, me: ProcessIdentity = thisProcess()): boolean {
  return owner.released || isGone(owner, me)
}

function generation(mine: OwnerInfo, offices: Offices): Generation {
  const { generation: number } = mine
  const superseded = () => !offices.exists(number) || offices.exists(number + 1)
  return {
    number,
    superseded,
    release() {
      if (!superseded()) offices.replace({ ...mine, released: true })
    },
  }
}

type Offices = ReturnType<typeof officesOf>

/** The owner files of one database. A number is only ever given once, and the highest file is never removed. */
function officesOf(database: string, files: Files) {
  const folder = dirname(database)
  const name = (number: number) => join(folder, `${basename(database)}.owner.${number}.json`)
  const numbers = () =>
    files
      .list(folder)
      .filter((each) => each.startsWith(`${basename(database)}.owner.`))
      .map((each) => Number(/\.owner\.(\d+)\.json$/.exec(each)?.[1] ?? 0))
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
        return { ...unknown, ...JSON.parse(files.readText(name(number))), generation: number }
      } catch {
        return files.exists(name(number)) ? { ...unknown, generation: number } : undefined
      }
    },

    /** Makes the file of this generation, if nobody was faster, and removes those of earlier ones. */
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
      // Upwards: an owner finds either its own file gone or the next one there, whenever it looks.
      for (const number of numbers()) if (number > 0 && number < owner.generation) remove(name(number), files)
      files.syncFolder(folder)
      return true
    },

    replace(owner: OwnerInfo): void {
      files.rename(draft(owner), name(owner.generation))
    },
  }
}

/** What link(2) says on file systems without hard links (FAT, some network and container mounts). */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK', 'EACCES', 'EINVAL'])

const unknown: OwnerInfo = {
  generation: 0,
  pid: 0,
  started: '',
  host: '',
  machine: '',
  boot: '',
  namespace: '',
  since: 0,
  released: false,
}

function remove(path: string, files: Files): void {
  try {
    files.unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
