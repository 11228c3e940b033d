// Installs the packages that package-lock.json names and builds dist, where that is needed. Runs before anything is
// installed, so on the person's own Node (20 and later) and without dependencies.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The Node of whoever typed the command. process.execPath is not always that: npm puts node_modules/.bin first on the
 * PATH, so from the second time on it is the development dependency.
 */
export const ownNode = process.env.npm_node_execpath ?? process.execPath

/** The Node that builds and tests: the exact version of the development dependencies. */
export const toolNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** The environment for tools: they find each other and that Node on the PATH, however this script was started. */
export function toolEnvironment() {
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}` }
}

/** Why the packages must be installed, or undefined. Compares contents, as a checkout changes every file's time. */
function missing() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return 'they are not installed yet'
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const [wanted, found] = [read(join(root, 'package-lock.json')), read(installed)]
  const other = Object.entries(wanted).find(
    ([path, { version, optional }]) => path !== '' && !optional && found[path]?.version !== version,
  )
  if (other) return `${other[0].replace(/^node_modules\//, '')} ${other[1].version} is not installed yet`
  return existsSync(toolNode) ? undefined : 'the Node that the tools run on is missing'
}

export function installPackages() {
  const why = missing()
  if (!why) return
  console.log(`Installing packages by "npm ci", as ${why}. This takes about half a minute…`)
  const started = Date.now()
  // Of its output only errors are shown: an older Node of the person's own is fine here, and npm would warn of it.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const cli = process.env.npm_execpath
  const { status, error } = cli?.endsWith('npm-cli.js')
    ? spawnSync(ownNode, [cli, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' })
  if (error) throw new Error(`npm could not be started (${error.message}). Install npm, then run this again.`)
  if (status !== 0) throw new Error('"npm ci" failed; what it said is above. Mend that, then run this again.')
  const probe = spawnSync(toolNode, ['--version'], { encoding: 'utf8' })
  if (probe.status !== 0)
    throw new Error(
      'The package "node" was installed without its program. Its install script has to run: ' +
        'look for ignore-scripts in "npm config list", then run "npm rebuild node".',
    )
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s (tools run on Node ${probe.stdout.trim()}).`)
}

/** The time of the last change in a file or folder, milliseconds. A folder's own counts too: it tells of removed files. */
function changed(path) {
  if (!existsSync(path)) return 0
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.mtimeMs
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))))
}

export function isBuilt() {
  const sources = [
    'src',
    'webview',
    'media/marks',
    'scripts/iconv-lite.mjs',
    'scripts/marks.mjs',
    'esbuild.mjs',
    'package.json',
    'package-lock.json',
  ]
  const built = changed(join(root, 'dist', 'baton.js'))
  return sources.every((source) => changed(join(root, source)) <= built)
}

export function build() {
  const { status } = spawnSync(toolNode, ['esbuild.mjs'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error('Baton could not be built; what is wrong is said above.')
}
