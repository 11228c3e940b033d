/** Tasks to look around with, and the tour that leads to them. */
import { commands, l10n, window } from 'vscode'
import { addSamples, removeSamples } from '../sample.ts'
import { chooseStore, type Handler } from './scope.ts'

export const addSampleTasks: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  await connection.start({ asked: true })
  if (!(await addSamples(connection))) window.setStatusBarMessage(l10n.t('The sample tasks are there already.'), 5_000)
  await commands.executeCommand('baton.tasks.focus')
}

export const removeSampleTasks: Handler = async (scope, argument) => {
  const count = await removeSamples(await chooseStore(scope, argument))
  const told = count > 0 ? l10n.t('The sample tasks are cancelled.') : l10n.t('There are no sample tasks.')
  window.setStatusBarMessage(told, 5_000)
}

export const getStarted: Handler = () =>
  commands.executeCommand('workbench.action.openWalkthrough', 'baton.baton-agent-tasks#start', false)
