// Packs what .vscodeignore names into a .vsix, by the tool of the editor's makers.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root, toolEnvironment, toolNode } from './install.mjs'

const tool = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce')

/** Packs dist as it is, and returns what the tool said. A warning is an error: a user of the shop would see its cause. */
export function pack(file) {
  // Everything that runs is bundled, so no dependency comes along.
  const args = [tool, 'package', '--no-dependencies', '--out', file]
  const { status, stdout, stderr, error } = spawnSync(toolNode, args, {
    cwd: root,
    env: toolEnvironment(),
    encoding: 'utf8',
    // Not a terminal: there the tool would ask a registry whether it is the latest.
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = `${stdout}${stderr}${error?.message ?? ''}`.trim()
  if (status !== 0 || /warn/i.test(said)) throw new Error(`The extension was not packed cleanly:\n${said}`)
  return said
}
