import { join } from 'node:path'
import { buildSync } from 'esbuild'
import type { Command } from '../../clients/sdk.ts'
import { newFolder, removeFolder, type Started, serverNode, startServer } from '../process.ts'

const root = join(import.meta.dirname, '..', '..', '..')
// Below node_modules, so that the floors find the SDK, which stays the unbundled package that anybody would use.
const built = join(root, 'node_modules', '.cache', 'baton-bench')

/** The floors as JavaScript: the Node that runs the servers need not know about types. */
function build(): void {
  buildSync({
    entryPoints: ['http.ts', 'stdio.ts'].map((name) => join(import.meta.dirname, name)),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: built,
    outExtension: { '.js': '.mjs' },
  })
}
let isBuilt = false

function program(name: 'http' | 'stdio', folder: string): Command {
  if (!isBuilt) build()
  isBuilt = true
  return { command: serverNode, args: [join(built, `${name}.mjs`), join(folder, 'floor.jsonl')] }
}

/** The floor over HTTP, with a file of its own. */
export async function httpFloor(): Promise<Started> {
  const folder = newFolder()
  const server = await startServer(program('http', folder))
  const stop = async () => {
    await server.stop()
    removeFolder(folder)
  }
  return { ...server, stop }
}

/** The floor over stdio, as a command: each call of this is another client's, with another file. */
export const stdioFloor = (): Command => program('stdio', newFolder())
