/** Clients that are on this machine and not connected: offered by name in the empty view, and once by a notification. */
import { commands, type Disposable, type ExtensionContext, l10n, window, workspace } from 'vscode'
import type { Scope } from '../commands/scope.ts'
import type { Servers } from '../server.ts'
import { settings } from '../settings.ts'
import { type ClientStanding, clientsOf } from './clients.ts'

const asked = 'connect.asked'

/** Looks once a store is up, and asks once a task is there: before that nobody knows what for. */
export function offerToConnect({ servers, tasks }: Scope, { workspaceState }: ExtensionContext): Disposable {
  let looking: Promise<ClientStanding[]> | undefined
  const look = async () => {
    const isEmpty = tasks.isEmpty
    // Where there are tasks the view offers nothing, so there is nothing to find out once it was asked.
    if (!settings.offerToConnect() || (!isEmpty && workspaceState.get(asked))) return
    const up = servers.connections.some(({ state }) => state.kind === 'up')
    if (up) looking ??= refreshOffers(servers)
    if (!looking || isEmpty) return
    const open = (await looking).filter(isOpen)
    if (open.length === 0 || workspaceState.get(asked)) return
    await workspaceState.update(asked, true)
    await ask(open)
  }
  return tasks.counts.onDidChange(() => void look().catch(() => {})) // not worth a word: the command says what is wrong
}

const isOpen = ({ found, connected, trouble }: ClientStanding) => found && !connected && !trouble

/** Tells the view which clients to offer. Nothing is looked at where there is no store that answers. */
export async function refreshOffers(servers: Servers): Promise<ClientStanding[]> {
  const connection = servers.connections.find(({ state, place }) => state.kind === 'up' && place.workspace !== null)
  if (!connection) return []
  const all = await clientsOf(servers, connection).standings()
  for (const client of all) commands.executeCommand('setContext', `baton.offers.${client.id}`, isOpen(client))
  return all
}

async function ask(open: readonly ClientStanding[]): Promise<void> {
  const [only] = open
  const names = open.map(({ title }) => title).join(', ')
  const connect = open.length === 1 && only ? l10n.t('Connect {0}', only.title) : l10n.t('Choose…')
  const never = l10n.t("Don't Show Again")
  const picked = await window.showInformationMessage(
    open.length === 1
      ? l10n.t('{0} is on this machine. Connected to Baton, it works on the tasks of this folder too.', names)
      : l10n.t('{0} are on this machine. Connected to Baton, they work on the tasks of this folder too.', names),
    connect,
    never,
  )
  if (picked === connect) await commands.executeCommand('baton.connectClient', open.length === 1 ? only?.id : undefined)
  if (picked === never) await workspace.getConfiguration('baton').update('offerToConnect', false, true)
}
