/**
 * What a task's page and whoever shows it say to each other, as plain values. The page is told whole pictures, never
 * deltas, so it may be hidden and come back at any time; it asks for actions by name and decides nothing.
 */
import type { Output } from './operations/index.ts'

/** A task of one store, wherever a message or a command has to name it. */
export interface TaskRef {
  readonly task: string
  /** The store's database, by its path. */
  readonly store: string
}

/** A task with all that its page shows. */
export interface TaskPicture {
  readonly task: Output<'get_task'>
  /** Newest first, as the two lists that follow. */
  readonly checkpoints: Output<'list_checkpoints'>['checkpoints']
  readonly history: Output<'get_history'>['events']
  /** The story began before the oldest of `history`. */
  readonly older: boolean
  readonly around: Pick<Output<'list_dependencies'>, 'depends_on' | 'dependents'>
}

export type PageState =
  | { readonly kind: 'up' }
  | { readonly kind: 'connecting' | 'stopped' | 'off' }
  | { readonly kind: 'down'; readonly why: string }
  /** Its folder is not part of this window any more, or not trusted. */
  | { readonly kind: 'away' }

export type ToPage =
  | { readonly kind: 'picture'; readonly picture: TaskPicture; readonly state: PageState }
  | { readonly kind: 'state'; readonly state: PageState }
  /** There is no such task. */
  | { readonly kind: 'gone' }
  /** What was asked for under `id` is over, whatever came of it; refusals are told by the editor. */
  | { readonly kind: 'settled'; readonly id: number }

export type PageAction =
  | 'resume'
  | 'copyBrief'
  | 'claim'
  | 'saveCheckpoint'
  | 'handOff'
  | 'complete'
  | 'release'
  | 'reset'
  | 'answer'
  | 'approve'
  | 'reject'
  | 'start'
  | 'showLog'

export type PageWish =
  | { readonly kind: 'act'; readonly action: PageAction }
  /** One of the options that came with the question. */
  | { readonly kind: 'answer'; readonly question_id: string; readonly answer: string }
  | { readonly kind: 'artifact'; readonly artifact_id: string }
  /** A file that a checkpoint names, as it was then beside how it is now. */
  | { readonly kind: 'file'; readonly path: string; readonly commit?: string }
  | { readonly kind: 'task'; readonly task_id: string }

export type FromPage =
  /** It can be drawn into, from the beginning. */
  { readonly kind: 'ready' } | { readonly kind: 'wish'; readonly id: number; readonly wish: PageWish }

/** What of a page outlives a reload of the window: where it is, nothing of what it shows. */
export interface PagePlace extends TaskRef {
  readonly asList?: boolean
}
