// Completes package-lock.json, and says what is wrong with it: `node scripts/lock.mjs [--check]`.
//
// Native tools come as one optional package per platform. A registry that mirrors only some platforms makes npm leave
// the others out of the lock file without a word; `npm ci` then refuses that file everywhere. The missing entries can
// be written from their names, because such packages are pinned to one exact version by the package that wants them.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']

/** Where a package installed at `from` finds `name`: its own node_modules, or one further up. */
function find(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = `${at ? `${at}/` : ''}node_modules/${name}`
    if (path in packages) return path
    if (!at) return undefined
  }
}

function platformEntry(name, version, dev) {
  const words = name.split('/').at(-1).split('-')
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word))
  const exact = /^\d+\.\d+\.\d+$/.test(version)
  if (os.length !== 1 || cpu.length !== 1 || !exact) return undefined
  const libc = words.includes('musl') || words.includes('musleabihf') ? 'musl' : 'glibc'
  return { version, cpu, ...(dev && { dev }), ...(os[0] === 'linux' && { libc: [libc] }), optional: true, os }
}

/** What is missing or unwelcome in a lock file, with what would mend it (`undefined`: a person has to look). */
function review({ packages }) {
  const missing = new Map()
  const problems = []
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.resolved?.includes('://')) problems.push(`${path} names the registry it came from: ${entry.resolved}`)
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (find(packages, path, name)) continue
      const made = platformEntry(name, version, entry.dev)
      if (made) missing.set(`node_modules/${name}`, made)
      else
        problems.push(`${name} ${version}, wanted by ${path}, is missing, and its platform can't be read from its name`)
    }
  }
  return { missing, problems }
}

const lock = JSON.parse(readFileSync(file, 'utf8'))
const { missing, problems } = review(lock)
const check = process.argv.includes('--check')
if (check) {
  if (missing.size > 0) problems.push(`entries of other platforms are missing: ${[...missing.keys()].join(', ')}`)
} else if (missing.size > 0) {
  const { '': root, ...rest } = lock.packages
  const sorted = Object.entries({ ...rest, ...Object.fromEntries(missing) }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  )
  lock.packages = { '': root, ...Object.fromEntries(sorted) }
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`package-lock.json: added ${missing.size} packages of other platforms.`)
}
for (const problem of problems) console.error(`package-lock.json: ${problem}`)
if (problems.length > 0) {
  console.error('Run "npm run lock" and commit the result.')
  process.exitCode = 1
}
