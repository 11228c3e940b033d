/** What only a person may do: answer, approve, send back. */
import { l10n, window } from 'vscode'
import type { Row } from '../tree/rows.ts'
import { ask, chooseTask, given, type Handler } from './scope.ts'

export const answer: Handler = async (scope, argument) => {
  const waiting = ({ waiting_for }: Row) => waiting_for === 'answer'
  const task = await chooseTask(scope, argument, l10n.t('Answer which question?'), waiting)
  const { question } = task.row
  const prompt = question ? l10n.t('{0} asks: {1}', question.asked_by, question.question) : l10n.t('Your answer')
  const text = question?.options ? await choose(prompt, question.options) : await ask(prompt)
  // Named, so that a question that was replaced meanwhile is not answered by mistake.
  await task.call('answer_input', { answer: text, ...(question && { question_id: question.question_id }) })
}

async function choose(prompt: string, options: readonly string[]): Promise<string> {
  const other = l10n.t('Something Else…')
  const picked = given(await window.showQuickPick([...options, other], { placeHolder: prompt }))
  return picked === other ? ask(prompt) : picked
}

const forApproval = ({ waiting_for }: Row) => waiting_for === 'approval'

export const approve: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Approve which task?'), forApproval)
  await task.call('approve')
}

export const reject: Handler = async (scope, argument) => {
  const task = await chooseTask(scope, argument, l10n.t('Send back which task?'), forApproval)
  await task.call('reject', { reason: await ask(l10n.t('What is missing in {0}?', task.id)) })
}
