// Runs vitest and counts what it did.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownNode, root, toolEnvironment, toolNode } from './install.mjs'
import { whenOrphaned } from './orphan.mjs'

/** The whole run takes 15 minutes on two cores. One that takes twice as long hangs. */
const limit = 30 * 60_000

export async function runTests(args, env = {}, milliseconds = limit) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-run-'))
  const report = join(folder, 'count.json')
  const extra = {
    BATON_COUNT: report,
    // The shipped bundle has to run on the machine's own Node too, which may be older than the one tests run on.
    BATON_SYSTEM_NODE: ownNode,
    // A log is for reading. (CI=true alone would turn colours on.)
    ...(!process.stdout.isTTY && !process.env.FORCE_COLOR && { NO_COLOR: '1' }),
    ...env,
  }
  try {
    const code = await run(args, { ...toolEnvironment(), ...extra }, milliseconds)
    if (!existsSync(report)) return { passed: 0, failed: 1 }
    const { passed, failed, skipped } = JSON.parse(readFileSync(report, 'utf8'))
    // A test that didn't run shows nothing: in a whole run it counts as failed. Who names files may want only a part.
    const unseen = args.length > 0 ? [] : skipped
    for (const name of unseen) console.log(`Skipped, so failed: ${name}`)
    const failures = failed + unseen.length
    return { passed, failed: code !== 0 && failures === 0 ? 1 : failures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(args, env, milliseconds) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts', 'count.mjs')}`]
  return new Promise((resolve, reject) => {
    const child = spawn(toolNode, [vitest, 'run', ...reporters, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const timer = setTimeout(() => {
      console.error(`The tests took longer than ${milliseconds / 60_000} minutes and were ended.`)
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
    }, milliseconds)
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal))
    whenOrphaned(() => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(code ?? 1)
    })
  })
}
