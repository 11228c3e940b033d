/** How commands get at Baton: over the link, as whoever sits at the terminal. */
import { userInfo } from 'node:os'
import type { Caller } from '../contract/baton.ts'
import type { Place } from '../contract/places.ts'
import { product } from '../host/product.ts'
import type { Starter } from '../reach/ensure.ts'
import { failure } from '../reach/failure.ts'
import { type LinkBaton, linkBaton } from '../reach/link.ts'

/** The script that this process runs, which also runs hosts. */
export const script = process.argv[1] ?? ''

export const starter = (mayRestart: boolean): Starter => ({ node: process.execPath, script, mayRestart })

/** Who types is a person; what is piped in is an agent or a script. */
const role = process.stdin.isTTY ? ('person' as const) : ('agent' as const)

export interface Reached {
  readonly baton: LinkBaton
  readonly caller: Caller
}

/** A host elsewhere where the environment names one. */
export function remote(env = process.env): { url: string; token: string } | undefined {
  const url = env.TASK_COORDINATOR_URL
  if (!url) return undefined
  if (!URL.canParse(url))
    throw failure(
      'invalid_input',
      `TASK_COORDINATOR_URL is "${url}", which is no address. It looks like http://host:8766`,
    )
  if (!env.BATON_TOKEN)
    throw failure(
      'invalid_input',
      `TASK_COORDINATOR_URL names ${url}; set BATON_TOKEN to its token too ("baton status --json" on that machine shows it).`,
    )
  return { url: url.endsWith('/') ? url : `${url}/`, token: env.BATON_TOKEN }
}

/** For commands on the files of this machine, which a host elsewhere knows nothing of. */
export function mustBeHere(command: string, env = process.env): void {
  if (!env.TASK_COORDINATOR_URL) return
  throw failure(
    'invalid_input',
    `"baton ${command}" works on files of this machine, and TASK_COORDINATOR_URL names ${env.TASK_COORDINATOR_URL}. Run it where that host runs, or unset TASK_COORDINATOR_URL to mean this folder.`,
  )
}

export function reachBaton(
  place: () => Place,
  options: { start?: boolean; name?: string; as?: 'agent'; through?: 'stdio' } = {},
): Reached {
  const client = { name: options.name ?? nameOfUser(), version: product }
  const as = options.as ?? role
  const baton = linkBaton({
    to: remote() ?? place(),
    ...(options.start !== false && { starter: starter(as === 'person') }),
    role: as,
    client,
    product,
    ...(options.through && { through: options.through }),
  })
  return { baton, caller: { role: as, principal: 'local', client, connection: baton.connection } }
}

function nameOfUser(): string {
  try {
    return role === 'person' ? userInfo().username : 'terminal'
  } catch {
    return 'terminal'
  }
}

/** Runs `work` on a connection that ends with it. */
export async function withBaton<T>(
  place: () => Place,
  work: (reached: Reached) => Promise<T>,
  options?: { start?: boolean },
): Promise<T> {
  const reached = reachBaton(place, options)
  try {
    return await work(reached)
  } finally {
    reached.baton.close()
  }
}
