/** Finds the store that belongs to a folder. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path'
import type { Place } from '../contract/places.ts'
import { failure } from './failure.ts'
import { isOurs, isShared } from './ground.ts'
import { networkMount } from './mounts.ts'
import { storeKey, userFolder } from './records.ts'
import { readSmall } from './small.ts'

export interface Wanted {
  /** `--dir`, `--db`, `--artifacts`: as typed. */
  readonly dir?: string | undefined
  readonly database?: string | undefined
  readonly artifacts?: string | undefined
  /** `--no-folder`: tasks that belong to none. */
  readonly noFolder?: boolean | undefined
}

export interface Surroundings {
  readonly cwd: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Says what is mounted where; the system's own if not given. */
  readonly mounts?: () => string
}

const surroundings = (): Surroundings => ({ cwd: process.cwd(), home: homedir(), env: process.env })

/** Flags come before the environment, the environment before what is found by looking. */
export function findPlace(wanted: Wanted, around: Surroundings = surroundings()): Place {
  const { cwd, env } = around
  if (wanted.noFolder) return placeWithoutFolder(wanted, cwd)
  const asked = wanted.dir === undefined ? undefined : resolve(cwd, wanted.dir)
  if (asked !== undefined && !isFolder(asked))
    throw failure('invalid_input', `There is no folder ${asked}. Make it first, or give --dir another one.`)
  const workspace = real(asked ?? cwd)
  const base = env.MCP_TASK_BASE_DIR === undefined ? undefined : resolve(cwd, env.MCP_TASK_BASE_DIR)
  const named = wanted.database ?? (asked === undefined ? env.MCP_TASK_DB_PATH : undefined)
  const isFound = named === undefined && base === undefined
  const store = named === undefined ? found(workspace, asked, base, around) : resolve(cwd, named)
  const database = isFound ? onThisMachine(store, around) : store
  const folder = dirname(database)
  const artifacts = wanted.artifacts ?? env.MCP_TASK_ARTIFACTS_DIR
  return {
    workspace: isFound ? rootOf(store, workspace) : workspace,
    database,
    artifacts: artifacts === undefined ? join(folder, 'artifacts') : resolve(cwd, artifacts),
    backups: join(folder, 'backups'),
  }
}

/** A project on a network file system, or on Windows' disk seen from WSL, has its store in the user's own storage. */
function onThisMachine(store: string, { home, mounts }: Surroundings): string {
  if (!networkMount(store, mounts)) return store
  return join(userFolder(home), 'stores', storeKey(store), 'tasks.db')
}

/** A store at `folder` for tasks that belong to no project. */
export const storeWithoutFolder = (folder: string): Place => ({
  workspace: null,
  database: join(folder, 'tasks.db'),
  artifacts: join(folder, 'artifacts'),
  backups: join(folder, 'backups'),
})

function placeWithoutFolder({ dir, database, artifacts }: Wanted, cwd: string): Place {
  if (database === undefined || dir !== undefined)
    throw failure('invalid_input', 'Tasks without a folder need a place: --no-folder --db FILE, without --dir.')
  const file = resolve(cwd, database)
  const place = { ...storeWithoutFolder(dirname(file)), database: file }
  return artifacts === undefined ? place : { ...place, artifacts: resolve(cwd, artifacts) }
}

/** Whether a store can be kept there, as far as one can see without trying. */
export function canBeWritten({ database }: Place, isWritable = mayWrite): boolean {
  const folder = dirname(database)
  if (existsSync(folder)) return isWritable(folder) && (!existsSync(database) || isWritable(database))
  // Made with whatever else is missing above it.
  return !existsSync(dirname(folder)) || isWritable(dirname(folder))
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The flags by which a command finds the same place again. */
export const flagsFor = ({ workspace, database, artifacts }: Place): string[] => [
  ...(workspace === null ? ['--no-folder'] : ['--dir', workspace]),
  ...['--db', database, '--artifacts', artifacts],
]

function found(folder: string, asked: string | undefined, base: string | undefined, around: Surroundings): string {
  if (base !== undefined && asked === undefined) return join(base, 'tasks.db')
  const store = lookUp(folder, around)
  const isProject = folder !== around.home && folder !== parse(folder).root && !isShared(folder)
  if (asked === undefined && !existsSync(store) && !isProject) {
    throw failure(
      'invalid_input',
      `Baton keeps a project's tasks in that project's folder, and ${folder} is not one. Start it in the project, or name it: --dir /path/to/project`,
    )
  }
  return store
}

/**
 * The nearest store upwards; where there is none, the place for a new one: the repository's root, or the folder itself.
 * Never past the repository's root, the home folder, the edge of the file system, or up into a folder for everybody's
 * files, because there others could have planted one; and one above that is not the user's own is passed by.
 */
function lookUp(folder: string, { home }: Surroundings): string {
  const inStore = (dir: string) => join(dir, '.baton', 'tasks.db')
  const device = statSync(folder).dev
  for (let dir = folder; ; dir = dirname(dir)) {
    const git = join(dir, '.git')
    if (existsSync(git)) return inStore(mainWorktree(git) ?? dir)
    if (existsSync(inStore(dir)) && (dir === folder || isOurs(join(dir, '.baton')))) return inStore(dir)
    const parent = dirname(dir)
    if (parent === dir || dir === home || parent === home) return inStore(folder)
    if (statSync(parent).dev !== device || isShared(parent)) return inStore(folder)
  }
}

/**
 * A linked worktree's `.git` is a file that leads to the repository it was made from, whose board it shares. Only if
 * that repository knows it too: an unpacked folder can bring a `.git` that leads to any other project.
 */
function mainWorktree(git: string): string | undefined {
  if (!statSync(git).isFile()) return undefined
  const gitdir = /^gitdir:\s*(.+?)\s*$/m.exec(readSmall(git, 'follow') ?? '')?.[1]
  if (gitdir === undefined) return undefined
  const own = isAbsolute(gitdir) ? gitdir : resolve(dirname(git), gitdir)
  const common = readSmall(join(own, 'commondir'), 'follow')
  if (common === undefined) return undefined // a submodule: a repository of its own
  const repository = resolve(own, common.trim())
  if (!knows(repository, own, git)) return undefined
  const main = dirname(repository)
  return existsSync(join(main, '.git')) ? real(main) : undefined
}

/** Its notes of worktrees are in the repository itself, where no other folder's files can put one. */
function knows(repository: string, own: string, git: string): boolean {
  if (real(dirname(own)) !== join(real(repository), 'worktrees')) return false
  const back = readSmall(join(own, 'gitdir'), 'follow')
  return back !== undefined && real(resolve(own, back.trim())) === real(git)
}

const rootOf = (database: string, folder: string) => {
  const root = dirname(dirname(database))
  return folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep) ? root : folder
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const real = (path: string) => (existsSync(path) ? realpathSync(path) : path)
