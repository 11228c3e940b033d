/** Commands about the task server itself. */
import { window } from 'vscode'
import { runBaton } from '../cli.ts'
import { chooseStore, type Handler } from './scope.ts'

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
  scope.log.info(await runBaton(scope.servers, await chooseStore(scope), ['doctor']))
  scope.log.show()
}
