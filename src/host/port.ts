import type { Server } from 'node:http'
import { TaskError } from '../core/error.ts'
import { listen } from './server.ts'

const preferred = 8766

export interface Wish {
  /** Asked for by a person: this one or none. */
  readonly asked?: number | undefined
  /** Where the store was served before: clients have it in their settings. */
  readonly kept?: number | undefined
  readonly address: string
}

/** Listens on the port asked for, else on the kept one, else on 8766, else on any that is free. */
export async function listenSomewhere(server: Server, { asked, kept, address }: Wish): Promise<number> {
  for (const port of asked === undefined ? [kept ?? preferred, 0] : [asked]) {
    try {
      return await listen(server, port, address)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (asked !== undefined && code === 'EADDRINUSE') {
        throw new TaskError(
          'unavailable',
          `Port ${asked} is taken by another program. Choose another with --port, or leave it out.`,
          { port: asked },
        )
      }
      if (asked !== undefined && code === 'EACCES')
        throw new TaskError('unavailable', `Port ${asked} needs more rights. Choose one above 1024.`, { port: asked })
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    }
  }
  throw new TaskError('unavailable', 'No port is free on this machine.')
}
