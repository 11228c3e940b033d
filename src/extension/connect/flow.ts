/** "Connect a Client…": which one, what else, look at what would be written, write it, take it back. */
import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode'
import { chooseStore, Dismissed, given, type Handler, type Scope } from '../commands/scope.ts'
import { type ClientStanding, type Clients, changes, clientsOf, type FileChange } from './clients.ts'
import { refreshOffers } from './offer.ts'
import { showChanges } from './preview.ts'

/** Gets a client's id where one was offered by name. */
export const connectClient: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  if (connection.place.workspace === null)
    throw new Error(l10n.t('A client is connected to the tasks of a folder. Open the folder first.'))
  const clients = clientsOf(scope.servers, connection)
  const client = await choose(await clients.standings(), argument)
  try {
    if (client.trouble) await showTrouble(client)
    else if (client.connected) await changeConnected(scope, clients, client)
    else await connect(scope, clients, client)
  } finally {
    await refreshOffers(scope.servers)
  }
}

interface ClientItem extends QuickPickItem {
  readonly client?: ClientStanding
}

async function choose(all: readonly ClientStanding[], argument: unknown): Promise<ClientStanding> {
  const named = all.find(({ id }) => id === argument)
  if (named) return named
  const line = (client: ClientStanding): ClientItem => ({
    label: client.title,
    description: client.connected ? l10n.t('connected') : client.trouble ? l10n.t('its settings are broken') : '',
    client,
  })
  const heading = (label: string): ClientItem => ({ label, kind: QuickPickItemKind.Separator })
  const [here, others] = [all.filter(({ found }) => found), all.filter(({ found }) => !found)]
  const items = [
    ...(here.length > 0 ? [heading(l10n.t('On this machine')), ...here.map(line)] : []),
    ...(others.length > 0 ? [heading(l10n.t('Not found here')), ...others.map(line)] : []),
  ]
  const picked = given(await window.showQuickPick(items, { placeHolder: l10n.t('Connect which client?') }))
  return given(picked.client)
}

async function connect(scope: Scope, clients: Clients, { id, title }: ClientStanding): Promise<void> {
  const { parts, next } = await clients.wanted(id)
  const [server, ...others] = parts
  const open = others.filter(({ plans }) => plans.some(changes))
  const extras = open.length > 0 ? await chooseExtras(title, open) : []
  const chosen = [server, ...others.filter(({ part }) => extras.includes(part))]
  const files = chosen.flatMap((part) => part?.plans ?? []).filter(changes)
  await agree(l10n.t('Connect {0}', title), l10n.t('Connect'), files)
  scope.log.info(await clients.connect(id, extras))
  const undo = l10n.t('Undo')
  // Not waited for: the person may answer later, or never.
  window.showInformationMessage(`${l10n.t('{0} is connected.', title)} ${next}`, undo).then(async (picked) => {
    if (picked !== undo) return
    scope.log.info(await clients.disconnect(id))
    window.setStatusBarMessage(l10n.t('{0} is as it was before.', title), 5_000)
    await refreshOffers(scope.servers)
  }, scope.log.error)
}

async function chooseExtras(
  title: string,
  open: readonly { part: string; about: string; plans: readonly FileChange[] }[],
) {
  const items = open.map(({ part, about, plans }) => ({
    label: about,
    description: plans.map(({ file }) => workspace.asRelativePath(file)).join(', '),
    picked: true,
    part,
  }))
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    title: l10n.t('Connect {0}', title),
    placeHolder: l10n.t('Set up beside it? You will see every change before it is written.'),
  })
  return given(picked).map(({ part }) => part)
}

async function changeConnected(scope: Scope, clients: Clients, client: ClientStanding): Promise<void> {
  const { id, title } = client
  const [update, leave, open] = [l10n.t('Set Up Again'), l10n.t('Disconnect'), l10n.t('Open Its Settings')]
  const items = [
    { label: update, description: l10n.t('brings its entry up to date') },
    { label: leave, description: l10n.t('takes out what Baton wrote') },
    { label: open, description: client.file },
  ]
  const { label } = given(
    await window.showQuickPick(items, { placeHolder: l10n.t('{0} is connected already.', title) }),
  )
  if (label === open) return openFile(client.file)
  if (label === leave) {
    await agree(l10n.t('Disconnect {0}', title), leave, await clients.undoing(id))
    scope.log.info(await clients.disconnect(id))
    window.setStatusBarMessage(l10n.t('{0} is not connected any more.', title), 5_000)
    return
  }
  const { parts } = await clients.wanted(id)
  if (parts.some(({ plans }) => plans.some(changes))) return connect(scope, clients, client)
  window.setStatusBarMessage(l10n.t('{0} is up to date.', title), 5_000)
}

/** Asked at the top, so that the changes stay in sight. */
async function agree(title: string, action: string, files: readonly FileChange[]): Promise<void> {
  if (files.length === 0) return
  const close = await showChanges(title, files)
  try {
    const picked = await window.showQuickPick([action, l10n.t('Cancel')], {
      title,
      placeHolder: l10n.t('These files would be changed as shown. Nothing is written yet.'),
      ignoreFocusOut: true,
    })
    if (picked !== action) throw new Dismissed()
  } finally {
    await close()
  }
}

async function showTrouble({ trouble = '', file }: ClientStanding): Promise<void> {
  const open = l10n.t('Open File')
  if ((await window.showErrorMessage(trouble, open)) === open) await openFile(file)
}

async function openFile(file: string): Promise<void> {
  await window.showTextDocument(Uri.file(file))
}
