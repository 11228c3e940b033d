// Stands in for the `code` executable where no desktop editor can be had: takes the flags that @vscode/test-electron
// passes, runs the extension tests in the offline host, and ends with their exit code.
//   BATON_CODE_TIMEOUT  milliseconds until it gives up (180000)
//   BATON_CODE_LOGS     a folder for the editor's logs
//   BATON_CODE_VERBOSE  shows all that the editor and its server log
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { startBrowser } from './browser.ts'
import { codeVersion } from './install.ts'
import { type ServerOptions, serverCommand, startServer, windowUrl } from './server.ts'

const verbose = Boolean(process.env.BATON_CODE_VERBOSE)

/**
 * The page gets the console of the extension host mixed with the editor's own log. So the tests are loaded through a
 * file that marks their lines. Methods of that console can't be replaced, only the whole.
 */
const mark = '@@suite@@ '
const entry = `const { format } = require('node:util')
const marked = ['log', 'info', 'warn', 'error', 'debug']
const mark = (write) => (...args) => write(${JSON.stringify(mark)} + format(...args))
globalThis.console = new Proxy(console, { get: (real, key) => (marked.includes(key) ? mark(real[key]) : real[key]) })
exports.run = () => {
  const tests = require(process.env.BATON_CODE_TESTS)
  return (tests.run ?? tests.default.run)()
}
`

interface Flags {
  values: Map<string, string[]>
  folder?: string
}

/** `--name=value`, `--name value` for those that take one, and the folder to open. */
function parse(args: string[]): Flags {
  const spaced = ['user-data-dir', 'extensions-dir', 'install-extension', 'uninstall-extension', 'folder-uri', 'log']
  const values = new Map<string, string[]>()
  let folder: string | undefined
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] ?? ''
    if (!argument.startsWith('-')) {
      folder = resolve(argument)
      continue
    }
    const [, name = '', value] = /^--?([^=]+)(?:=(.*))?$/s.exec(argument) ?? []
    const given = value ?? (spaced.includes(name) ? args[++i] : undefined) ?? ''
    values.set(name, [...(values.get(name) ?? []), given])
  }
  const uri = values.get('folder-uri')?.at(-1)
  if (uri) folder = fileURLToPath(uri)
  return { values, ...(folder && { folder }) }
}

async function main(args: string[], scratch: string): Promise<number> {
  const { values, folder } = parse(args)
  const last = (name: string) => values.get(name)?.at(-1)
  if (values.has('version')) {
    console.log(codeVersion)
    return 0
  }
  const options: ServerOptions = {
    home: join(scratch, 'h'),
    userData: resolve(last('user-data-dir') ?? join(scratch, 'u')),
    extensions: resolve(last('extensions-dir') ?? join(scratch, 'e')),
    trust: !values.has('disable-workspace-trust'),
    verbose,
  }
  const commands = ['install-extension', 'uninstall-extension'].flatMap((name) =>
    (values.get(name) ?? []).flatMap((value) => [`--${name}`, value]),
  )
  for (const name of ['list-extensions', 'show-versions', 'force']) if (values.has(name)) commands.push(`--${name}`)
  if (commands.length > 0) {
    const code = await serverCommand(options, commands)
    if (code !== 0 || !values.has('extensionTestsPath')) return code
  }
  const tests = last('extensionTestsPath')
  if (!tests) throw new Error('There are no tests to run: --extensionTestsPath is missing.')
  const development = values.get('extensionDevelopmentPath') ?? []
  return await runSuite(options, resolve(tests), { development, ...(folder && { folder }) })
}

async function runSuite(
  options: ServerOptions,
  tests: string,
  window: { folder?: string; development: string[] },
): Promise<number> {
  mkdirSync(options.home, { recursive: true })
  const file = join(options.home, 'entry.cjs')
  writeFileSync(file, entry)
  const server = await startServer({ ...options, env: { BATON_CODE_TESTS: tests } })
  const browser = await startBrowser().catch(async (error) => {
    await server.stop()
    throw error
  })
  try {
    const page = await browser.page()
    const ended = new Promise<number>((done) => {
      void page.exposeFunction(
        'codeAutomationExit',
        (code: number, logs?: { relativePath: string; contents: string }[]) => {
          for (const { relativePath, contents } of logs ?? []) keepLog(relativePath, contents)
          done(code)
        },
      )
    })
    await page.exposeFunction('codeAutomationLog', (type: string, parts: unknown[]) => {
      const text = format(...parts)
      if (text.startsWith(mark)) console.log(text.replaceAll(mark, ''))
      else if (verbose) console.error(`[${type}] ${text}`)
    })
    await page.goto(windowUrl(server.url, { ...window, tests: file }))
    return await Promise.race([ended, timeout(Number(process.env.BATON_CODE_TIMEOUT ?? 180_000))])
  } finally {
    await browser.close()
    await server.stop()
  }
}

function keepLog(path: string, contents: string): void {
  if (!process.env.BATON_CODE_LOGS) return
  const file = join(process.env.BATON_CODE_LOGS, normalize(`/${path}`))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, contents)
}

function timeout(milliseconds: number): Promise<never> {
  return new Promise((_, fail) => {
    setTimeout(() => fail(new Error(`The tests did not end within ${milliseconds} ms.`)), milliseconds).unref()
  })
}

// Whoever reads the output may be gone first; the exit hooks end the server.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

const scratch = mkdtempSync(join(tmpdir(), 'baton-c-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))
try {
  process.exitCode = await main(process.argv.slice(2), scratch)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()
