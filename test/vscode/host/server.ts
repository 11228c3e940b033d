// One VS Code server in folders of its own, with everything that it started.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { homeVariables } from '../../support/home.ts'
import { provideServer } from './install.ts'
import { writeSettings } from './settings.ts'

export interface ServerOptions {
  /** Home, sockets and logs go here. Keep its path short: a socket's may have 107 characters in all. */
  home: string
  userData: string
  extensions: string
  /** User settings, on top of those that keep the editor quiet. */
  settings?: Record<string, unknown>
  /** For the extension host; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>
  /** Asks before a folder is trusted, as the desktop does. Off for most tests. */
  trust?: boolean
  verbose?: boolean
}

export interface Server {
  url: string
  log(): string
  /** Ends it with all that it started, also what went out of its process group on purpose. */
  stop(): Promise<void>
}

/** Marks all processes of one server, whatever became of their parents. */
const mark = 'BATON_CODE_HOST_HOME'

function prepare({ home, userData, extensions, settings, env }: ServerOptions) {
  for (const folder of [extensions, home]) mkdirSync(folder, { recursive: true })
  const [temporary, run, config] = [join(home, 'tmp'), join(home, 'run'), join(home, 'code-server.yaml')]
  for (const folder of [temporary, run]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(config, 'auth: none\n')
  writeSettings(userData, settings)
  const own = { ...homeVariables(home), TMPDIR: temporary, XDG_RUNTIME_DIR: run, [mark]: home }
  // An editor that this may have been typed in, and a marketplace, are none of its business.
  const not = ['VSCODE_IPC_HOOK_CLI', 'ELECTRON_RUN_AS_NODE', 'PORT', 'PASSWORD', 'NODE_OPTIONS', 'NODE_ENV']
  const gallery = JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' })
  const inherited = Object.entries(process.env).filter(([name]) => !not.includes(name) && !name.startsWith('VITEST'))
  return {
    args: [provideServer(), '--config', config, '--user-data-dir', userData, '--extensions-dir', extensions],
    env: { ...Object.fromEntries(inherited), ...own, EXTENSIONS_GALLERY: gallery, ...env },
  }
}

export async function startServer(options: ServerOptions): Promise<Server> {
  const { args, env } = prepare(options)
  args.push('--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check')
  args.push('--disable-getting-started-override', '--ignore-last-opened')
  // Without this a page's payload (which extension to develop, which tests to run) is ignored.
  args.push('--vscode-option', 'enable-smoke-test-driver')
  if (!options.trust) args.push('--disable-workspace-trust')
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const group = -(child.pid ?? Number.NaN)
  const killNow = () => signal(group, 'SIGKILL')
  process.on('exit', killNow)

  let log = ''
  const url = await new Promise<string>((found, fail) => {
    const timer = setTimeout(() => fail(new Error(`The VS Code server did not start:\n${log}`)), 60_000)
    const read = (chunk: Buffer) => {
      log += chunk
      if (options.verbose) process.stderr.write(chunk)
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1]
      if (!address) return
      clearTimeout(timer)
      found(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', fail)
    child.on('exit', (code) => fail(new Error(`The VS Code server ended with ${code}:\n${log}`)))
  })

  async function stop() {
    signal(group, 'SIGTERM')
    for (let i = 0; i < 60 && signal(group, 0); i++) await new Promise((resolve) => setTimeout(resolve, 50))
    killNow()
    process.off('exit', killNow)
    endStrays(options.home)
  }
  return { url, log: () => log, stop }
}

/** Runs the server's command line (--install-extension and the like) in the same folders; gives its exit code. */
export function serverCommand(options: ServerOptions, command: string[]): Promise<number> {
  const { args, env } = prepare(options)
  const child = spawn(process.execPath, [...args, ...command], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code) => done(code ?? 1))
  })
}

/** Whether somebody was there to get it. */
function signal(process_: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process_, name)
    return true
  } catch {
    return false
  }
}

/** A Baton host started by the extension outlives its editor by design; here nobody would come back to it. */
function endStrays(home: string): void {
  if (process.platform !== 'linux') return
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8')
      if (environment.split('\0').includes(`${mark}=${home}`)) signal(Number(name), 'SIGKILL')
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
}

/** The address of a window: a folder or a workspace file, the extensions under development, and the tests to run in it. */
export function windowUrl(
  server: string,
  { folder, development = [], tests }: { folder?: string; development?: string[]; tests?: string },
): string {
  const remote = (path: string) => `vscode-remote://${new URL(server).host}${resolve(path)}`
  const payload = development.map((path) => ['extensionDevelopmentPath', remote(path)])
  if (tests) payload.push(['extensionTestsPath', remote(tests)])
  payload.push(['skipWelcome', 'true'])
  const what = folder?.endsWith('.code-workspace') ? 'workspace' : 'folder'
  const query = new URLSearchParams(folder ? { [what]: resolve(folder) } : { ew: 'true' })
  query.set('payload', JSON.stringify(payload))
  return `${server}/?${query}`
}
