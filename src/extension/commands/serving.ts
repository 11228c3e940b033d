/** Commands about the task server itself. */
import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { l10n, window } from 'vscode'
import { clients, clientsHere } from '../../reach/connect/clients.ts'
import { flagsFor } from '../../reach/place.ts'
import { chooseStore, given, type Handler, type Scope } from './scope.ts'

export const start: Handler = async (scope) => {
  const { servers } = scope
  // Says what is missing where there is nothing to start.
  if (servers.connections.length === 0) await chooseStore(scope)
  await servers.start({ asked: true })
  for (const { name, state } of servers.connections) if (state.kind === 'down') throw new Error(`${name}: ${state.why}`)
}

export const useWithoutFolder: Handler = ({ servers }) => servers.useWithoutFolder()

export const stop: Handler = async ({ servers }) => {
  await Promise.all(servers.connections.map((connection) => connection.stop()))
}

export const showLog: Handler = ({ log }) => log.show()

export const backup: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const { path, bytes } = await connection.call('backup', {})
  window.showInformationMessage(`Backed up to ${path} (${Math.ceil(bytes / 1024)} KB, checked).`)
}

/** The same checks as on the command line, told in the log. */
export const doctor: Handler = async (scope) => {
  const { place } = await chooseStore(scope)
  scope.log.info(await run(scope, ['doctor', ...flagsFor(place)]))
  scope.log.show()
}

/** Shows what would be written before it is. */
export const connectClient: Handler = async (scope) => {
  const { workspace } = (await chooseStore(scope)).place
  if (workspace === null)
    throw new Error(l10n.t('A client is connected to the tasks of a folder. Open the folder first.'))
  const around = { platform: process.platform, home: homedir(), env: process.env, workspace }
  const here = new Set(clientsHere(around))
  const items = clients
    .map((client) => ({ label: client.title, description: here.has(client) ? 'found here' : '', id: client.id }))
    .sort((a, b) => b.description.length - a.description.length)
  const { id, label } = given(await window.showQuickPick(items, { placeHolder: 'Connect which client?' }))
  const command = ['connect', id, '--dir', workspace]
  const detail = await run(scope, [...command, '--dry-run'])
  const write = 'Connect'
  given(
    await window.showInformationMessage(
      `Connect ${label} to the tasks of this folder?`,
      { modal: true, detail },
      write,
    ),
  )
  scope.log.info(await run(scope, command))
  window.setStatusBarMessage(`${label} is connected. Start it in ${workspace}.`, 8_000)
}

/** Runs the command that ships with the extension by the editor's own Node. What it says is the answer, as it is for a terminal. */
function run({ servers }: Scope, args: readonly string[]): Promise<string> {
  const options = { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, timeout: 60_000 }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [servers.script, ...args], options, (error, out, err) => {
      const said = `${out}${err}`.trim()
      // Doctor's exit code tells that something is wrong, which is what it was asked.
      if (error && !(args[0] === 'doctor' && said)) reject(new Error(said || error.message))
      else resolve(said)
    })
  })
}
