/** Commands with which a person works on tasks as agents do. */
import { l10n, type TextDocument, window, workspace } from 'vscode'
import type { Connection } from '../connection.ts'
import { settings } from '../settings.ts'
import { bare } from '../todo.ts'
import type { Row } from '../tree/rows.ts'
import { chooseAgent } from './agents.ts'
import { takeAway } from './overruling.ts'
import { ask, chooseStore, chooseTask, type Handler, type Scope } from './scope.ts'

const titleLength = 200

export const newTask: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const title = (await ask(l10n.t('What is to be done?'))).slice(0, titleLength)
  await connection.start({ asked: true })
  await connection.call('create_task', { title })
}

/** The selection becomes the task's description, with where it stands; its first line is offered as the title. */
export const newTaskFromSelection: Handler = async (scope) => {
  const editor = window.activeTextEditor
  if (!editor) return window.setStatusBarMessage(l10n.t('Open a file and select something first.'), 5_000)
  const { document, selection } = editor
  const selected = document.getText(selection.isEmpty ? document.lineAt(selection.active.line).range : selection)
  const first = selected.split('\n').map(bare).find(Boolean) ?? ''
  return createFrom(await chooseStore(scope), document, selection.start.line, selected, first)
}

/** With `text` and where it stands as its description. */
export async function createFrom(
  connection: Connection,
  document: TextDocument,
  line: number,
  text: string,
  offered: string,
): Promise<void> {
  const title = (await ask(l10n.t('What is to be done?'), { value: offered.slice(0, titleLength) })).slice(
    0,
    titleLength,
  )
  const where = `${workspace.asRelativePath(document.uri)}:${line + 1}`
  await connection.start({ asked: true })
  await connection.call('create_task', { title, description: `${where}\n\n${text}`.slice(0, 20_000) })
}

const agent = () => settings.name()

export const claim: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Take which task?'), ({ current_owner, status, ready }) =>
    Boolean(!current_owner && (status === 'handoff_ready' || status === 'agent_exhausted' || ready)),
  )
  await task.call('claim_task', { agent: agent(), lease_seconds: settings.leaseMinutes() * 60 })
}

export const saveCheckpoint: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Save a checkpoint of which task?'), isOpen)
  const notes = await ask(l10n.t('Where does the work stand?'))
  const next = await ask(l10n.t('What comes next? Steps separated by semicolons, or nothing.'), { optional: true })
  const remaining_steps = next
    .split(';')
    .map((step) => step.trim())
    .filter(Boolean)
  await task.call('save_checkpoint', { notes, ...(remaining_steps.length > 0 && { remaining_steps }) })
}

export const handOff: Handler = async (scope, argument) => {
  const canPass = ({ status }: Row) => isOpen({ status }) && status !== 'failed'
  const task = await chooseTask(scope, argument, l10n.t('Hand off which task?'), canPass)
  const to = await chooseAgent(scope, l10n.t('To which agent? Leave it empty for anyone.'))
  const reason = await ask(l10n.t('Why, and what should the next one know?'), { optional: true })
  await task.call('handoff_task', { ...(to && { to_agent: to }), ...(reason && { reason }) })
}

export const complete: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Which task is done?'), isOpen)
  await task.call('complete_task')
}

/** A person's own task is given back; another's is taken from its holder. */
export const release: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Release which task?'), ({ current_owner }) =>
    Boolean(current_owner),
  )
  return task.row.current_owner === agent() ? task.call('release_task') : takeAway(task)
}

export const reset: Handler = async (scope: Scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Try which task again?'), ({ status }) => status === 'failed')
  await task.call('reset_failed_task')
}

const isOpen = ({ status }: { status: string }) => status !== 'done' && status !== 'cancelled'
