import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { pin } from './pin.ts'

/** Path of SQLite's WebAssembly file: `sqlite.wasm` beside the running bundle, in a checkout the package's own. */
export function locateWasm(): string {
  const bundled = fileURLToPath(new URL('sqlite.wasm', import.meta.url))
  return existsSync(bundled) ? bundled : createRequire(import.meta.url).resolve(`${pin.name}/${pin.file}`)
}
