// What must hold besides the tests. Each counts as one test of the run.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, toolEnvironment, toolNode } from './install.mjs'

const bin = (...path) => join(root, 'node_modules', ...path)

const checks = [
  { name: 'build', args: ['esbuild.mjs'] },
  { name: 'lock file', args: ['scripts/lock.mjs', '--check'] },
  {
    name: 'format, lint, layers',
    args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  },
  { name: 'types', args: [bin('typescript', 'bin', 'tsc')] },
  { name: 'types of the webview', args: [bin('typescript', 'bin', 'tsc'), '-p', 'webview'] },
  { name: 'docs as the table says', args: ['scripts/docs.mjs', '--check'] },
  { name: 'unused code', args: [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
]

/** Runs them all, shows the output of those that fail, and returns how many passed and failed. */
export function runChecks() {
  const count = { passed: 0, failed: 0 }
  for (const { name, args } of checks) {
    const started = Date.now()
    const { status, stdout, stderr, error } = spawnSync(toolNode, args, {
      cwd: root,
      env: toolEnvironment(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
    const passed = status === 0
    count[passed ? 'passed' : 'failed']++
    console.log(` ${passed ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
    if (!passed) console.log(`${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`.trimEnd())
  }
  return count
}
