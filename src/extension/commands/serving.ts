/** Commands about the task server itself. */
import { env, Uri } from 'vscode'
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

/** For everybody: whoever was connected finds the new one by itself. */
export const restart: Handler = async (scope) => {
  await stop(scope, undefined)
  await start(scope, undefined)
}

/** The host runs where the workspace is, which may be far from the browser: the editor knows the way. */
export const openInBrowser: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const { url } = await connection.start({ asked: true })
  const seen = await env.asExternalUri(Uri.parse(url))
  await env.openExternal(Uri.parse(await connection.login(seen.toString(true)), true))
}

export const showLog: Handler = ({ log }) => log.show()

/** The same checks as on the command line, told in the log. */
export const doctor: Handler = async (scope) => {
  scope.log.info(await runBaton(scope.servers, await chooseStore(scope), ['doctor']))
  scope.log.show()
}
