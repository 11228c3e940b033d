/** Contents that git keeps: only ever read, without running or fetching anything that a repository could name. */
import { execFile } from 'node:child_process'
import { quietGit, safeArguments } from '../../reach/git.ts'

// A partial clone would fetch what is missing, by whatever program its settings name.
const safely = [...safeArguments, '-c', 'protocol.allow=never']
const quietly = { ...quietGit, GIT_NO_LAZY_FETCH: '1' }

const isName = (text: string) => /^[0-9a-f]{4,64}$/i.test(text)

/** A blob by its name; undefined where there is none. */
export const blob = (folder: string | undefined, name: string) =>
  folder !== undefined && isName(name) ? show(folder, name) : Promise.resolve(undefined)

/** A file as it was in a commit, or in the last one. `path` from the repository's root or from the folder. */
export async function fileAt(
  folder: string | undefined,
  commit: string | undefined,
  path: string,
): Promise<string | undefined> {
  if (folder === undefined) return undefined
  if (commit !== undefined && !isName(commit)) return undefined
  const at = commit ?? 'HEAD'
  return (await show(folder, `${at}:./${path}`)) ?? show(folder, `${at}:${path}`)
}

function show(cwd: string, object: string): Promise<string | undefined> {
  // What a hook of git's leaves in the environment would lead elsewhere.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const options = { cwd, timeout: 5_000, maxBuffer: 16 << 20, windowsHide: true, env: { ...env, ...quietly } } as const
  return new Promise((resolve) => {
    const child = execFile('git', [...safely, 'cat-file', 'blob', object], options, (error, text) =>
      resolve(error || text.includes('\0') ? undefined : text),
    )
    child.stdin?.end()
  })
}
