/** Artifacts and the files that they are about. */
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { Uri, workspace } from 'vscode'
import type { Connection } from '../connection.ts'
import { blob, fileAt } from './git.ts'
import { type Sides, sidesOf } from './sides.ts'

/** Larger ones are for other programs. */
const mostCharacters = 8_000_000

/** The text of an artifact; undefined where it is none. */
export async function contentsOf(connection: Connection, artifact_id: string): Promise<string | undefined> {
  let text = ''
  let offset: number | undefined = 0
  while (offset !== undefined && text.length < mostCharacters) {
    const part: Awaited<ReturnType<typeof read>> = await read(connection, artifact_id, offset)
    if (part.base64 !== undefined) return undefined
    text += part.text ?? part.url ?? ''
    offset = part.next_offset
  }
  return text
}

const read = (connection: Connection, artifact_id: string, offset: number) =>
  connection.call('get_artifact', { artifact_id, offset, limit: 200_000 })

/** The folder that a task's paths count from: its work tree where that is open here, else the store's workspace, if any. */
export function rootFor({ place }: Connection, worktree: string | undefined): string | undefined {
  const isOpen = worktree !== undefined && isAbsolute(worktree) && workspace.getWorkspaceFolder(Uri.file(worktree))
  return isOpen ? worktree : (place.workspace ?? undefined)
}

/** Undefined for what lies outside of `root`: paths are agents' words. */
export function currentFile(root: string | undefined, path: string): string | undefined {
  if (root === undefined) return undefined
  const file = resolve(root, path)
  const way = relative(root, file)
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : file
}

async function textAt(root: string | undefined, path: string): Promise<string | undefined> {
  const file = currentFile(root, path)
  if (!file) return undefined
  try {
    if ((await stat(file)).size > mostCharacters) return undefined
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Each side of a diff is asked for by its own document, one after the other; kept for so long, in milliseconds. */
const lasting = 10_000
const known = new Map<string, Promise<Sides[]>>()

export function sidesOfArtifact(connection: Connection, artifact_id: string): Promise<Sides[]> {
  const key = `${connection.place.database}\n${artifact_id}`
  const last = known.get(key)
  if (last) return last
  const sides = findSides(connection, artifact_id)
  known.set(key, sides)
  setTimeout(() => known.delete(key), lasting).unref()
  sides.catch(() => known.delete(key))
  return sides
}

async function findSides(connection: Connection, artifact_id: string): Promise<Sides[]> {
  const diff = await contentsOf(connection, artifact_id)
  if (diff === undefined) return []
  const { task_id } = await connection.call('get_artifact', { artifact_id, limit: 1 })
  const { worktree } = await connection.call('get_task', { task_id })
  const { checkpoints } = await connection.call('list_checkpoints', { task_id, limit: 20 })
  const root = rootFor(connection, worktree)
  return sidesOf(diff, {
    blob: (name) => blob(root, name),
    commit: (commit, path) => fileAt(root, commit, path),
    current: (path) => textAt(root, path),
    commits: [...new Set(checkpoints.flatMap(({ git }) => git?.commit ?? []))].slice(0, 5),
  })
}
