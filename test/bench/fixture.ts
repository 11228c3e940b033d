import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from '../clients/sdk.ts'
import { homeVariables } from '../support/home.ts'
import { endProcess, freePort, newFolder, removeFolder, type Started, serverNode, startServer } from './process.ts'

/** What the benches know of the product: how to have a store of its own in an empty folder. */
export interface Baton {
  workspace(): Promise<Workspace>
}

/** One folder with a store, in a home of its own. */
export interface Workspace {
  /** The MCP server over stdio; starts a host where none runs. */
  readonly stdio: Command
  /** Any other `baton …` here. */
  run(...args: string[]): Command
  /** Starts the host, at the same address and with the same token each time. */
  serve(): Promise<Host>
  /** Ends whatever host runs here, also one that a bridge started. */
  stopHost(): Promise<void>
  remove(): Promise<void>
}

export interface Host extends Started {
  readonly token: string
}

interface Status {
  url?: string
  token?: string
  pid?: number
}

const root = join(import.meta.dirname, '..', '..')
const entry = join(root, 'dist', 'baton.js')

/** The built product, run by the Node that runs the floors. */
export const built: Baton = {
  async workspace() {
    if (!existsSync(entry)) throw new Error('dist/baton.js is missing: run "npm run build" first')
    const folder = newFolder()
    const home = homeVariables(join(folder, 'home'))
    const dir = join(folder, 'work')
    for (const made of [...Object.values(home), dir]) mkdirSync(made, { recursive: true })
    const env = { ...withoutSettings(process.env), ...home }
    const port = await freePort()
    const run = (...args: string[]): Command => ({
      command: serverNode,
      args: [entry, ...args, '--dir', dir],
      env,
      cwd: dir,
    })
    let token: string | undefined
    const status = async (): Promise<Status> => {
      const { command, args } = run('status', '--json')
      // It exits with an error where no host runs.
      const told = await promisify(execFile)(command, [...args], { env, cwd: dir }).catch(() => undefined)
      return told ? JSON.parse(told.stdout) : {}
    }
    const stopHost = async () => {
      const { pid } = await status()
      if (pid) await endProcess(pid)
    }
    return {
      stdio: run('stdio'),
      run,
      async serve() {
        const server = await startServer(run('serve', '--port', String(port)))
        token ??= (await status()).token
        if (token === undefined) throw new Error('"baton status --json" shows no token of the host that just started')
        return { ...server, token }
      },
      stopHost,
      async remove() {
        await stopHost()
        removeFolder(folder)
      },
    }
  },
}

/** What the person who measures has set for their own Baton must not reach the measured one. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(MCP_(TASK|DEBUG)|BATON_|TASK_COORDINATOR_URL$|PORT$)/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)))
}

/** Runs `work` with a new store and its host, both gone afterwards. */
export async function withHost<T>(baton: Baton, work: (host: Host, workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = await baton.workspace()
  try {
    const host = await workspace.serve()
    try {
      return await work(host, workspace)
    } finally {
      await host.stop()
    }
  } finally {
    await workspace.remove()
  }
}
