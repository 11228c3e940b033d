/**
 * Whether what lies where a store is looked for can be the user's own. A cloned or unpacked project may bring a `.baton`
 * along, with links that lead to other files of the user's, and in a shared folder anybody may put one.
 */
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Place } from '../contract/places.ts'
import { failure } from './failure.ts'

/** Undefined on systems without user ids. */
const ownId = () => process.getuid?.()

/** Larger than any file in which an owner of the store names itself. */
const largestOwnerFile = 65_536

/**
 * Throws `forbidden`, with what to do, where a store's files are none that Baton made for this user: links, second names
 * of other files, pipes, other users' ones. Nothing is opened for it. What was named explicitly may lie behind a link.
 */
export function mustBeOurs(place: Place, uid: number | undefined = ownId()): void {
  const foreseeable = basename(dirname(place.database)) === '.baton'
  const database = foreseeable ? place.database : real(place.database)
  const folder = dirname(database)
  if (foreseeable) {
    const it = look(folder)
    if (!it) return
    if (it.isSymbolicLink()) throw isLink(folder)
    if (!it.isDirectory()) throw refused(folder, 'is a file, where Baton keeps a folder. Rename it, or choose another')
    mustBelong(folder, it, uid)
    for (const own of [place.artifacts, place.backups].filter((path) => dirname(path) === folder))
      mustBeFolder(own, uid)
  }
  const name = basename(database)
  for (const each of names(folder)) {
    if (each === name || companions.some((suffix) => each === name + suffix)) mustBeFile(join(folder, each), uid)
    else if (each === `${name}-shm`) mustNotBeLink(join(folder, each))
    else if (each.startsWith(`${name}.owner.`)) mustBeOwnerFile(join(folder, each), uid)
  }
}

const companions = ['-wal', '-journal']

/** Whether this user may trust what that folder, or what is in it, says. */
export function isOurs(path: string, uid: number | undefined = ownId()): boolean {
  const it = look(path)
  return it !== undefined && !it.isSymbolicLink() && belongs(path, it, uid)
}

/**
 * Whether strangers may put things there: everybody may write to it, and it is sticky, as folders for temporary files
 * are, or somebody else's. (Mounts without permissions let everybody write too, but are their user's.)
 */
export function isShared(folder: string, uid: number | undefined = ownId()): boolean {
  const it = statSync(folder)
  return uid !== undefined && (it.mode & 0o002) !== 0 && ((it.mode & 0o1000) !== 0 || it.uid !== uid)
}

/**
 * The user's own, or root's, who can do everything anyway. Root itself takes what belongs to the project's owner: in a
 * container that is how a mounted project looks.
 */
function belongs(path: string, { uid: owner }: Stats, uid: number | undefined): boolean {
  if (uid === undefined || owner === uid || owner === 0) return true
  return uid === 0 && projectOwners(path).every((each) => each === owner)
}

/** Who owns the store's folder and the project around it. */
function projectOwners(path: string): (number | undefined)[] {
  const store = basename(path) === '.baton' ? path : dirname(path)
  return [look(store)?.uid, look(dirname(store))?.uid]
}

function mustBelong(path: string, it: Stats, uid: number | undefined): void {
  if (belongs(path, it, uid)) return
  throw refused(
    path,
    `belongs to another user (uid ${it.uid}), who could change it. Choose another place for the store`,
  )
}

function mustNotBeLink(path: string): Stats | undefined {
  const it = look(path)
  if (it?.isSymbolicLink()) throw isLink(path)
  return it
}

function mustBeFolder(path: string, uid: number | undefined): void {
  const it = mustNotBeLink(path)
  if (!it) return
  if (!it.isDirectory())
    throw refused(path, 'is a file, where Baton keeps a folder. Rename it, or choose another place')
  mustBelong(path, it, uid)
}

function mustBeFile(path: string, uid: number | undefined): void {
  const it = mustNotBeLink(path)
  if (!it) return
  if (!it.isFile()) throw refused(path, 'is no file. Move it away, or choose another place for the store')
  // By its other name another Baton could serve it, and neither would know of the other.
  if (it.nlink > 1) {
    throw refused(
      path,
      'is one file with another name elsewhere (a hard link). Put a copy in its place, or choose another',
    )
  }
  mustBelong(path, it, uid)
}

/** One that just comes into being has two names for a moment. */
function mustBeOwnerFile(path: string, uid: number | undefined): void {
  const it = mustNotBeLink(path)
  if (!it) return
  if (!it.isFile() || it.size > largestOwnerFile)
    throw refused(path, 'is none of Baton’s. Remove it, or choose another place')
  mustBelong(path, it, uid)
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Not there, or not to be read: opening says so.
    return []
  }
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch {
    // Not there, or not to be reached: opening says so.
    return undefined
  }
}

const isLink = (path: string) =>
  refused(path, 'is a link, which a project from elsewhere could have brought along. Remove it, or name where it leads')

const refused = (path: string, why: string) =>
  failure('forbidden', `${path} ${why}, with --db /path/to/tasks.db.`, { path })
