#!/usr/bin/env node
// What dist/baton.js starts with, and nothing more: what is imported here is compiled before the cache is on.
import module from 'node:module'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** The folder for what can be made again, as each system wants it. */
function cacheFolder(): string {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME
  if (platform() === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA
  return platform() === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
}

try {
  // From Node 22.1; Node 20 starts without. It must be the user's own folder: whoever writes there runs code as them.
  module.enableCompileCache?.(join(cacheFolder(), 'baton', 'compiled'))
} catch {
  // A user without a home folder starts slower, not worse.
}
await import('./main.ts')
