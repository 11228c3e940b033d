/** What git says of a folder: only ever read, and without running what a repository could have planted. */
import { execFile } from 'node:child_process'
import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { quietGit, safeArguments } from '../reach/git.ts'

export interface GitState {
  /** The work tree's root. */
  readonly root: string
  readonly git: { branch?: string; commit?: string; diff_stat?: string }
  /** Changed and new files, relative to the root. */
  readonly files: string[]
}

const patience = 2_000
const mostFiles = 200
const longestStat = 4_000

const safely = [...safeArguments, '-c', 'core.quotePath=false']

/** Undefined where there is no work tree, no git, or no answer in time. */
export async function gitState(folder: string, within = patience): Promise<GitState | undefined> {
  const place = await repositoryOf(folder)
  if (!place) return undefined
  const until = performance.now() + within
  const git = (...args: string[]) => run(place.root, args, Math.max(1, Math.round(until - performance.now())))
  const status = await git('status', '--porcelain=v2', '--branch', '-z', '--ignore-submodules=dirty')
  if (status === undefined) return undefined
  const { branch, commit, files } = readStatus(status)
  // A repository without a commit has nothing to differ from.
  const against = commit === undefined ? ['--cached'] : ['HEAD']
  const diff = await git(
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=dirty',
    '--stat=100',
    ...against,
  )
  const diff_stat = diff?.trimEnd()
  return {
    root: place.root,
    git: {
      ...(branch !== undefined && { branch: branch.slice(0, 255) }),
      ...(commit !== undefined && { commit }),
      ...(diff_stat && { diff_stat: shortened(diff_stat) }),
    },
    files: files.slice(0, mostFiles),
  }
}

export interface Repository {
  readonly root: string
  readonly repository: string
}

/** An answer is good for this many milliseconds: agents that drain a board claim hundreds of times a second. */
const stillTrue = 5_000
const known = new Map<string, { until: number; answer: Promise<Repository | undefined> }>()

/** The work tree that `folder` lies in, and the repository it belongs to, which linked work trees share. By files alone. */
export function repositoryOf(folder: string): Promise<Repository | undefined> {
  const now = performance.now()
  const last = known.get(folder)
  if (last && last.until > now) return last.answer
  if (known.size > 1_000) known.clear()
  const answer = lookUp(folder)
  known.set(folder, { until: now + stillTrue, answer })
  return answer
}

async function lookUp(folder: string): Promise<Repository | undefined> {
  try {
    for (let dir = await realpath(folder); ; dir = dirname(dir)) {
      const dotGit = join(dir, '.git')
      const found = await stat(dotGit).catch(() => undefined)
      if (found?.isDirectory()) return { root: dir, repository: dotGit }
      if (found) return { root: dir, repository: await sharedBy(dotGit) }
      if (dirname(dir) === dir) return undefined
    }
  } catch {
    return undefined
  }
}

/** A linked work tree's `.git` is a file that leads to its part of the repository, and that to the whole. */
async function sharedBy(file: string): Promise<string> {
  const named = /^gitdir:\s*(.+?)\s*$/m.exec(await readFile(file, 'utf8'))?.[1] ?? ''
  const own = resolve(dirname(file), named)
  const common = await readFile(join(own, 'commondir'), 'utf8').catch(() => undefined)
  return realpath(common === undefined ? own : resolve(own, common.trim()))
}

function run(cwd: string, args: string[], timeout: number): Promise<string | undefined> {
  // What a hook of git's leaves in the environment would lead elsewhere.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const options = { cwd, timeout, killSignal: 'SIGKILL', maxBuffer: 8 << 20, windowsHide: true } as const
  return new Promise((resolve) => {
    const child = execFile('git', [...safely, ...args], { ...options, env: { ...env, ...quietGit } }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    )
    child.stdin?.end()
  })
}

function readStatus(text: string): { branch?: string; commit?: string; files: string[] } {
  const files: string[] = []
  let branch: string | undefined
  let commit: string | undefined
  const entries = text.split('\0')
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] ?? ''
    if (entry.startsWith('# branch.head ')) branch = entry.slice(14)
    else if (entry.startsWith('# branch.oid ') && !entry.endsWith('(initial)')) commit = entry.slice(13)
    else if (entry.startsWith('1 ')) files.push(afterFields(entry, 8))
    else if (entry.startsWith('2 ')) {
      files.push(afterFields(entry, 9))
      i++ // where it was renamed from
    } else if (entry.startsWith('u ')) files.push(afterFields(entry, 10))
    else if (entry.startsWith('? ')) files.push(entry.slice(2))
  }
  return {
    ...(branch !== undefined && branch !== '(detached)' && { branch }),
    ...(commit !== undefined && { commit }),
    // A name that a checkpoint does not take (a line break in it) is not worth losing the rest.
    files: files.filter((name) => name.length > 0 && name.length <= 4_096 && !/\p{Cc}/u.test(name)),
  }
}

const afterFields = (entry: string, count: number) => entry.split(' ').slice(count).join(' ')

/** Its last line counts it all. */
function shortened(stat: string): string {
  if (stat.length <= longestStat) return stat
  const lines = stat.split('\n')
  const sum = lines.pop() ?? ''
  let kept = ''
  for (const line of lines) {
    if (kept.length + line.length + sum.length + 4 > longestStat) break
    kept += `${line}\n`
  }
  return `${kept}…\n${sum}`.slice(0, longestStat)
}
