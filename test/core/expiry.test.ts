import { expect, test } from 'vitest'
import { minutes, seconds } from '../../src/core/clock.ts'
import { expire } from '../../src/core/holding.ts'
import { board } from './board.ts'
import { given, noon, refused } from './given.ts'

test('a lease that ran out gives the task back and counts no attempt', () => {
  expect(expire(given.inProgress(), noon, 'q')).toMatchObject({
    task: { status: 'open', hold: null, attempts: 0, expiries: 1 },
    kind: 'lease_expired',
    details: { holder: 'codex', expiries: 1 },
  })
})

test('after three in a row the task is put before a person instead of circling', async () => {
  const { as, person, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Circles' })
  for (const agent of ['one', 'two', 'three']) {
    await as(agent)('claim_task', { task_id: 'T-1' })
    clock.advance(minutes(16))
    await tick()
  }
  const task = await as('four')('get_task', { task_id: 'T-1' })
  expect(task).toMatchObject({ status: 'input_required', waiting_for: 'answer', question: { asked_by: 'baton' } })
  await expect(as('four')('claim_task', { task_id: 'T-1' })).rejects.toThrow(refused('invalid_transition'))
  expect(await as('four')('claim_next_task')).toEqual({ task_id: null })
  await person('answer_input', { task_id: 'T-1', answer: 'Try again' })
  expect(await as('four')('claim_next_task')).toMatchObject({ task_id: 'T-1', status: 'in_progress' })
})

test('a checkpoint in between breaks the row', async () => {
  const { as, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Slow' })
  for (let round = 0; round < 4; round++) {
    await as('codex')('claim_task', { task_id: 'T-1' })
    await as('codex')('save_checkpoint', { task_id: 'T-1', notes: `round ${round}` })
    clock.advance(minutes(16))
    await tick()
  }
  expect(await as('ada')('get_task', { task_id: 'T-1' })).toMatchObject({ status: 'open', ready: true })
})

test('any call of the holder renews its lease, reads included, others’ calls do not', async () => {
  const { as, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Read only' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  clock.advance(minutes(14))
  await as('codex')('get_history')
  clock.advance(minutes(14))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).lease).toMatchObject({ seconds_left: 60 })
  clock.advance(minutes(1))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).status).toBe('open')
})

test('a lease may be shorter or longer than usual', async () => {
  const { as, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Short' })
  const claimed = await as('codex')('claim_task', { task_id: 'T-1', lease_seconds: 30 })
  expect(claimed).toMatchObject({ lease_seconds: 30, expires_at: '2026-04-20T12:00:30.000Z' })
  clock.advance(seconds(30))
  await tick()
  expect((await as('ada')('get_task', { task_id: 'T-1' })).status).toBe('open')
})

test('no lease runs out while a person is asked, and the answer gives a fresh one', async () => {
  const { as, person, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Asks' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await as('codex')('request_input', { task_id: 'T-1', question: 'Which?' })
  clock.advance(minutes(24 * 60))
  await tick()
  await person('answer_input', { task_id: 'T-1', answer: 'This' })
  await tick()
  expect(await as('ada')('get_task', { task_id: 'T-1' })).toMatchObject({
    status: 'in_progress',
    current_owner: 'codex',
    lease: { seconds_left: 900 },
  })
})

test('while the machine sleeps no lease runs on', async () => {
  const { as, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Sleeps' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  clock.advance(minutes(5))
  clock.sleep(minutes(8 * 60))
  await tick()
  expect(await as('ada')('get_task', { task_id: 'T-1' })).toMatchObject({
    status: 'in_progress',
    lease: { seconds_left: 600, expires_at: '2026-04-20T20:15:00.000Z' },
  })
})

test('a sleeper is refused past its lease, with and without its claim, once another has taken over', async () => {
  const { as, clock, tick } = await board()
  await as('ada')('create_task', { title: 'Contested' })
  const asleep = as('codex', { connection: 'link:asleep' })
  const awake = as('codex', { connection: 'link:awake' })
  const { claim } = await asleep('claim_task', { task_id: 'T-1', agent: 'codex' })
  clock.advance(minutes(16))
  await tick()
  await awake('claim_task', { task_id: 'T-1', agent: 'codex' })
  const late = { task_id: 'T-1', notes: 'late', agent: 'codex' }
  await expect(asleep('save_checkpoint', { ...late, claim })).rejects.toThrow(refused('lease_lost'))
  await expect(asleep('save_checkpoint', late)).rejects.toThrow(refused('lease_lost'))
  await expect(asleep('complete_task', { task_id: 'T-1', agent: 'codex' })).rejects.toThrow(refused('lease_lost'))
})

test('a lease that ran out a moment ago stands in nobody’s way, even before the clock’s next tick', async () => {
  const { as, clock, events } = await board()
  await as('ada')('create_task', { title: 'Just over' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  clock.advance(minutes(15))
  expect(await as('gemini')('claim_task', { task_id: 'T-1' })).toMatchObject({ claim: 'T-1:2:gemini' })
  expect((await events()).map((e) => e.kind)).toEqual(['created', 'claimed', 'lease_expired', 'claimed'])
})
