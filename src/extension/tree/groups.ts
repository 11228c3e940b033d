/** Which group of the tree a task stands in, and in which order: pure, so that it can be tested without an editor. */
import type { Output } from '../../contract/operations/index.ts'

/** What the tree shows of a task: fields that a list in full and get_task have alike. */
export type Row = Pick<Output<'get_task'>, 'task_id' | 'status' | 'title'> &
  Partial<
    Pick<
      Output<'get_task'>,
      | 'priority'
      | 'ready'
      | 'current_owner'
      | 'offered_to'
      | 'lease'
      | 'silent_seconds'
      | 'waiting_for'
      | 'question'
      | 'error'
      | 'labels'
      | 'created_at'
      | 'started_at'
      | 'finished_at'
    >
  >

/** As they stand in the tree. */
export const groupNames = ['needs', 'progress', 'handedOff', 'ready', 'blocked', 'done'] as const
export type GroupName = (typeof groupNames)[number]

export function groupOf({ status, ready }: Row): GroupName {
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
export function compare(a: Row, b: Row): number {
  if (groupOf(a) === 'done') return order(b.finished_at, a.finished_at) || order(a.task_id, b.task_id)
  return (
    rank[a.priority ?? 'normal'] - rank[b.priority ?? 'normal'] ||
    order(a.created_at, b.created_at) ||
    order(a.task_id, b.task_id)
  )
}

/** Whether a row of the tree would look the same. Seconds run by themselves and are told when they are drawn. */
export function sameToTheEye(a: Row, b: Row): boolean {
  const seen = ({ silent_seconds: _, lease, ...row }: Row) =>
    JSON.stringify([...Object.entries(row)].sort(([x], [y]) => (x < y ? -1 : 1)).concat([['lease', lease?.expires_at]]))
  return seen(a) === seen(b)
}

const wanted = [
  'task_id',
  'status',
  'title',
  'priority',
  'ready',
  'current_owner',
  'offered_to',
  'lease',
  'silent_seconds',
  'waiting_for',
  'question',
  'error',
  'labels',
  'created_at',
  'started_at',
  'finished_at',
] as const

/** Only what the tree shows: descriptions of 10,000 tasks need not be kept. */
export function rowOf(task: { [Key in keyof Row]?: Row[Key] | undefined }): Row {
  return Object.fromEntries(wanted.flatMap((key) => (task[key] === undefined ? [] : [[key, task[key]]]))) as Row
}
