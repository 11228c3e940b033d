/** Shows an address in the person's browser. */
import { spawn } from 'node:child_process'
import { platform } from 'node:os'

/**
 * Resolves with whether there was something to open it with; what that makes of it is not known.
 * While it starts, the address is among the system's processes for others on this machine to see. Its code is good once:
 * where somebody else was faster, the person's own browser says that the code was used.
 */
export function browse(url: string, env = process.env): Promise<boolean> {
  const [command, ...args] = openerFor(url, env)
  if (command === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    // On Windows `start` reads its words as a shell does; the quotes keep them together.
    const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsVerbatimArguments: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

function openerFor(url: string, env: NodeJS.ProcessEnv): string[] {
  if (platform() === 'darwin') return ['open', url]
  if (platform() === 'win32') return ['cmd', '/d', '/c', `start "" "${url}"`]
  // Set in an editor's terminal, where it opens the browser beside the editor, on whatever machine that is.
  if (env.BROWSER) return [env.BROWSER, url]
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : []
}
