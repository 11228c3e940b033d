/** Where a store lies, and what is known of its host. */
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
