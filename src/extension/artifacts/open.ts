/** Opens what is attached to a task: as a difference wherever there is something that it differs from. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { commands, env, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode'
import type { Output } from '../../contract/operations/index.ts'
import type { Connection } from '../connection.ts'
import { address } from '../documents.ts'
import { currentFile, rootFor, sidesOfArtifact } from './read.ts'
import type { Sides } from './sides.ts'

export type Artifact = Output<'list_artifacts'>['artifacts'][number]

export async function openArtifact(
  connection: Connection,
  artifact: Artifact,
  all: readonly Artifact[],
): Promise<void> {
  if (artifact.url !== undefined) return openLink(connection, artifact.url)
  if (artifact.kind === 'diff' && (await openDiff(connection, artifact))) return
  const earlier = all.slice(
    0,
    all.findIndex(({ artifact_id }) => artifact_id === artifact.artifact_id),
  )
  const [file, last] = await Promise.all([
    artifact.kind === 'file' ? fileOf(connection, artifact) : undefined,
    earlier.findLast(({ name, kind }) => name === artifact.name && kind !== 'link'),
  ])
  const here = addressOf(connection, artifact)
  const ways: (QuickPickItem & { open: () => Thenable<unknown> })[] = [
    ...(file
      ? [
          {
            label: l10n.t('Compare with the file as it is now'),
            description: workspace.asRelativePath(file),
            open: () => diff(here, file, l10n.t('{0} (attached ↔ now)', artifact.name)),
          },
        ]
      : []),
    ...(last
      ? [
          {
            label: l10n.t('Compare with the version before'),
            description: `${last.added_by}, ${new Date(last.at).toLocaleString(env.language)}`,
            open: () => diff(addressOf(connection, last), here, l10n.t('{0} (before ↔ after)', artifact.name)),
          },
        ]
      : []),
  ]
  const way = ways.length > 1 ? await window.showQuickPick(ways, { placeHolder: artifact.name }) : ways[0]
  if (way) await way.open()
  else if (ways.length === 0) await show(here)
}

/** Other addresses than a web page's are not opened: an agent named them. */
async function openLink(connection: Connection, url: string): Promise<void> {
  const task = /^task:(?:\/\/)?([\w.-]+)$/i.exec(url)?.[1]
  if (task) return void (await commands.executeCommand('baton.openTask', { task, store: connection.place.database }))
  const uri = Uri.parse(url, true)
  if (uri.scheme === 'http' || uri.scheme === 'https') return void (await env.openExternal(uri))
  throw new Error(l10n.t('This link does not lead to a web page, so it is not opened: {0}', url))
}

/** The name tells the editor how to colour it. */
function addressOf(connection: Connection, { artifact_id, kind, name }: Artifact): Uri {
  const isPlain = kind !== 'diff' || /\.(diff|patch)$/.test(name)
  return address(connection, isPlain ? name : `${name}.diff`, { what: 'artifact', id: artifact_id })
}

async function openDiff(connection: Connection, artifact: Artifact): Promise<boolean> {
  const sides = await sidesOfArtifact(connection, artifact.artifact_id)
  if (sides.length === 0) return false
  const { worktree } = await connection.call('get_task', { task_id: artifact.task_id })
  const root = rootFor(connection, worktree)
  const changes = sides.map((one) => {
    const label = Uri.file(currentFile(root, one.path) ?? `/${one.path}`)
    // Sides of other names would be told as renamed.
    const side = (which: 'before' | 'after') =>
      address(connection, label.path, { what: 'side', id: artifact.artifact_id, path: one.path, side: which })
    const file = one.isCurrent ? currentFile(root, one.path) : undefined
    return {
      one,
      label,
      before: one.before === undefined ? undefined : side('before'),
      after: one.after === undefined ? undefined : file ? Uri.file(file) : side('after'),
    }
  })
  const [only] = changes
  if (changes.length === 1 && only) {
    const nothing = address(connection, only.one.path, { what: 'nothing' })
    await diff(only.before ?? nothing, only.after ?? nothing, titleOf(artifact, only.one))
  } else {
    const list = changes.map(({ label, before, after }) => [label, before, after])
    await commands.executeCommand('vscode.changes', artifact.name, list)
  }
  return true
}

function titleOf({ name }: Artifact, { path, partial }: Sides): string {
  const file = basename(path)
  return partial ? l10n.t('{0} ({1}, only what changed)', file, name) : `${file} (${name})`
}

/** A file that a checkpoint names: as it was at its commit beside how it is now. */
export async function openFile(
  connection: Connection,
  { path, commit, worktree }: { path: string; commit: string | undefined; worktree: string | undefined },
): Promise<void> {
  const root = rootFor(connection, worktree)
  const file = currentFile(root, path)
  if (!file) throw new Error(l10n.t('{0} lies outside of this workspace, so it is not opened.', path))
  const isThere = await exists(file)
  if (commit === undefined) {
    if (!isThere) throw new Error(l10n.t('{0} is not there any more.', path))
    return show(Uri.file(file))
  }
  const then = address(connection, path, { what: 'commit', path, commit, root: root ?? '' })
  const now = isThere ? Uri.file(file) : address(connection, path, { what: 'nothing' })
  await diff(then, now, l10n.t('{0} ({1} ↔ now)', basename(path), commit.slice(0, 7)))
}

/** The file of the workspace that was attached: by the path that was given then, else by its name where that is the only one. */
async function fileOf(connection: Connection, { artifact_id, task_id, name }: Artifact): Promise<Uri | undefined> {
  const { worktree } = await connection.call('get_task', { task_id })
  const root = rootFor(connection, worktree)
  const { events } = await connection.call('get_history', { task_id, limit: 200 })
  const told = events.find(({ kind, details }) => kind === 'artifact_attached' && details?.artifact_id === artifact_id)
  for (const path of [told?.details?.path, name]) {
    const file = typeof path === 'string' && currentFile(root, path)
    if (file && (await exists(file))) return Uri.file(file)
  }
  const pattern = `**/${basename(name).replace(/[*?{}[\]]/g, '?')}`
  const found = await workspace.findFiles(pattern, '**/{node_modules,.git,.baton}/**', 2)
  return found.length === 1 ? found[0] : undefined
}

const exists = (file: string) =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  )

const diff = (before: Uri, after: Uri, title: string) => commands.executeCommand('vscode.diff', before, after, title)

async function show(uri: Uri): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false })
}
