/** How other programs are connected, as `baton connect` tells it: it alone knows their files and changes them. */
import type { Standing } from '../../reach/connect/parts.ts'
import { runBaton } from '../cli.ts'
import type { Connection } from '../connection.ts'
import type { Servers } from '../server.ts'

export type ClientStanding = Standing

/** A file as it is and as it would be; a side that is missing: there is no such file. */
export interface FileChange {
  readonly file: string
  readonly before?: string
  readonly after?: string
}

export interface Wanted {
  readonly next: string
  readonly parts: readonly { readonly part: string; readonly about: string; readonly plans: readonly FileChange[] }[]
}

export interface Clients {
  standings(): Promise<ClientStanding[]>
  /** What connecting would write. */
  wanted(id: string): Promise<Wanted>
  /** What taking it back would write. */
  undoing(id: string): Promise<FileChange[]>
  connect(id: string, extras: readonly string[]): Promise<string>
  disconnect(id: string): Promise<string>
}

export function clientsOf(servers: Servers, connection: Connection): Clients {
  const run = (...args: string[]) => runBaton(servers, connection, ['connect', ...args])
  return {
    standings: async () => JSON.parse(await run('--json')),
    wanted: async (id) => JSON.parse(await run(id, '--dry-run', '--json')),
    undoing: async (id) => JSON.parse(await run(id, '--undo', '--dry-run', '--json')).plans,
    connect: (id, extras) => run(id, ...extras.map((extra) => `--${extra}`)),
    disconnect: (id) => run(id, '--undo'),
  }
}

export const changes = ({ before, after }: FileChange) => before !== after
