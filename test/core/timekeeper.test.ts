import { expect, test } from 'vitest'
import { minutes, seconds } from '../../src/core/clock.ts'
import { board } from './board.ts'
import { refused } from './given.ts'

test('on a quiet board a tick writes nothing', async () => {
  const { as, clock, tick, events } = await board()
  await as('ada')('create_task', { title: 'Quiet' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  for (let n = 0; n < 5; n++) {
    clock.advance(minutes(2))
    await tick()
  }
  expect((await events()).map((e) => e.kind)).toEqual(['created', 'claimed'])
})

test('a lease that was renewed without a word is moved on, which is no change of the task', async () => {
  const { as, clock, tick, store, events } = await board()
  await as('ada')('create_task', { title: 'Renewed' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  clock.advance(minutes(10))
  await as('codex')('list_tasks')
  clock.advance(minutes(10))
  await tick()
  const task = await store.read((tx) => tx.task('T-1'))
  expect(task.hold?.until).toBe(clock.now().awake + minutes(5))
  expect(task.version).toBe(2)
  expect(await events()).toHaveLength(2)
})

test('an offer to one who never comes is for anyone after half an hour', async () => {
  const { as, clock, tick, events } = await board()
  await as('ada')('create_task', { title: 'Offered' })
  await as('codex')('handoff_task', { task_id: 'T-1', to_agent: 'gemini', reason: 'yours' })
  clock.advance(minutes(30) - 1)
  await tick()
  await expect(as('claude-code')('claim_task', { task_id: 'T-1' })).rejects.toThrow(refused('not_ready'))
  clock.advance(1)
  await tick()
  expect((await events()).at(-1)).toMatchObject({
    kind: 'offer_widened',
    actor: 'baton',
    details: { was_for: 'gemini' },
  })
  expect(await as('claude-code')('claim_task', { task_id: 'T-1' })).toMatchObject({ status: 'in_progress' })
})

test('an implicit hold ends when its connection has been gone for five minutes', async () => {
  const { as, clock, tick, presence } = await board()
  await as('ada')('create_task', { title: 'Left' })
  presence.opened('link:codex', clock.now().awake)
  await as('codex')('save_checkpoint', { task_id: 'T-1', notes: 'begun' })
  presence.closed('link:codex', clock.now().awake)
  clock.advance(minutes(5) - seconds(1))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).current_owner).toBe('codex')
  clock.advance(seconds(1))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).status).toBe('open')
})

test('an agent that was restarted and goes on under its name keeps its implicit hold', async () => {
  const { as, clock, tick, presence, events } = await board()
  await as('ada')('create_task', { title: 'Restarted' })
  presence.opened('link:codex', clock.now().awake)
  await as('codex')('save_checkpoint', { task_id: 'T-1', notes: 'begun' })
  presence.closed('link:codex', clock.now().awake)
  const again = as('codex', { connection: 'link:again' })
  for (let n = 0; n < 4; n++) {
    clock.advance(minutes(3))
    await again('save_checkpoint', { task_id: 'T-1', notes: 'going on' })
    await tick()
  }
  expect((await as('ada')('get_task', { task_id: 'T-1' })).current_owner).toBe('codex')
  expect((await events()).map((e) => e.kind)).not.toContain('released')
})

test('an implicit hold ends after an hour of silence', async () => {
  const { as, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Silent' })
  await as('codex')('save_checkpoint', { task_id: 'T-1', notes: 'begun' })
  clock.advance(minutes(59))
  await tick()
  const held = await as('ada')('get_task', { task_id: 'T-1' })
  expect(held).toMatchObject({ current_owner: 'codex', silent_seconds: 59 * 60 })
  expect(held.lease).toBeUndefined()
  clock.advance(minutes(1))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).status).toBe('open')
})

test('a claimed task is kept for its lease when its connection is gone', async () => {
  const { as, clock, tick, presence } = await board()
  await as('ada')('create_task', { title: 'Claimed' })
  presence.opened('link:codex', clock.now().awake)
  await as('codex')('claim_task', { task_id: 'T-1' })
  presence.closed('link:codex', clock.now().awake)
  clock.advance(minutes(14))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).current_owner).toBe('codex')
  clock.advance(minutes(1))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).status).toBe('open')
})
