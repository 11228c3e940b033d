/** Commands that show and carry on: briefs, chats, artifacts. */
import { env, Uri, window } from 'vscode'
import { openBrief, openArtifact as openInEditor } from '../documents.ts'
import { copyBrief as copy, resumeInChat } from '../resume.ts'
import type { MoreNode } from '../tree/nodes.ts'
import { chooseTask, Dismissed, given, type Handler, type Scope } from './scope.ts'

export const openTask: Handler = async (scope, argument) => {
  const { connection, id } = await chooseTask(scope, argument, 'Open which task?')
  await openBrief(connection, id)
}

async function briefOf(scope: Scope, argument: unknown): Promise<string> {
  const task = await chooseTask(scope, argument, 'Resume which task?')
  const { brief } = await task.connection.call('get_task', { task_id: task.id })
  return brief ?? `Carry on with task ${task.id}: ${task.row.title}`
}

export const resume: Handler = async (scope, argument) => resumeInChat(await briefOf(scope, argument))

export const copyBrief: Handler = async (scope, argument) => copy(await briefOf(scope, argument))

export const openArtifact: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, 'Open an artifact of which task?')
  const { artifacts } = await task.connection.call('list_artifacts', { task_id: task.id, limit: 200 })
  if (artifacts.length === 0) {
    window.setStatusBarMessage(`Nothing is attached to ${task.id}.`, 5_000)
    throw new Dismissed()
  }
  const items = artifacts.map((artifact) => ({ label: artifact.name, description: artifact.kind, artifact }))
  const { artifact } = given(await window.showQuickPick(items, { placeHolder: `Artifacts of ${task.id}` }))
  if (artifact.url) return env.openExternal(Uri.parse(artifact.url, true))
  return openInEditor(task.connection, artifact)
}

export const showMore: Handler = ({ tasks }, node) => tasks.showMore(node as MoreNode)
