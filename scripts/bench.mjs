// `npm run bench [-- names]`: installs, builds, then measures the goals by test/bench/main.ts.
import { spawnSync } from 'node:child_process'
import { build, installPackages, ownNode, root, toolEnvironment, toolNode } from './install.mjs'

try {
  installPackages()
  build()
  const args = ['test/bench/main.ts', ...process.argv.slice(2)]
  const env = { ...toolEnvironment(), BATON_SYSTEM_NODE: ownNode }
  process.exitCode = spawnSync(toolNode, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
