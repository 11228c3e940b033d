/** What a person decides over an agent's head: take a task away, give it more time, offer it to another, give it up. */
import { l10n, window } from 'vscode'
import { settings } from '../settings.ts'
import type { Row } from '../tree/rows.ts'
import { chooseAgent } from './agents.ts'
import { ask, type Chosen, chooseTask, given, type Handler } from './scope.ts'

export const forceRelease: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Take which task from its holder?'), heldByOther)
  await takeAway(task)
}

/** Asked first: whoever works on it loses what was not saved. */
export async function takeAway(task: Chosen): Promise<void> {
  const { current_owner, silent_seconds = 0 } = task.row
  const holder = current_owner ?? l10n.t('Its holder')
  const minutes = Math.floor(silent_seconds / 60)
  const state =
    minutes > 1
      ? l10n.t('{0} holds {1} and has been silent for {2} min.', holder, task.id, minutes)
      : l10n.t('{0} works on {1}.', holder, task.id)
  const question = `${state} ${l10n.t('Take it away, so that others can claim it? Its checkpoints stay.')}`
  given(await window.showWarningMessage(question, l10n.t('Take Away')))
  await task.call('force_release')
}

export const extendLease: Handler = async (scope, argument) => {
  const hasLease = ({ lease }: Row) => lease !== undefined
  const task = await chooseTask(scope, argument, l10n.t('Give more time to which task?'), hasLease)
  const items = [
    { label: l10n.t('{0} minutes', 15), seconds: 15 * 60 },
    { label: l10n.t('1 hour'), seconds: 3_600 },
    { label: l10n.t('{0} hours', 4), seconds: 4 * 3_600 },
    { label: l10n.t('1 day'), seconds: 24 * 3_600 },
  ]
  const holder = task.row.current_owner ?? task.id
  const placeHolder = l10n.t('How much longer may {0} be silent?', holder)
  const { seconds } = given(await window.showQuickPick(items, { placeHolder }))
  await task.call('extend_lease', { seconds })
}

/** A handoff that waits goes to another, with the reason it had unless a new one is given. */
export const redirect: Handler = async (scope, argument) => {
  const waits = ({ status }: Row) => status === 'handoff_ready' || status === 'agent_exhausted'
  const task = await chooseTask(scope, argument, l10n.t('Offer which task to somebody else?'), waits)
  const { handoffs } = await task.connection.call('get_task', { task_id: task.id })
  const now = task.row.offered_to ?? l10n.t('anyone')
  const placeHolder = l10n.t('It is offered to {0} now. To which agent instead?', now)
  const to = await chooseAgent(scope, placeHolder, task.row.offered_to)
  const reason = handoffs?.at(-1)?.reason
  await task.call('handoff_task', { ...(to && { to_agent: to }), ...(reason && { reason }) })
}

export const cancel: Handler = async (scope, argument) => {
  const open = ({ status }: Row) => status !== 'done' && status !== 'cancelled'
  const task = await chooseTask(scope, argument, l10n.t('Cancel which task?'), open)
  const yes = l10n.t('Cancel Task')
  const question = l10n.t('Give up {0} for good? It stays readable, and nobody can take it any more.', task.id)
  given(await window.showWarningMessage(`${question} ${task.row.title}`, yes))
  const reason = await ask(l10n.t('Why? Leave it empty if it needs no word.'), { optional: true })
  await task.call('cancel_task', { ...(reason && { reason }) })
}

const heldByOther = ({ current_owner }: Row) => current_owner !== undefined && current_owner !== settings.name()
