/** The extension: everything is composed here and nothing decided. */
import { type ExtensionContext, window } from 'vscode'
import { Panels } from './board/panels.ts'
import { attempt, registerCommands } from './commands/index.ts'
import { offerToConnect } from './connect/offer.ts'
import { provideFilePreviews } from './connect/preview.ts'
import { provideDocuments } from './documents.ts'
import { provideToAgents } from './provider.ts'
import { Servers } from './server.ts'
import { watchSettings } from './settings.ts'
import { showStatus } from './status.ts'
import { Tasks } from './tree/view.ts'

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Baton', { log: true })
  const servers = new Servers(context, log)
  const tasks = new Tasks(servers, (node) =>
    attempt({ log }, () => node.reader.connection.call('complete_task', { task_id: node.task })),
  )
  const panels = new Panels({
    servers,
    extension: context.extensionUri,
    memory: context.workspaceState,
    attempt: (work) => attempt({ log }, work),
  })
  const scope = { servers, tasks, panels, log }
  context.subscriptions.push(
    log,
    watchSettings(log),
    servers,
    tasks,
    panels,
    showStatus(servers, tasks.counts),
    provideToAgents(servers),
    provideDocuments(servers),
    provideFilePreviews(),
    registerCommands(scope),
    offerToConnect(scope, context),
  )
}
