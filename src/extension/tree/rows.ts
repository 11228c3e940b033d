/** What the tree keeps of a task: pure, so that it can be tested without an editor. */
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
