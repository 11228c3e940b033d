/** A command at a place of the user's that stays, while versions and folders of what it runs come and go. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { userFolder } from '../records.ts'

const launcherFile = () => join(userFolder(), 'bin', process.platform === 'win32' ? 'baton.cmd' : 'baton')

/** Makes the launcher run `script` with `node`. Written only where that changed. */
export function refreshLauncher(node: string, script: string): string {
  const file = launcherFile()
  const text = process.platform === 'win32' ? forWindows(node, script) : forShell(node, script)
  if (textOf(file) === text) return file
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, text, { mode: 0o700 })
  chmodSync(fresh, 0o700)
  renameSync(fresh, file)
  return file
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/** The editor's own Node is its executable with this variable set. */
const forShell = (node: string, script: string) => `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 exec ${quoted(node)} ${quoted(script)} "$@"
`

const forWindows = (node: string, script: string) =>
  `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${node}" "${script}" %*\r\n`

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
