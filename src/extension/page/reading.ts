/** Reads all that a task's page shows. */
import type { Output } from '../../contract/operations/index.ts'
import type { TaskPicture } from '../../contract/page.ts'
import type { Connection } from '../connection.ts'

/** A story longer than this is told from its end. */
const mostEvents = 1_000
const mostCheckpoints = 400
const pageOf = 200

export async function readPicture(connection: Connection, task_id: string): Promise<TaskPicture> {
  const [task, checkpoints, history, around] = await Promise.all([
    connection.call('get_task', { task_id }),
    pages(mostCheckpoints, (cursor) =>
      connection
        .call('list_checkpoints', { task_id, limit: pageOf, cursor })
        .then((page) => ({ rows: page.checkpoints, next: page.next_cursor })),
    ),
    pages(mostEvents, (cursor) =>
      connection
        .call('get_history', { task_id, limit: pageOf, cursor })
        .then((page) => ({ rows: page.events, next: page.next_cursor })),
    ),
    connection.call('list_dependencies', { task_id, limit: 50 }),
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
