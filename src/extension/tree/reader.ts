/** Keeps the tasks of a connection's store for the tree, and tells what of them has to be drawn again. */
import { type Disposable, EventEmitter } from 'vscode'
import type { FeedItem } from '../../contract/baton.ts'
import { Following } from '../../contract/following.ts'
import { Grouped, type Touched } from '../../contract/grouped.ts'
import type { Connection } from '../connection.ts'
import { type Row, rowOf, sameToTheEye } from './rows.ts'

export class Reader implements Disposable {
  readonly board = new Grouped<Row>(sameToTheEye)
  readonly connection: Connection
  private readonly told = new EventEmitter<Touched | 'all'>()
  private readonly checkpoints = new EventEmitter<string>()
  private readonly listening: Disposable[]
  private readonly following: Following<Row>
  private settled = false

  readonly onDidChange = this.told.event
  readonly onDidSaveCheckpoint = this.checkpoints.event

  constructor(connection: Connection) {
    this.connection = connection
    this.following = new Following<Row>({
      list: async (asked) => {
        const { tasks, next_cursor } = await connection.call('list_tasks', { ...asked, detail: 'full' })
        return { tasks: tasks.map(rowOf), next_cursor }
      },
      replace: (rows, isAll) => this.replace(rows, isAll),
      put: (changes) => this.told.fire(this.board.put(changes)),
    })
    this.listening = [
      connection.onDidChangeState(({ kind }) => kind === 'up' && this.following.load()),
      connection.onDidHear((item) => this.hear(item)),
    ]
    if (connection.state.kind === 'up') this.following.load()
  }

  /** Whether it is known what there is, so that "nothing" can be said. */
  get isRead(): boolean {
    return this.settled
  }

  get hasOlder(): boolean {
    return this.following.hasOlder
  }

  showOlder(): Promise<void> {
    return this.following.showOlder()
  }

  /** Reads a task again: after what this window did to it. */
  refresh(...ids: string[]): void {
    this.following.refresh(...ids)
  }

  /** One call for all: a renewed lease is no event. */
  async readLeases(): Promise<void> {
    const held = await this.connection.call('list_tasks', { status: 'in_progress', detail: 'full', limit: 200 })
    this.told.fire(this.board.put(held.tasks.map(rowOf).map((row) => [row.task_id, row])))
  }

  dispose(): void {
    this.following.stop()
    for (const disposable of [...this.listening, this.told, this.checkpoints]) disposable.dispose()
  }

  private hear(item: FeedItem): void {
    this.following.hear(item)
    if (item.kind === 'checkpoint_saved' && item.task_id !== null) this.checkpoints.fire(item.task_id)
  }

  private replace(rows: readonly Row[], isAll: boolean): void {
    // The first time it is news, too, that there is nothing.
    const isNews = rows.length > 0 || this.board.size > 0 || (isAll && !this.settled)
    this.settled ||= isAll
    if (!isNews) return
    this.board.clear()
    this.board.put(rows.map((row) => [row.task_id, row]))
    this.told.fire('all')
  }
}
