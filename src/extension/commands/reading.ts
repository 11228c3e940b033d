/** Commands that show and carry on: pages, chats, artifacts. */
import { l10n, window } from 'vscode'
import { openArtifact as open } from '../artifacts/open.ts'
import { copyBrief as copy, resumeInChat } from '../resume.ts'
import type { MoreNode } from '../tree/nodes.ts'
import { chooseStore, chooseTask, Dismissed, given, type Handler, type Scope } from './scope.ts'

export const openBoard: Handler = async (scope, argument) => {
  const { place } = await chooseStore(scope, argument)
  scope.panels.show({ store: place.database })
}

export const openTask: Handler = async (scope, argument) => {
  const { connection, id } = await chooseTask(scope, argument, l10n.t('Open which task?'))
  scope.panels.show({ task: id, store: connection.place.database })
}

async function briefOf(scope: Scope, argument: unknown): Promise<string> {
  const task = await chooseTask(scope, argument, l10n.t('Resume which task?'))
  const { brief } = await task.connection.call('get_task', { task_id: task.id })
  return brief ?? l10n.t('Carry on with task {0}: {1}', task.id, task.row.title)
}

export const resume: Handler = async (scope, argument) => resumeInChat(await briefOf(scope, argument))

export const copyBrief: Handler = async (scope, argument) => copy(await briefOf(scope, argument))

/** `argument` may name the artifact too. */
export const openArtifact: Handler = async (scope, argument) => {
  const { connection, id } = await chooseTask(scope, argument, l10n.t('Open an artifact of which task?'))
  const { artifacts = [] } = await connection.call('get_task', { task_id: id })
  const { artifact: wanted } = (argument ?? {}) as { artifact?: unknown }
  const named = artifacts.find(({ artifact_id }) => artifact_id === wanted)
  if (named) return open(connection, named, artifacts)
  if (artifacts.length === 0) {
    window.setStatusBarMessage(l10n.t('Nothing is attached to {0}.', id), 5_000)
    throw new Dismissed()
  }
  const items = [...artifacts]
    .reverse()
    .map((artifact) => ({ label: artifact.name, description: `${artifact.kind}, ${artifact.added_by}`, artifact }))
  const { artifact } = given(await window.showQuickPick(items, { placeHolder: l10n.t('Artifacts of {0}', id) }))
  return open(connection, artifact, artifacts)
}

export const showMore: Handler = ({ tasks }, node) => tasks.showMore(node as MoreNode)
