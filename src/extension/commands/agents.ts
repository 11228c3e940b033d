/** How a person says which agent is meant: one that was seen here, one that the settings name, or any other by its name. */
import { l10n, type QuickPickItem, window } from 'vscode'
import { namesOf } from '../names.ts'
import { settings } from '../settings.ts'
import { Dismissed, type Scope } from './scope.ts'

interface Item extends QuickPickItem {
  readonly agent: string
}

/** Empty: anyone. `not`: whom it is offered to already. */
export async function chooseAgent(scope: Scope, placeHolder: string, not?: string): Promise<string> {
  const seen = scope.tasks.tasks().flatMap((node) => {
    const row = node.reader.board.task(node.task)
    return [row?.current_owner, row?.offered_to].filter((name) => name !== undefined)
  })
  const names = namesOf(settings.agents(), seen, [not, settings.name()])
  const anyone: Item = { label: l10n.t('Anyone'), description: l10n.t('whoever is free first'), agent: '' }
  const items: Item[] = [anyone, ...names.map((agent) => ({ label: agent, agent }))]
  const pick = window.createQuickPick<Item>()
  pick.placeholder = placeHolder
  pick.items = items
  pick.onDidChangeValue((value) => {
    const typed = value.trim().slice(0, 64)
    const isNew = typed !== '' && !items.some(({ agent }) => agent.toLowerCase() === typed.toLowerCase())
    pick.items = isNew ? [...items, { label: typed, description: l10n.t('another agent'), agent: typed }] : items
  })
  try {
    return await new Promise<string>((resolve, reject) => {
      pick.onDidAccept(() => {
        const typed = pick.value.trim()
        const [chosen] = pick.activeItems
        // Typed and sent before the list has followed: what was typed is meant.
        const fits = chosen?.label.toLowerCase().includes(typed.toLowerCase())
        resolve(typed !== '' && !fits ? typed.slice(0, 64) : (chosen?.agent ?? typed))
      })
      pick.onDidHide(() => reject(new Dismissed()))
      pick.show()
    })
  } finally {
    pick.dispose()
  }
}
