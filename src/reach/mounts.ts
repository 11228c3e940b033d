/** On what kind of file system a folder lies, as far as that matters to a database. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import type { Place } from '../contract/places.ts'
import { failure } from './failure.ts'

export interface NetworkMount {
  /** What the system calls it: nfs4, cifs, 9p … */
  readonly type: string
  /** Where it is mounted. */
  readonly at: string
}

/**
 * Locks, syncs and renames of these are the server's, and another machine may have the same file open. What macFUSE
 * mounts does not say which program stands behind it; mostly it is sshfs.
 */
const network =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|9p|drvfs|afs|afpfs|webdav|ftp|(?:mac|osx)fuse\w*|fusefs\w*|ceph|lustre|beegfs|glusterfs|ncpfs|fuse\.(?:sshfs|glusterfs|ceph|rclone|s3fs|davfs))$/

/** Undefined where the folder lies on a disk of this machine, or where the system does not tell. */
export function networkMount(path: string, mounts: () => string = ownMounts): NetworkMount | undefined {
  // Windows: another machine's share, or WSL's files seen from outside.
  const share = /^\\\\([^\\]+\\[^\\]+)/.exec(path)?.[0]
  if (share !== undefined) return { type: /^\\\\wsl/i.test(path) ? 'WSL share' : 'network share', at: share }
  const folder = asPeopleSay(nearestThere(path))
  const mount = parse(mounts())
    .filter(({ at }) => at === '/' || folder === at || folder.startsWith(at + sep))
    // Of two at one place the later lies over the other.
    .reduce<NetworkMount | undefined>(
      (best, each) => (best && best.at.length > each.at.length ? best : each),
      undefined,
    )
  return mount && network.test(mount.type) ? mount : undefined
}

const parse = (text: string): NetworkMount[] => text.split('\n').flatMap((line) => mac(line) ?? linux(line) ?? [])

/** /proc/self/mountinfo, of which the fifth field is where, and the first after a lone dash what (proc(5)). */
function linux(line: string): NetworkMount | undefined {
  const [before = '', after = ''] = line.split(' - ')
  const at = before.split(' ')[4]
  const type = after.split(' ')[0]
  return at && type ? { type, at: unescaped(at) } : undefined
}

/** What mount(8) of macOS prints: `//user@host/share on /Volumes/share (smbfs, nodev, mounted by user)`. */
function mac(line: string): NetworkMount | undefined {
  const [, at, type] = /^\S.*? on (\/.*) \(([^\s(),]+)(?:,[^()]*)?\)$/.exec(line) ?? []
  return at && type ? { type, at: asPeopleSay(at) } : undefined
}

/** The one disk that people see on a Mac is two, and what lies on the second has two names. */
const asPeopleSay = (path: string) => path.replace(/^\/System\/Volumes\/Data(?=\/)/, '')

/** Spaces, tabs, newlines and backslashes stand there as \040 and so on. */
const unescaped = (text: string) =>
  text.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)))

/** Empty where the system does not tell. */
export function ownMounts(platform = process.platform, program = '/sbin/mount'): string {
  try {
    if (platform !== 'darwin') return readFileSync('/proc/self/mountinfo', 'utf8')
    return execFileSync(program, { encoding: 'utf8', timeout: 2_000, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

/** The real path of what is there of it. */
function nearestThere(path: string): string {
  for (let at = path; ; at = dirname(at))
    if (existsSync(at) || dirname(at) === at) return existsSync(at) ? realpathSync(at) : at
}

/** Throws `unavailable` for a place where another machine could have the database open too. */
export function mustBeLocal({ database }: Place, mounts?: () => string): void {
  const mount = networkMount(database, mounts)
  if (!mount) return
  throw failure(
    'unavailable',
    `${database} is on another machine or behind WSL's bridge (${mount.type}, mounted at ${mount.at}), where a database can be damaged by two that write. Name a place on a disk of this machine: --db /path/to/tasks.db`,
    { path: database, type: mount.type, at: mount.at },
  )
}

/** Why a project's tasks are not in its own folder, for people; undefined where they are. */
export function whyElsewhere({ workspace, database }: Place, mounts?: () => string): string | undefined {
  const mount = workspace === null ? undefined : networkMount(workspace, mounts)
  return (
    mount && `${workspace} is on a network file system or WSL's bridge (${mount.type}), so its tasks are in ${database}`
  )
}
