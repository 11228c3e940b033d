// Runs a suite inside a real VS Code:
//
//   const { outcomes, output } = await runHost({ workspace, extension, suite: join(import.meta.dirname, 'x.suite.ts') })
//
// - `extension` is a folder to develop from or a packaged .vsix, which is installed first.
// - The suite exports `tests: Tests` (see suite.ts); it may import vscode, node's modules and anything of the project.
// - It rejects, with the output, where a test failed or the editor ended otherwise. Give the test some minutes of time:
//   a run takes about 10 s, and the very first one installs the host (20 s).
//
// @vscode/test-electron starts it. Which editor: BATON_VSCODE=desktop downloads VS Code, BATON_VSCODE=offline takes the
// host of this folder (install.ts, code.ts). Without either Windows and macOS have the desktop, others the offline host,
// which needs neither a display nor a download. Tests that act as a person always run offline, by server.ts and browser.ts.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import {
  downloadAndUnzipVSCode,
  runTests as launch,
  resolveCliArgsFromVSCodeExecutablePath,
} from '@vscode/test-electron'
import { build } from 'esbuild'
import { codeVersion, provideServer } from './install.ts'
import { writeSettings } from './settings.ts'
import type { Outcome } from './suite.ts'

export interface HostRun {
  /** The folder to open; without it the window is empty. */
  workspace?: string
  /** A development folder, or a .vsix to install. */
  extension: string
  /** The module that exports `tests`. */
  suite: string
  env?: Record<string, string>
  settings?: Record<string, unknown>
  /** Where the editor's logs are kept. */
  logs?: string
}

export interface HostResult {
  outcomes: Outcome[]
  /** The console of the suite. */
  output: string
}

const usesDesktop =
  process.env.BATON_VSCODE === 'desktop' ||
  (process.env.BATON_VSCODE !== 'offline' && ['darwin', 'win32'].includes(process.platform))

export async function runHost(options: HostRun): Promise<HostResult> {
  const { workspace, extension, suite, env = {}, settings = {}, logs } = options
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baton-r-')))
  const [userData, extensions, report] = [join(folder, 'u'), join(folder, 'e'), join(folder, 'report.json')]
  const output = collector()
  try {
    const editor = await provideEditor(folder)
    const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${extensions}`]
    writeSettings(userData, settings)
    let development = extension
    if (extension.endsWith('.vsix')) {
      const args = [...editor.args, ...folders, '--install-extension', extension]
      const { status, stdout, stderr } = spawnSync(editor.command, args, { encoding: 'utf8' })
      if (status !== 0) throw new Error(`${extension} could not be installed:\n${stdout}${stderr}`)
      development = emptyExtension(folder)
    }
    await launch({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: development,
      extensionTestsPath: await bundle(suite, folder),
      launchArgs: [...(workspace ? [workspace] : []), ...folders],
      extensionTestsEnv: { ...env, BATON_SUITE_REPORT: report, ...(logs && { BATON_CODE_LOGS: logs }) },
      stdout: output.stream,
      stderr: output.stream,
    })
    return { outcomes: JSON.parse(readFileSync(report, 'utf8')), output: output.text() }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${output.text()}`)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Editor {
  executable: string
  /** Its command line. */
  command: string
  args: string[]
}

async function provideEditor(folder: string): Promise<Editor> {
  if (usesDesktop) {
    const executable = await downloadAndUnzipVSCode({ version: codeVersion })
    const [command = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable)
    return { executable, command, args: args.filter((argument) => !/^--(extensions|user-data)-dir/.test(argument)) }
  }
  // Before the run's clock starts.
  provideServer()
  // The stand-in is TypeScript, so it needs this Node, whichever `node` the PATH has.
  const executable = join(folder, 'code')
  const quoted = [process.execPath, join(import.meta.dirname, 'code.ts')].map(
    (path) => `'${path.replaceAll("'", `'\\''`)}'`,
  )
  writeFileSync(executable, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`)
  chmodSync(executable, 0o755)
  return { executable, command: executable, args: [] }
}

/** The suite and its runner in one CommonJS file, as the editor loads it by require(). */
async function bundle(suite: string, folder: string): Promise<string> {
  const outfile = join(folder, 'suite.cjs')
  const runner = join(import.meta.dirname, 'suite.ts')
  await build({
    stdin: {
      contents: `import { tests } from ${JSON.stringify(suite)}
import { runTests } from ${JSON.stringify(runner)}
export const run = () => runTests(tests)`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'silent',
  })
  return outfile
}

/** The editor runs tests only for an extension under development. */
function emptyExtension(folder: string): string {
  const path = join(folder, 'x')
  mkdirSync(path)
  const manifest = { name: 'nothing', publisher: 'baton-test', version: '0.0.1', engines: { vscode: '^1.101.0' } }
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest))
  return path
}

function collector() {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}
