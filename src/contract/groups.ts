/**
 * Which group a task stands in and in which order, for the tree and the board alike. This file, `feed.ts`, `following.ts`,
 * `grouped.ts` and `rereading.ts` are the only values of contract that a webview takes: they import nothing else.
 */
import type { Priority, Status } from './words.ts'

export const groupNames = ['needs', 'progress', 'handedOff', 'ready', 'blocked', 'done'] as const
export type GroupName = (typeof groupNames)[number]

/** What of a task tells where it stands. Times are RFC 3339 in UTC, so they sort as text. */
export interface Placed {
  readonly task_id: string
  readonly status: Status
  readonly ready?: boolean | undefined
  readonly priority?: Priority | undefined
  readonly created_at?: string | undefined
  readonly finished_at?: string | undefined
}

export function groupOf({ status, ready }: Pick<Placed, 'status' | 'ready'>): GroupName {
  switch (status) {
    case 'input_required':
    case 'failed':
      return 'needs'
    case 'in_progress':
      return 'progress'
    case 'handoff_ready':
    case 'agent_exhausted':
      return 'handedOff'
    case 'open':
      return ready === false ? 'blocked' : 'ready'
    default:
      return 'done'
  }
}

const rank = { urgent: 0, high: 1, normal: 2, low: 3 } as const
const order = (a: string | undefined, b: string | undefined) => ((a ?? '') < (b ?? '') ? -1 : a === b ? 0 : 1)

/** The most urgent first, then the oldest; what is done, the latest first. */
export function compare(a: Placed, b: Placed): number {
  if (groupOf(a) === 'done') return order(b.finished_at, a.finished_at) || order(a.task_id, b.task_id)
  return (
    rank[a.priority ?? 'normal'] - rank[b.priority ?? 'normal'] ||
    order(a.created_at, b.created_at) ||
    order(a.task_id, b.task_id)
  )
}
