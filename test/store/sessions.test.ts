import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrations } from '../../src/store/migrations/index.ts'
import { sessionNotes } from '../../src/store/sql/sessions.ts'
import { open, scratch } from './scratch.ts'

const day = 24 * 3_600_000

test('what a session leaves is found by the next host, and forgotten when no client can come back', async () => {
  const database = await open(join(scratch(), 'tasks.db'), { migrations })
  let now = 1_000_000
  const notes = sessionNotes(database, () => now)
  const rows = async () => (await database.read((sql) => sql.all('SELECT connection FROM sessions'))).length
  expect(await notes.load('a')).toBeUndefined()
  await notes.save('a', { ended: false, subscriptions: ['task://T-1', 'board://ready'] })
  expect(await sessionNotes(database).load('a')).toEqual({
    ended: false,
    subscriptions: ['task://T-1', 'board://ready'],
  })
  await notes.save('a', { ended: true, subscriptions: [] })
  expect(await notes.load('a')).toEqual({ ended: true, subscriptions: [] })
  await notes.save('b', { ended: false, subscriptions: ['task://T-1'] })
  await notes.save('b', { ended: false, subscriptions: [] })
  expect(await rows()).toBe(1)
  now += 29 * day
  await notes.save('c', { ended: true, subscriptions: [] })
  expect(await rows()).toBe(2)
  now += 2 * day
  await notes.save('d', { ended: true, subscriptions: [] })
  expect(await notes.load('a')).toBeUndefined()
  expect(await rows()).toBe(2)
})
