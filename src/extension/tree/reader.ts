/** Keeps a board as its store is: read once when the connection stands, then by what the feed tells. */
import { type Disposable, EventEmitter } from 'vscode'
import type { FeedItem } from '../../contract/baton.ts'
import { isFeedReset } from '../../contract/feed.ts'
import { Grouped, type Touched } from '../../contract/grouped.ts'
import type { Status } from '../../contract/words.ts'
import { isFailure } from '../../reach/failure.ts'
import type { Connection } from '../connection.ts'
import { type Row, rowOf, sameToTheEye } from './rows.ts'

/** Few, and what a person looks for first; what is open may be thousands. */
const urgent: readonly Status[] = ['input_required', 'failed', 'in_progress', 'handoff_ready', 'agent_exhausted']
const finished: readonly Status[] = ['done', 'cancelled']
/** Changes within so many milliseconds are drawn together. */
const breath = 20
/** Reading so many tasks one by one would be slower than reading all. */
const many = 100

export class Reader implements Disposable {
  readonly board = new Grouped<Row>(sameToTheEye)
  readonly connection: Connection
  private readonly told = new EventEmitter<Touched | 'all'>()
  private readonly checkpoints = new EventEmitter<string>()
  private readonly listening: Disposable[]
  private readonly waiting = new Set<string>()
  /** Where the next page of what is finished begins. */
  private readonly older = new Map<Status, string>()
  private timer: NodeJS.Timeout | undefined
  private loading: Promise<void> | undefined
  private again = false
  private settled = false

  readonly onDidChange = this.told.event
  readonly onDidSaveCheckpoint = this.checkpoints.event

  constructor(connection: Connection) {
    this.connection = connection
    this.listening = [
      connection.onDidChangeState(({ kind }) => kind === 'up' && this.load()),
      connection.onDidHear((item) => this.hear(item)),
    ]
    if (connection.state.kind === 'up') this.load()
  }

  /** Whether it is known what there is, so that "nothing" can be said. */
  get isRead(): boolean {
    return this.settled
  }

  get hasOlder(): boolean {
    return this.older.size > 0
  }

  async showOlder(): Promise<void> {
    const rows: Row[] = []
    for (const [status, cursor] of [...this.older]) rows.push(...(await this.page(status, 50, cursor)))
    this.told.fire(this.board.put(rows.map((row) => [row.task_id, row])))
  }

  /** Reads a task again: after what this window did to it, or heard of it. */
  refresh(...ids: string[]): void {
    for (const id of ids) this.waiting.add(id)
    this.timer ??= setTimeout(() => this.readWaiting(), breath)
  }

  /** One call for all: a renewed lease is no event. */
  async readLeases(): Promise<void> {
    const held = await this.connection.call('list_tasks', { status: 'in_progress', detail: 'full', limit: 200 })
    this.told.fire(this.board.put(held.tasks.map(rowOf).map((row) => [row.task_id, row])))
  }

  dispose(): void {
    clearTimeout(this.timer)
    for (const disposable of [...this.listening, this.told, this.checkpoints]) disposable.dispose()
  }

  private hear(item: FeedItem): void {
    if (isFeedReset(item)) this.load()
    if (isFeedReset(item) || item.task_id === null) return
    this.refresh(item.task_id, ...idsIn(item.details.unblocked))
    if (item.kind === 'checkpoint_saved') this.checkpoints.fire(item.task_id)
  }

  private load(): void {
    if (this.loading) {
      this.again = true
      return
    }
    this.loading = this.readAll()
      .catch(() => {}) // the connection's state tells why
      .finally(() => {
        this.loading = undefined
        if (!this.again) return this.settle()
        this.again = false
        this.load()
      })
  }

  /** Nothing is on its way any more. The first time that is news, also where there was nothing to read. */
  private settle(): void {
    if (this.settled) return
    this.settled = true
    this.told.fire('all')
  }

  private async readAll(): Promise<void> {
    const before = await Promise.all([
      ...urgent.map((status) => this.every(status)),
      ...finished.map((status) => this.page(status, 20)),
    ])
    // The first time there is nothing to keep meanwhile: 10,000 open tasks take half a second.
    if (this.board.size === 0) this.show(before.flat())
    this.show([...before.flat(), ...(await this.every('open'))])
  }

  private show(rows: readonly Row[]): void {
    if (rows.length === 0 && this.board.size === 0) return
    this.board.clear()
    this.board.put(rows.map((row) => [row.task_id, row]))
    this.told.fire('all')
  }

  private async every(status: Status): Promise<Row[]> {
    const rows: Row[] = []
    let cursor: string | undefined
    do {
      const page = await this.connection.call('list_tasks', { status, detail: 'full', limit: 200, cursor })
      for (const task of page.tasks) rows.push(rowOf(task))
      cursor = page.next_cursor
    } while (cursor !== undefined)
    return rows
  }

  private async page(status: Status, limit: number, cursor?: string): Promise<Row[]> {
    const page = await this.connection.call('list_tasks', { status, detail: 'full', limit, cursor })
    if (page.next_cursor === undefined) this.older.delete(status)
    else this.older.set(status, page.next_cursor)
    return page.tasks.map(rowOf)
  }

  private async readWaiting(): Promise<void> {
    const ids = [...this.waiting]
    this.waiting.clear()
    this.timer = undefined
    if (ids.length > many) return this.load()
    await this.loading
    const changes = await Promise.all(ids.map(async (id) => [id, await this.row(id)] as const))
    this.told.fire(this.board.put(changes.filter(([, row]) => row !== 'unknown') as [string, Row | undefined][]))
  }

  /** Undefined where there is no such task; `unknown` where nobody could be asked, which is not the same. */
  private async row(id: string): Promise<Row | undefined | 'unknown'> {
    try {
      return rowOf(await this.connection.call('get_task', { task_id: id }))
    } catch (error) {
      return isFailure(error) && error.code === 'not_found' ? undefined : 'unknown'
    }
  }
}

const idsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []
