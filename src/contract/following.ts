/**
 * Keeps a copy of a store's tasks right, for the tree and the board alike: read whole when the way stands, then by what
 * the feed tells. Where reading fails, the state of the way tells why, and all is read again when it stands.
 */
import type { FeedItem } from './baton.ts'
import { isFeedReset } from './feed.ts'
import type { Placed } from './groups.ts'
import { rereading } from './rereading.ts'
import type { Status } from './words.ts'

/** Few, and what a person looks for first; what is open may be thousands. */
const urgent: readonly Status[] = ['input_required', 'failed', 'in_progress', 'handoff_ready', 'agent_exhausted']
const finished: readonly Status[] = ['done', 'cancelled']
/** Milliseconds in which changes are read together. */
const breath = 15
const pageOf = 200

/** As `list_tasks` takes it. */
export interface Asked {
  readonly status?: Status
  readonly task_ids?: readonly string[]
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface Page<R> {
  readonly tasks: readonly R[]
  readonly next_cursor?: string | undefined
}

/** Undefined: there is no such task any more. */
export type Change<R> = readonly [id: string, row: R | undefined]

export interface Copy<R> {
  list(asked: Asked): Promise<Page<R>>
  /** In place of all that there was. `isAll` is false once: for what fits on a screen, while the rest is on its way. */
  replace(rows: readonly R[], isAll: boolean): void
  put(changes: readonly Change<R>[]): void
}

export class Following<R extends Placed> {
  private readonly copy: Copy<R>
  /** Where the next page of what is finished begins. */
  private readonly older = new Map<Status, string>()
  private readonly waiting = new Set<string>()
  private readonly whole = rereading(() => this.readAll().catch(() => {}), 0)
  private readonly some = rereading(() => this.readWaiting(), breath)
  private isFirst = true

  constructor(copy: Copy<R>) {
    this.copy = copy
  }

  /** More is finished than was read. */
  get hasOlder(): boolean {
    return this.older.size > 0
  }

  hear(item: FeedItem): void {
    if (isFeedReset(item)) this.load()
    else if (item.task_id !== null) this.refresh(item.task_id, ...idsIn(item.details.unblocked))
  }

  /** Reads tasks again. */
  refresh(...ids: string[]): void {
    for (const id of ids) this.waiting.add(id)
    this.some.ask()
  }

  /** Reads everything. */
  load(): void {
    this.whole.ask()
  }

  async showOlder(): Promise<void> {
    const rows: R[] = []
    for (const [status, cursor] of [...this.older]) rows.push(...(await this.page(status, 50, cursor)))
    this.copy.put(rows.map((row) => [row.task_id, row]))
  }

  stop(): void {
    this.whole.stop()
    this.some.stop()
  }

  private async readAll(): Promise<void> {
    const first = (
      await Promise.all([
        ...urgent.map((status) => this.every(status)),
        ...finished.map((status) => this.page(status, 20)),
        this.page('open', 50),
      ])
    ).flat()
    // The first time there is nothing to keep meanwhile: 10,000 open tasks take half a second.
    if (this.isFirst) this.copy.replace(first, false)
    this.isFirst = false
    this.copy.replace([...first, ...(await this.every('open'))], true)
  }

  private async every(status: Status): Promise<R[]> {
    const rows: R[] = []
    let cursor: string | undefined
    do {
      const page = await this.copy.list({ status, limit: pageOf, cursor })
      rows.push(...page.tasks)
      cursor = page.next_cursor
    } while (cursor !== undefined)
    return rows
  }

  private async page(status: Status, limit: number, cursor?: string): Promise<readonly R[]> {
    const page = await this.copy.list({ status, limit, cursor })
    if (finished.includes(status)) {
      if (page.next_cursor === undefined) this.older.delete(status)
      else this.older.set(status, page.next_cursor)
    }
    return page.tasks
  }

  private async readWaiting(): Promise<void> {
    await this.whole.running
    const ids = [...this.waiting]
    this.waiting.clear()
    for (let at = 0; at < ids.length; at += pageOf) {
      const task_ids = ids.slice(at, at + pageOf)
      try {
        const { tasks } = await this.copy.list({ task_ids, limit: pageOf })
        const found = new Map(tasks.map((row) => [row.task_id, row]))
        this.copy.put(task_ids.map((id) => [id, found.get(id)]))
      } catch {
        // What could not be asked about is not gone.
      }
    }
  }
}

const idsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []
