/** Where a store lies, and what is known of its host. */
import { isOneOf, isPid, isShape, isText, isWhole, orNone } from './kept.ts'

export interface Place {
  /** The folder whose work this is; artifacts come from within it. Null: none, so only texts and links are attached. */
  readonly workspace: string | null
  readonly database: string
  readonly artifacts: string
  readonly backups: string
}

/** The user's own note of a store's host, mode 0600: kept when the host has gone, so that address and token stay. */
export interface HostRecord {
  readonly url: string
  readonly port: number
  readonly token: string
  readonly pid: number
  readonly product: string
  readonly protocol: number
  readonly database: string
  readonly started_at: string
  /** Gone in good order; `by_person`: bridges must not start it again. */
  readonly stopped?: 'idle' | 'by_person' | 'for_newer'
  /** The version for whose host this one left. */
  readonly room_for?: string
}

const leaving = ['idle', 'by_person', 'for_newer']

export const isHostRecord = isShape<HostRecord>({
  url: (value) => typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value),
  port: isWhole(1, 65_535),
  token: (value) => typeof value === 'string' && value !== '',
  pid: isPid,
  product: isText,
  protocol: isWhole(0),
  database: isText,
  started_at: isText,
  stopped: orNone(isOneOf(leaving)),
  room_for: orNone(isText),
})
