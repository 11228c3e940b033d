import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { homeVariables } from './home.ts'
import { cleanUp, type Later } from './later.ts'

export type { Later }

/** A folder of its own, with a short real path (sockets and some tools bear no long one), removed afterwards. */
export function tempDir(later?: Later): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baton-')))
  cleanUp(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }), later)
  return folder
}

/** The environment of a person with an empty home folder: `{ ...process.env, ...homeFor() }`. */
export function homeFor(folder: string = tempDir()): Record<string, string> {
  return homeVariables(folder)
}

const given = new Set<number>()

/** A port of 127.0.0.1 that was free a moment ago, and that no other test of this file got. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer()
      server.on('error', reject)
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() =>
          typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
        )
      })
    })
    if (given.has(port)) continue
    given.add(port)
    return port
  }
}
