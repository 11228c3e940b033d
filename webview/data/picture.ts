/** A task with all that its page shows, and how it is read. */
import type { Output } from '../../src/contract/operations/index.ts'
import type { Wire } from '../wire/wire.ts'

export interface TaskPicture {
  readonly task: Output<'get_task'>
  /** Newest first, as the two lists that follow. */
  readonly checkpoints: Output<'list_checkpoints'>['checkpoints']
  readonly history: Output<'get_history'>['events']
  /** The story began before the oldest of `history`. */
  readonly older: boolean
  readonly around: Pick<Output<'list_dependencies'>, 'depends_on' | 'dependents'>
}

/** A story longer than this is told from its end. */
const mostEvents = 1_000
const mostCheckpoints = 400
const pageOf = 200

export async function readPicture(wire: Wire, task_id: string): Promise<TaskPicture> {
  const [task, checkpoints, history, around] = await Promise.all([
    wire.call('get_task', { task_id }),
    pages(mostCheckpoints, (cursor) =>
      wire
        .call('list_checkpoints', { task_id, limit: pageOf, cursor })
        .then((page) => ({ rows: page.checkpoints, next: page.next_cursor })),
    ),
    pages(mostEvents, (cursor) =>
      wire
        .call('get_history', { task_id, limit: pageOf, cursor })
        .then((page) => ({ rows: page.events, next: page.next_cursor })),
    ),
    wire.call('list_dependencies', { task_id, limit: 50 }),
  ])
  return { task, checkpoints: checkpoints.rows, history: history.rows, older: history.more, around: bare(around) }
}

const bare = ({ depends_on, dependents }: Output<'list_dependencies'>) => ({ depends_on, dependents })

async function pages<T>(
  most: number,
  read: (cursor: string | undefined) => Promise<{ rows: T[]; next: string | undefined }>,
): Promise<{ rows: T[]; more: boolean }> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== undefined && rows.length < most)
  return { rows, more: cursor !== undefined }
}
