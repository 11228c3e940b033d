// The programs beside npm's packages that tests need. Found, else installed from Debian's packages as root, else the
// run ends with the command to type.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const tools = [
  { name: 'git', programs: ['git'], debian: 'git', brew: 'git', needed: true },
  { name: 'the sqlite3 command', programs: ['sqlite3'], debian: 'sqlite3', brew: 'sqlite', needed: true },
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium',
    brew: 'chromium',
    needed: true,
  },
]

const runs = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0
const isThere = ({ programs }) => programs.some((program) => runs(program, '--version'))

/** Where the program of one of these is, or undefined. */
export function programOf(name) {
  const { programs } = tools.find((tool) => tool.name === name)
  const folders = (process.env.PATH ?? '').split(delimiter)
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync)
}

export function provideTools() {
  const missing = tools.filter((tool) => tool.needed && !isThere(tool))
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name).join(' and ')
  const packages = missing.map(({ debian }) => debian)
  const isRoot = process.getuid?.() === 0
  if (!isRoot || !runs('apt-get', '--version')) throw new Error(`Tests need ${names}. Type:\n  ${command(missing)}`)

  console.log(`Installing Debian's ${packages.join(', ')}, which tests need…`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const steps = [apt('update'), apt('install', '-y', '--no-install-recommends', ...packages)]
  const still = missing.filter((tool) => !isThere(tool))
  if (still.length > 0) {
    const said = steps.map(({ stderr }) => stderr).join('')
    throw new Error(`${said}${names} could not be installed. Type:\n  ${command(still)}`)
  }
  console.log(`Installed ${names}.`)
}

function command(missing) {
  if (process.platform === 'darwin') return `brew install ${missing.map(({ brew }) => brew).join(' ')}`
  const packages = missing.map(({ debian }) => debian).join(' ')
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`
}
