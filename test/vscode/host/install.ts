// Installs the offline test host: code-server, which is VS Code's own server and workbench, by npm alone. Nothing is
// compiled, no install script runs, nothing is downloaded from anywhere but the registry npm is set up for. It runs on
// the Node of the development dependencies. Kept in ~/.cache/baton/code-host (or BATON_CODE_HOST_CACHE) for all
// checkouts, one folder per version.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { trimmed, unwantedExtensions } from './trim.ts'

/** The release of code-server, and of VS Code in it. */
const release = '4.139.1'
export const codeVersion = '1.139.1'

const shims = {
  '@vscode/spdlog': 'spdlog.cjs',
  '@vscode/native-watchdog': 'watchdog.cjs',
  '@vscode/fs-copyfile': 'fs-copyfile.cjs',
}

/** The program that starts the server, for Node; installed first where it isn't there yet. */
export function provideServer(): string {
  const folder = join(cacheFolder(), key())
  if (!existsSync(folder)) install(folder)
  return join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js')
}

/** Changes with whatever decides what is installed. */
function key(): string {
  const hash = createHash('sha256')
  for (const file of ['install.ts', 'trim.ts', ...Object.values(shims).map((name) => join('shims', name))])
    hash.update(readFileSync(join(import.meta.dirname, file)))
  return `${release}-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`
}

/**
 * Tests get a home folder of their own in their environment, so the person's is asked from the system. A cache that
 * was named for the person (XDG_CACHE_HOME) counts only where the environment is still theirs.
 */
function cacheFolder(): string {
  const { BATON_CODE_HOST_CACHE: named, XDG_CACHE_HOME: xdg } = process.env
  const theirs = homedir() === userInfo().homedir ? xdg : undefined
  return named ?? join(theirs || join(userInfo().homedir, '.cache'), 'baton', 'code-host')
}

/** Two at once do the work twice and one of them keeps it: the folder appears whole, by a rename. */
function install(folder: string): void {
  const major = Number(process.versions.node.split('.')[0])
  if (major !== 24) throw new Error(`The test host needs Node 24, and this is ${process.version}. Use "npm test".`)
  mkdirSync(dirname(folder), { recursive: true })
  const started = Date.now()
  process.stderr.write(`Installing VS Code ${codeVersion} for tests (code-server ${release}) into ${folder}…\n`)
  const made = mkdtempSync(`${folder}.part-`)
  try {
    fill(made)
    renameSync(made, folder)
    process.stderr.write(`Installed it in ${Math.round((Date.now() - started) / 1000)} s.\n`)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function fill(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "name": "code-host", "private": true }\n')
  npm(folder, 'install', '--save-exact', `code-server@${release}`)
  const code = join(folder, 'node_modules', 'code-server', 'lib', 'vscode')
  const manifest = join(code, 'package.json')
  writeFileSync(manifest, JSON.stringify(trimmed(JSON.parse(readFileSync(manifest, 'utf8'))), null, 2))
  npm(code, 'install', '--omit=dev')
  for (const name of unwantedExtensions) rmSync(join(code, 'extensions', name), { recursive: true, force: true })
  for (const [name, file] of Object.entries(shims))
    cpSync(join(import.meta.dirname, 'shims', file), join(code, 'node_modules', name, 'index.js'))
  letNotify(join(code, 'out', 'vs', 'code', 'browser', 'workbench', 'workbench.js'))
  keepOwnSearch(join(code, 'node_modules', '@vscode', 'ripgrep-universal', 'bin'))
  link(code)
}

/** Who lets the page be told what to test gets no notifications; here they are tested like everything a person sees. */
function letNotify(workbench: string): void {
  const text = readFileSync(workbench, 'utf8')
  const silence = '!this.isNotificationsCenterVisible&&!this.environmentService.enableSmokeTestDriver&&'
  if (text.split(silence).length !== 2) throw new Error('This release silences notifications in another way.')
  writeFileSync(workbench, text.replace(silence, '!this.isNotificationsCenterVisible&&'))
}

/** The search program comes for every platform; only this one's is kept, and made executable. */
function keepOwnSearch(folder: string): void {
  const own = `${process.platform}-${process.arch}`
  for (const name of readdirSync(folder)) if (name !== own) rmSync(join(folder, name), { recursive: true })
  const program = join(folder, own, 'rg')
  if (existsSync(program)) chmodSync(program, 0o755)
}

/** What code-server's own install script would link. */
function link(code: string): void {
  const system = process.platform === 'darwin' ? 'darwin' : 'linux'
  const links = [
    ['node_modules', join(code, 'node_modules.asar')],
    [`code-${system}.sh`, join(code, 'bin', 'remote-cli', 'code-server')],
    [`browser-${system}.sh`, join(code, 'bin', 'helpers', 'browser.sh')],
  ] as const
  for (const [target, path] of links) if (!existsSync(path)) symlinkSync(target, path)
}

/** npm as the person set it up: registry, proxies and cache are in their home folder or in npm's own variables. */
function npm(cwd: string, ...args: string[]): void {
  const { XDG_CACHE_HOME: _cache, XDG_CONFIG_HOME: _config, ...env } = process.env
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--workspaces=false']
  const { status, stderr, error } = spawnSync('npm', [...args, ...quiet], {
    cwd,
    env: { ...env, HOME: userInfo().homedir },
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${error?.message ?? stderr}`)
}
