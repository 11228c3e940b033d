/** A comment that says what is left to do becomes a task: offered where the cursor stands, and nowhere is searched. */
import {
  CodeAction,
  CodeActionKind,
  type Disposable,
  l10n,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode'
import { settings } from '../settings.ts'
import { todoIn } from '../todo.ts'
import { chooseStore, Dismissed, type Handler, type Scope } from './scope.ts'
import { createFrom } from './working.ts'

interface Where {
  readonly uri: Uri
  readonly line: number
}

const isWhere = (argument: unknown): argument is Where => (argument as Where | undefined)?.uri instanceof Uri

export const newTaskFromTodo: Handler = async (scope, argument) => {
  const editor = window.activeTextEditor
  const document = isWhere(argument) ? await workspace.openTextDocument(argument.uri) : editor?.document
  const line = isWhere(argument) ? argument.line : editor?.selection.active.line
  const found = document && line !== undefined ? todoAt(document, line) : undefined
  if (!document || line === undefined || found === undefined) {
    window.setStatusBarMessage(l10n.t('There is no TODO or FIXME in this line.'), 5_000)
    throw new Dismissed()
  }
  await createFrom(await chooseStore(scope), document, line, document.lineAt(line).text.trim(), found)
}

const todoAt = (document: TextDocument, line: number) =>
  line < document.lineCount ? todoIn(document.lineAt(line).text) : undefined

export function offerForTodos({ servers }: Pick<Scope, 'servers'>): Disposable {
  const provider = {
    provideCodeActions(document: TextDocument, { start }: { start: { line: number } }) {
      if (!settings.offerForTodos() || servers.connections.length === 0) return []
      const found = todoAt(document, start.line)
      if (found === undefined) return []
      const title = found ? l10n.t('New task: {0}', found.slice(0, 60)) : l10n.t('New task from this comment')
      const action = new CodeAction(title, CodeActionKind.QuickFix)
      const where: Where = { uri: document.uri, line: start.line }
      action.command = { command: 'baton.newTaskFromTodo', title, arguments: [where] }
      return [action]
    },
  }
  return languages.registerCodeActionsProvider([{ scheme: 'file' }, { scheme: 'untitled' }], provider, {
    providedCodeActionKinds: [CodeActionKind.QuickFix],
  })
}
