/** The board's way to the host: through the editor that shows it, or over HTTP in a browser. */
import type { FeedItem } from '../../src/contract/baton.ts'
import type { Deed, Place, Refusal, SavedView, WayState } from '../../src/contract/board.ts'
import type { OperationName, Output } from '../../src/contract/operations/index.ts'

export interface Hearing {
  state(state: WayState): void
  /** In order, without a gap while the state is `up`; after each `up` everything is to be read afresh. */
  heard(items: readonly FeedItem[]): void
}

export interface Wire {
  /** Rejects with a `Refused`. */
  call<N extends OperationName>(operation: N, input?: Record<string, unknown>): Promise<Output<N>>
  /** Undefined in a browser. */
  readonly deed: ((deed: Deed) => Promise<void>) | undefined
  /** Where one is, kept over a reload. */
  readonly place: { get(): Partial<Place>; set(place: Partial<Place>): void }
  /** What a person saved under names, for this store. */
  readonly views: { get(): readonly SavedView[]; set(views: readonly SavedView[]): void }
  /** Names the panel or the browser's tab. */
  readonly title: (text: string) => void
  readonly copy: (text: string) => Promise<void>
  /** Begins to listen. */
  open(hearing: Hearing): void
}

export class Refused extends Error {
  readonly code: Refusal['code']
  readonly details: Refusal['details']

  constructor({ code, message, details }: Refusal) {
    super(message)
    this.name = 'Refused'
    this.code = code
    this.details = details
  }
}
