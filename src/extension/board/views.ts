/** The views of a board that a person gave names, for each store, in what the editor remembers of this workspace. */
import type { Memento } from 'vscode'
import type { SavedView } from '../../contract/board.ts'

const keyOf = (store: string) => `views ${store}`

export const keptViews = (memory: Memento, store: string): readonly SavedView[] =>
  memory.get<readonly SavedView[]>(keyOf(store), [])

export const keepViews = (memory: Memento, store: string, views: readonly SavedView[]): Thenable<void> =>
  memory.update(keyOf(store), views)
