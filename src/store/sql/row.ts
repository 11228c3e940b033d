/** A task as a row, and back. */
import { type Priority, priorities, type Status } from '../../contract/words.ts'
import { isReady } from '../../core/readiness.ts'
import type { Evidence, Hold, Offer, Question, Task } from '../../core/task.ts'
import type { Value } from './port.ts'

export interface TaskRow {
  id: number
  key: string
  title: string
  description: string | null
  goal: string | null
  status: Status
  priority: number
  due: number | null
  labels: string
  needs: string
  parent: string | null
  open_deps: number
  ready: number
  holder: string | null
  connection: string | null
  held_since: number | null
  implicit: number | null
  lease_until: number | null
  lease_ms: number | null
  fence: number
  offered: number
  offered_to: string | null
  offer_until: number | null
  waiting_for: 'answer' | 'approval' | null
  question: string | null
  evidence: string | null
  attempts: number
  max_attempts: number
  expiries: number
  checkpoints: number
  done_when: string | null
  needs_approval: number
  output: string | null
  error: string | null
  repo_path: string | null
  worktree: string | null
  external_id: string | null
  created_by: string
  created_at: number
  updated_at: number
  started_at: number | null
  finished_at: number | null
  version: number
}

export type TaskValues = Omit<TaskRow, 'id'>

export const priorityRank = (priority: Priority) => priorities.indexOf(priority)

/** Field by field: copying what is left of a row of 43 columns took five times as long, which a plan of 2,000 tasks feels. */
export const taskOf = (row: TaskRow): Task => ({
  id: row.key,
  title: row.title,
  description: row.description,
  goal: row.goal,
  status: row.status,
  priority: priorities[row.priority] ?? 'normal',
  due: row.due,
  labels: listOf(row.labels),
  needs: listOf(row.needs),
  parent: row.parent,
  open_deps: row.open_deps,
  hold: holdOf(row),
  fence: row.fence,
  offer: row.offered === 1 ? { to: row.offered_to, until: row.offer_until ?? 0 } : null,
  waiting_for: row.waiting_for,
  question: row.question === null ? null : (JSON.parse(row.question) as Question),
  evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as Evidence),
  attempts: row.attempts,
  max_attempts: row.max_attempts,
  expiries: row.expiries,
  checkpoints: row.checkpoints,
  done_when: row.done_when,
  needs_approval: row.needs_approval === 1,
  output: row.output,
  error: row.error,
  repo_path: row.repo_path,
  worktree: row.worktree,
  external_id: row.external_id,
  created_by: row.created_by,
  created_at: row.created_at,
  updated_at: row.updated_at,
  started_at: row.started_at,
  finished_at: row.finished_at,
  version: row.version,
})

const holdOf = ({ holder, connection, held_since, implicit, lease_until, lease_ms }: TaskRow): Hold | null =>
  holder === null
    ? null
    : {
        by: holder,
        connection: connection ?? '',
        since: held_since ?? 0,
        implicit: implicit === 1,
        until: lease_until ?? 0,
        ms: lease_ms ?? 0,
      }

type Columns = Map<keyof TaskValues, Value>

/** Puts one field of `task` into its columns. */
function put(task: Task, field: keyof Task, columns: Columns): void {
  switch (field) {
    case 'id':
      columns.set('key', task.id)
      break
    case 'priority':
      columns.set(field, priorityRank(task.priority))
      break
    case 'labels':
    case 'needs':
      columns.set(field, textOf(task[field]))
      break
    case 'needs_approval':
      columns.set(field, Number(task.needs_approval))
      break
    case 'question':
    case 'evidence':
      columns.set(field, task[field] && JSON.stringify(task[field]))
      break
    case 'hold':
      putHold(task.hold, columns)
      break
    case 'offer':
      putOffer(task.offer, columns)
      break
    default:
      columns.set(field, task[field])
  }
}

function putHold(hold: Hold | null, columns: Columns): void {
  columns
    .set('holder', hold?.by ?? null)
    .set('connection', hold?.connection ?? null)
    .set('held_since', hold?.since ?? null)
    .set('implicit', hold ? Number(hold.implicit) : null)
    .set('lease_until', hold ? Math.round(hold.until) : null)
    .set('lease_ms', hold?.ms ?? null)
}

function putOffer(offer: Offer | null, columns: Columns): void {
  columns
    .set('offered', offer ? 1 : 0)
    .set('offered_to', offer?.to ?? null)
    .set('offer_until', offer ? Math.round(offer.until) : null)
}

/** The columns of a new task that are not null: binding the others would cost as much as all of these. */
export function columnsOf(task: Task): ReadonlyMap<string, Value> {
  const columns: Columns = new Map([['ready', isReady(task) ? 1 : 0]])
  for (const field of Object.keys(task) as (keyof Task)[])
    if (task[field] !== null || field === 'offer') put(task, field, columns)
  for (const [column, value] of columns) if (value === null) columns.delete(column)
  return columns
}

/** The columns of the fields in which a task now differs from before. */
export function differing(before: Task, after: Task): ReadonlyMap<string, Value> {
  const columns: Columns = new Map()
  for (const field of Object.keys(after) as (keyof Task)[])
    if (before[field] !== after[field]) put(after, field, columns)
  const ready = isReady(after)
  if (ready !== isReady(before)) columns.set('ready', ready ? 1 : 0)
  return columns
}

// Most tasks have neither: no need to ask JSON about them.
const listOf = (text: string): string[] => (text === '[]' ? [] : (JSON.parse(text) as string[]))
const textOf = (list: readonly string[]) => (list.length === 0 ? '[]' : JSON.stringify(list))
