import { execFileSync } from 'node:child_process'
import { accessSync, chmodSync, constants } from 'node:fs'
import { cleanUp } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'

/** A folder that nobody can write to, root included: then on a mount, or where the system has made one of its own so. */
export function readOnlyFolder(): string {
  const folder = tempDir()
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o500)
    cleanUp(() => chmodSync(folder, 0o700))
    return folder
  }
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' })
    cleanUp(() => void execFileSync('umount', [folder]))
    execFileSync('mount', ['-o', 'remount,bind,ro', folder], { stdio: 'ignore' })
    return folder
  } catch {
    // A container may mount nothing, and sees the kernel's folders read-only instead.
    const own = '/sys/kernel'
    if (canWrite(own)) throw new Error('No read-only folder can be had here: this is root, and may mount nothing.')
    return own
  }
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
