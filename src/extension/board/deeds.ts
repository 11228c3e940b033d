/** What a board may ask of its editor beside operations. Nothing else is ever done for it, whatever it sends. */
import { commands, type Memento } from 'vscode'
import type { Deed } from '../../contract/board.ts'
import { openFile } from '../artifacts/open.ts'
import type { Connection } from '../connection.ts'
import { keepViews } from './views.ts'

export interface Desk {
  readonly store: string
  readonly connection: Connection | undefined
  readonly memory: Memento
}

export async function doDeed(deed: Deed, { store, connection, memory }: Desk): Promise<void> {
  switch (deed.kind) {
    case 'resume':
      return commands.executeCommand('baton.resume', { task: deed.task_id, store })
    case 'artifact':
      return commands.executeCommand('baton.openArtifact', {
        task: deed.task_id,
        store,
        artifact: deed.artifact_id,
      })
    case 'file':
      if (connection) await openFile(connection, { path: deed.path, commit: deed.commit, worktree: deed.worktree })
      return
    case 'task':
      return commands.executeCommand('baton.openTask', { task: deed.task_id, store })
    case 'keepViews':
      return keepViews(memory, store, deed.views)
    case 'start':
      return commands.executeCommand('baton.start')
    case 'showLog':
      return commands.executeCommand('baton.showLog')
    case 'connect':
      return commands.executeCommand('baton.connectClient')
  }
}
