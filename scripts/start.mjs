// `npm start [-- --dir D --port P]`: installs and builds where needed, then serves the folder the person is in.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { build, installPackages, isBuilt, ownNode, root } from './install.mjs'
import { whenOrphaned } from './orphan.mjs'

try {
  installPackages()
  if (!isBuilt()) build()
  serve(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

/** Runs the server on the person's own Node, not on the tools': what ships runs on theirs, so this shows that it does. */
function serve(args) {
  const server = spawn(ownNode, [join(root, 'dist', 'baton.js'), 'serve', ...args], {
    // npm runs scripts in the checkout; the folder to serve, and what a relative --dir means, is where it was typed.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal))
  process.on('SIGINT', () => {
    // Ctrl-C at a terminal reaches the server too; a second one could be taken for "at once".
    if (!process.stdin.isTTY) server.kill('SIGINT')
  })
  whenOrphaned(() => server.kill('SIGTERM'))
  server.on('error', (error) => {
    console.error(`Baton could not be started with ${ownNode}: ${error.message}`)
    process.exitCode = 1
  })
  server.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
    process.exit()
  })
}
