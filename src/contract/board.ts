/**
 * What the board and the editor that shows it say to each other, as plain values. The board calls operations and hears
 * the feed like any other client; what is drawn and what a person is asked is its own affair. In a browser the same
 * board uses REST and `/events` instead.
 */
import type { FeedItem } from './baton.ts'
import type { OperationName } from './operations/index.ts'
import type { ErrorCode } from './words.ts'

/** A task of one store, wherever a message or a command has to name it. */
export interface TaskRef {
  readonly task: string
  /** The store's database, by its path. */
  readonly store: string
}

/** How the way to the host is. */
export type WayState =
  | { readonly kind: 'up' }
  | { readonly kind: 'connecting' | 'stopped' | 'off' }
  | { readonly kind: 'down'; readonly why: string }
  /** In an editor: the folder is not part of this window any more, or not trusted. */
  | { readonly kind: 'away' }
  /** In a browser: not logged in any more. */
  | { readonly kind: 'out' }

/** What only an editor can do for a person. */
export type Deed =
  /** Puts the task's brief into a chat, or on the clipboard where there is none. */
  | { readonly kind: 'resume'; readonly task_id: string }
  | { readonly kind: 'artifact'; readonly task_id: string; readonly artifact_id: string }
  /** A file that a checkpoint names, as it was then beside how it is now. */
  | { readonly kind: 'file'; readonly path: string; readonly commit?: string; readonly worktree?: string }
  /** Shows a task on a page of its own. */
  | { readonly kind: 'task'; readonly task_id: string }
  /** Keeps them for the next panel of this store. */
  | { readonly kind: 'keepViews'; readonly views: readonly SavedView[] }
  | { readonly kind: 'start' | 'showLog' | 'connect' }

/** A view of the board under a person's own name. */
export interface SavedView {
  readonly name: string
  /** As in `Place`. */
  readonly address: string
}

export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

export type ToBoard =
  | { readonly kind: 'state'; readonly state: WayState }
  | { readonly kind: 'heard'; readonly items: readonly FeedItem[] }
  | { readonly kind: 'answered'; readonly id: number; readonly output: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }

export type FromBoard =
  /** It can be drawn into, from the beginning. */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'call'
      readonly id: number
      readonly operation: OperationName
      readonly input: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'do'; readonly id: number; readonly deed: Deed }
  | { readonly kind: 'title'; readonly title: string }

/** What the frame hands over, as data: which store, who looks, and the texts in the person's language. */
export interface Given {
  readonly store: string
  /** A page of one task, without the board around it. */
  readonly task?: string
  /** The person's name as tasks show it. */
  readonly name: string
  /** Shown by an editor, which can do more than a browser. */
  readonly editor?: boolean
  /** Seconds that a person's own claim lasts. */
  readonly lease_seconds?: number
  /** In an editor, which keeps them; a browser does so itself. */
  readonly views?: readonly SavedView[]
  readonly texts: Readonly<Record<string, string>>
  readonly language: string
}

/** As text within a script element of type application/json, which only this sign could end. */
export const asData = (given: Given): string => JSON.stringify(given).replaceAll('<', '\\u003c')

/** What outlives a reload of the window: where one is, nothing of what it shows. */
export interface Place {
  readonly store: string
  /** A page of one task. */
  readonly task?: string
  /** The board's own address, as in a browser: `#/task/T-1`. */
  readonly address?: string
  readonly asList?: boolean
  /** Groups that show only their heading, and those that would, but were opened. */
  readonly folded?: readonly string[]
  /** Whether single letters are keys: unless switched off. */
  readonly letters?: boolean
}
