/** Connecting a client, and taking that back: what would be written, before anything is. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { failure } from '../failure.ts'
import type { Address, Client, Spot, Surroundings } from './clients.ts'
import { existedBefore, type Plan, textOf, trueFile } from './files.ts'
import { type Entry, edited, entryIn, isHollow } from './format.ts'

export interface Wish {
  /** Connect by HTTP to this address rather than by stdio. */
  readonly http?: Address | undefined
}

/** Throws `invalid_input` for a file that is broken, by name and line, and for a client that has no HTTP. */
export function planConnect(client: Client, around: Surroundings, { http }: Wish = {}): Plan[] {
  if (http && !client.http)
    throw failure('invalid_input', `${client.title} speaks to no server by HTTP. Connect it without --http.`)
  const byHttp = client.http?.spot(around)
  const spot = (http && byHttp) || client.spot(around)
  const fresh = http && client.http ? client.http.entry(http) : client.stdio(launchOf(client, spot, around))
  const file = trueFile(spot.file)
  const before = textOf(file)
  const there = before === undefined ? undefined : entryIn(client.format, spot.file, before, spot.path)
  const entry = withTheirs(fresh, there)
  const same = isDeepStrictEqual(JSON.parse(JSON.stringify(there ?? null)), entry)
  const after = same ? before : edited(client.format, spot.file, before ?? '', spot.path, entry)
  const plan = { file, before, after, secret: http?.token }
  // What was connected by HTTP would otherwise stand in the way: the user's own file comes before the project's.
  const other = http || !byHttp || byHttp.file === spot.file ? undefined : without(client, byHttp)
  return other ? [plan, other] : [plan]
}

/** Takes our entry out, wherever we could have put it. */
export function planDisconnect(client: Client, around: Surroundings): Plan[] {
  const spots = [client.spot(around), ...(client.http ? [client.http.spot(around)] : [])]
  const different = spots.filter(({ file }, i) => spots.findIndex((spot) => spot.file === file) === i)
  return different.map((spot) => without(client, spot)).filter((plan) => plan !== undefined)
}

function without(client: Client, spot: Spot): Plan | undefined {
  const file = trueFile(spot.file)
  const before = textOf(file)
  if (before === undefined) return undefined
  const after = edited(client.format, spot.file, before, spot.path, undefined)
  if (after === before) return undefined
  // Nothing is left in a file that was not there before us.
  const ours = existedBefore(file) === false && isHollow(client.format, file, after)
  return { file, before, after: ours ? undefined : after }
}

/** What says where the server is; the rest of an entry (env, timeout, which tools) may be the user's own choice. */
const ways = new Set(['type', 'command', 'args', 'url', 'serverUrl', 'httpUrl', 'headers', 'http_headers'])

function withTheirs(entry: Entry, there: unknown): Entry {
  if (typeof there !== 'object' || there === null || Array.isArray(there)) return entry
  return { ...entry, ...Object.fromEntries(Object.entries(there).filter(([key]) => !ways.has(key))) }
}

/** The launcher at its stable place; in a file that is shared in the client's own words for the home folder. */
function launchOf(client: Client, { level }: Spot, around: Surroundings) {
  const { platform, home, workspace } = around
  const name = platform === 'win32' ? 'baton.cmd' : 'baton'
  const shared = level === 'project'
  const slash = platform === 'win32' ? '\\' : '/'
  const command =
    shared && client.homeWord
      ? [client.homeWord(around), '.baton', 'bin', name].join(slash)
      : join(home, '.baton', 'bin', name)
  const folder = client.folder === 'named' ? workspace : client.folder
  return { command, args: folder === undefined ? ['stdio'] : ['stdio', '--dir', folder] }
}
