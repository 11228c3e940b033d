/** What happened that nobody sees otherwise, in a line at the foot of the board, and to those who listen. */
import { signal } from '@preact/signals'
import { Refused } from './wire/wire.ts'

export interface Notice {
  readonly id: number
  readonly text: string
  readonly kind: 'said' | 'refused'
  /** The task that did not do what was asked. */
  readonly task?: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export const notices = signal<readonly Notice[]>([])
let last = 0
/** Milliseconds: long enough to read, and a refusal stays until it is closed. */
const shown = 6_000

function add(notice: Omit<Notice, 'id'>): void {
  const id = ++last
  notices.value = [...notices.peek().slice(-2), { ...notice, id }]
  if (notice.kind === 'said') setTimeout(() => dismiss(id), shown)
}

export const say = (text: string, action?: Notice['action']) => add({ text, kind: 'said', ...(action && { action }) })

export function complain(error: unknown, task?: string): void {
  const text = error instanceof Error ? error.message : String(error)
  const about = task ?? (error instanceof Refused ? error.details.task_id : undefined)
  add({ text, kind: 'refused', ...(typeof about === 'string' && { task: about }) })
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id)
}
