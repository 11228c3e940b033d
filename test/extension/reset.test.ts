/** The feed's reset and a task's are of one kind: after the first everything is read, after the second that task alone. */
import { expect, onTestFinished, test } from 'vitest'
import type { FeedItem } from '../../src/contract/baton.ts'
import type { Connection } from '../../src/extension/connection.ts'
import { Reader } from '../../src/extension/tree/reader.ts'
import { Cards } from '../../webview/data/cards.ts'
import { Follower } from '../../webview/data/follow.ts'
import type { Wire } from '../../webview/wire/wire.ts'
import { board } from '../core/board.ts'
import { EventEmitter } from '../support/vscode.ts'

const patiently = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 })

/** A board with a failed task, and how often a page of tasks was read of it. */
async function failedTask() {
  const real = await board()
  const codex = real.as('codex')
  await codex('create_task', { task_id: 'paint', title: 'Paint', max_attempts: 1 })
  await codex('claim_task', { task_id: 'paint' })
  await codex('update_task', { task_id: 'paint', status: 'failed', error: 'no paint' })
  let pages = 0
  const call = async (operation: never, input: Record<string, unknown> = {}) => {
    if (operation === 'list_tasks' && !('task_ids' in input)) pages++
    return real.person(operation, input)
  }
  return {
    ...real,
    call,
    pages: () => pages,
    /** What the feed says of a reset of that task. */
    async reset(): Promise<FeedItem[]> {
      const last = (await real.events()).at(-1)?.seq ?? 0
      await real.person('reset_failed_task', { task_id: 'paint' })
      const items = await real.events(last)
      expect(items.map(({ kind }) => kind)).toEqual(['reset'])
      return items
    },
  }
}

test('the board', async () => {
  const { call, pages, reset } = await failedTask()
  const cards = new Cards()
  const follower = new Follower({ call } as unknown as Wire, cards)
  follower.load()
  await patiently(() => cards.card('paint')?.status).toBe('failed')
  await patiently(() => follower.isRead.value).toBe(true)
  const before = pages()
  follower.hear(await reset())
  await patiently(() => cards.card('paint')?.status).toBe('open')
  expect(pages()).toBe(before)
  follower.hear([{ kind: 'reset', seq: 1 }])
  await patiently(pages).toBeGreaterThan(before)
})

test('the tree', async () => {
  const { call, pages, reset } = await failedTask()
  const heard = new EventEmitter<FeedItem>()
  const connection = { state: { kind: 'up' }, call, onDidChangeState: new EventEmitter().event, onDidHear: heard.event }
  const reader = new Reader(connection as unknown as Connection)
  onTestFinished(() => reader.dispose())
  await patiently(() => reader.isRead).toBe(true)
  expect(reader.board.task('paint')?.status).toBe('failed')
  const before = pages()
  for (const item of await reset()) heard.fire(item)
  await patiently(() => reader.board.task('paint')?.status).toBe('open')
  expect(pages()).toBe(before)
  heard.fire({ kind: 'reset', seq: 1 })
  await patiently(pages).toBeGreaterThan(before)
})
