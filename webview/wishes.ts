/** What a person may ask for, and what is done then: an operation, a question first, or something that only an editor can. */
import { signal } from '@preact/signals'
import type { Deed } from '../src/contract/board.ts'
import type { OperationName } from '../src/contract/operations/index.ts'
import { go } from './app/route.ts'
import { type Dialog, dialog } from './dialogs/dialog.ts'
import { l10n } from './l10n.ts'
import { complain, say } from './notices.ts'
import { cards, follower, given, picture, wire } from './state.ts'

export type Action =
  | 'resume'
  | 'copyBrief'
  | 'claim'
  | 'saveCheckpoint'
  | 'handOff'
  | 'complete'
  | 'release'
  | 'extend'
  | 'reset'
  | 'answer'
  | 'approve'
  | 'reject'
  | 'edit'
  | 'cancel'
  | 'create'
  | 'start'
  | 'showLog'
  | 'connect'

export type Wish =
  | { readonly kind: 'act'; readonly action: Action }
  /** One of the options that came with the question, or what was typed. */
  | { readonly kind: 'answer'; readonly question_id: string; readonly answer: string }
  | { readonly kind: 'artifact'; readonly artifact_id: string }
  | { readonly kind: 'file'; readonly path: string; readonly commit?: string }
  | { readonly kind: 'task'; readonly task_id: string }

/** What of a task tells how a wish is done. Cards and whole tasks have it. */
export interface Subject {
  readonly task_id: string
  readonly title?: string | undefined
  readonly current_owner?: string | undefined
  readonly brief?: string | undefined
  readonly worktree?: string | undefined
}

/** What was asked for and is not settled yet. */
const pending = signal<ReadonlySet<string>>(new Set())
const keyOf = (what: Wish, id: string | undefined) => `${id} ${JSON.stringify(what)}`
export const isSent = (what: Wish, id?: string) => pending.value.has(keyOf(what, id))

/** Until it is settled, what was pressed cannot be pressed again. Refusals are told where everything is told. */
export function wish(what: Wish, about: Subject | undefined = picture.peek()?.task): void {
  const key = keyOf(what, about?.task_id)
  if (pending.peek().has(key)) return
  const work = fulfil(what, about)
  if (!work) return
  pending.value = new Set(pending.peek()).add(key)
  work
    .catch((error: unknown) => complain(error))
    .finally(() => {
      const rest = new Set(pending.peek())
      rest.delete(key)
      pending.value = rest
    })
}

function fulfil(what: Wish, about: Subject | undefined): Promise<unknown> | undefined {
  switch (what.kind) {
    case 'task':
      return show(what.task_id)
    case 'file':
      return deed({ ...what, ...(about?.worktree !== undefined && { worktree: about.worktree }) })
    case 'act':
      return about ? act(what.action, about) : general(what.action)
  }
  if (!about) return undefined
  const { task_id } = about
  switch (what.kind) {
    case 'answer':
      // Named, so that a question that was replaced meanwhile is not answered by mistake.
      return call('answer_input', { task_id, question_id: what.question_id, answer: what.answer })
    case 'artifact':
      return wire.deed
        ? wire.deed({ kind: 'artifact', task_id, artifact_id: what.artifact_id })
        : ask({ kind: 'artifact', artifact_id: what.artifact_id })
  }
}

/** About the server or the whole board, not about a task. */
function general(action: Action): Promise<unknown> | undefined {
  if (action === 'create') return ask({ kind: 'edit' })
  if (action === 'start' || action === 'showLog' || action === 'connect') return deed({ kind: action })
  return undefined
}

/** Undefined where it asks first. */
export function act(action: Action, about: Subject): Promise<unknown> | undefined {
  const { task_id, current_owner } = about
  switch (action) {
    case 'resume':
      return wire.deed ? wire.deed({ kind: 'resume', task_id }) : copyBrief(about)
    case 'copyBrief':
      return copyBrief(about)
    case 'claim':
      return call('claim_task', { task_id, agent: given.name, lease_seconds: given.lease_seconds })
    case 'release':
      return current_owner === given.name ? call('release_task', { task_id }) : ask({ kind: 'takeAway', about })
    case 'complete':
      return call('complete_task', { task_id })
    case 'reset':
      return call('reset_failed_task', { task_id })
    case 'approve':
      return call('approve', { task_id })
    case 'extend':
      return call('extend_lease', { task_id, seconds: 900 })
    case 'saveCheckpoint':
    case 'handOff':
    case 'answer':
    case 'reject':
    case 'cancel':
      return ask({ kind: action, about })
    case 'edit':
      return ask({ kind: 'edit', about })
    default:
      return general(action)
  }
}

/** Every write goes this way: what it did is read again at once, whether or not the feed is quick. */
export async function call(operation: OperationName, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const output = await wire.call(operation, clean(input))
  if (typeof input.task_id === 'string' && given.task === undefined) follower.refresh(input.task_id)
  return output as Record<string, unknown>
}

/**
 * Shows at once how the task will stand, and takes it back visibly where the host refuses. What happened meanwhile by
 * others is read again in either case. Whether it was done.
 */
export async function optimistically(id: string, change: object, work: () => Promise<unknown>): Promise<boolean> {
  const before = cards.card(id)
  if (before) cards.put([[id, { ...before, ...change }]])
  try {
    await work()
    return true
  } catch (error) {
    if (before) cards.put([[id, before]])
    complain(error, id)
    return false
  } finally {
    follower.refresh(id)
  }
}

async function copyBrief({ task_id, brief, title = '' }: Subject): Promise<void> {
  const text = brief ?? (await wire.call('get_task', { task_id })).brief
  await wire.copy(text ?? l10n.t('Carry on with task {0}: {1}', task_id, title))
  say(l10n.t('The brief is on the clipboard. Paste it into a new chat.'))
}

function show(task_id: string): Promise<unknown> | undefined {
  if (given.task !== undefined) return deed({ kind: 'task', task_id })
  go({ task: task_id })
  return undefined
}

const deed = (what: Deed): Promise<void> | undefined => wire.deed?.(what)

function ask(what: Dialog): undefined {
  dialog.value = what
}

const clean = (input: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
