/**
 * The waist: the one interface between whoever asks (MCP, REST, the editor, the command line) and whoever knows.
 * In the host it is the core over the store; in a bridge or the editor the same interface over the link. No face knows
 * which one it holds.
 */
import type { ErrorCode, EventKind, Role, WayName } from './words.ts'

export interface Caller {
  readonly role: Role
  /** Which credential was shown: `local` for the store's own token, `browser` for a login, else the token's name. */
  readonly principal: string
  readonly client: { readonly name: string; readonly version?: string }
  /** Made once by the client's end and shown again on reconnect, so it outlives the host. */
  readonly connection: string
  /** No session stands behind `connection` (REST): nobody can tell when this caller went away. */
  readonly stateless?: boolean
  /** The folder the client works in, where it is known. */
  readonly worktree?: string
  /** How it came, for whoever looks at who is there. */
  readonly way?: Way
}

export interface Way {
  readonly through: WayName
  /** As people call it: `MCP 2025-06-18`. */
  readonly protocol: string
  /** The login or token, where several share a connection. */
  readonly id?: string
}

export interface CallOptions {
  /** Makes the call exactly-once: sent again with the same id it gets its first answer (kept for 24 hours). */
  readonly id?: string
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total?: number, message?: string) => void
}

/** Counts changes of one store from 1, without a gap. */
export type Seq = number

/** Something that happened to a task. `changed` holds [before, after] for every field that the change touched. */
export interface BatonEvent {
  readonly seq: Seq
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string
  readonly task_id: string | null
  readonly actor: string
  readonly kind: EventKind
  readonly changed: Readonly<Record<string, readonly [before: unknown, after: unknown]>>
  /** What the kind needs beside the fields: a reason, a checkpoint's number, which tasks became ready. */
  readonly details: Readonly<Record<string, unknown>>
}

/** What was asked for is no longer kept, or was too much to send: read afresh, then go on from `seq`. */
export interface FeedReset {
  readonly kind: 'reset'
  readonly seq: Seq
}
/** `isFeedReset` tells them apart: a task's own reset is of the same kind. */
export type FeedItem = BatonEvent | FeedReset

export interface Baton {
  /** Every read and every change. Rejects with a `Failure`. */
  call(operation: string, input: unknown, caller: Caller, options?: CallOptions): Promise<Record<string, unknown>>
  /** Everything that happened after `since` and everything that will, until `signal` is aborted. `null`: from now on. */
  feed(since: Seq | null, signal: AbortSignal): AsyncIterable<FeedItem>
}

/** How a refusal looks to everybody: an Error with a code to act on and a message that says what to do. */
export interface Failure extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
}
