import { createHash } from 'node:crypto'

/** The one build of SQLite that this product was tested with. Written here and nowhere else. */
export const pin = {
  name: 'sql.js',
  version: '1.16.0',
  /** The debug build keeps the real names of its imports; the release build's are minified anew with every version. */
  file: 'dist/sql-wasm-debug.wasm',
  sha256: 'd60edf60bd7134326204069ece82255dbe7c017f16664fbe6ed90ba89f277417',
} as const

/**
 * Throws unless `wasm` is exactly the pinned build. Called by the build and again at run time: another build might
 * call other functions for its files, and what it wrote would then stay in memory and be lost.
 */
export function verifyBuild(wasm: Uint8Array): void {
  const found = createHash('sha256').update(wasm).digest('hex')
  if (found === pin.sha256) return
  throw new Error(
    `SQLite's WebAssembly file is not the one this version of Baton was tested with ` +
      `(${pin.name} ${pin.version}, sha256 ${pin.sha256}; found ${found}). ` +
      `Reinstall Baton; in a checkout run "npm ci". ` +
      `When upgrading ${pin.name} on purpose, change version and hash in src/store/sqljs/pin.ts and run the store's tests.`,
  )
}
