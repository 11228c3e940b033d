/** The extension: everything is composed here and nothing decided. */
import { type ExtensionContext, window } from 'vscode'
import { attempt, registerCommands } from './commands/index.ts'
import { offerToConnect } from './connect/offer.ts'
import { provideFilePreviews } from './connect/preview.ts'
import { provideDocuments } from './documents.ts'
import { Pages } from './page/pages.ts'
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
  const pages = new Pages({ servers, extension: context.extensionUri, attempt: (work) => attempt({ log }, work) })
  const scope = { servers, tasks, pages, log }
  context.subscriptions.push(
    log,
    watchSettings(log),
    servers,
    tasks,
    pages,
    showStatus(servers, tasks.counts),
    provideToAgents(servers),
    provideDocuments(servers),
    provideFilePreviews(),
    registerCommands(scope),
    offerToConnect(scope, context),
  )
}
