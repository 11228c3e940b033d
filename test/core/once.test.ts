import { expect, test } from 'vitest'
import { board } from './board.ts'
import { refused } from './given.ts'

test('a call that is sent again with its id gets its first answer, and happens once', async () => {
  const { as, events } = await board()
  const send = () => as('codex')('create_task', { title: 'Once' }, { id: 'call-1' })
  const first = await send()
  expect(await send()).toEqual(first)
  expect(await events()).toHaveLength(1)
})

test('two that are sent at the same time happen once', async () => {
  const { as, events } = await board()
  const send = () => as('codex')('create_task', { title: 'Once', idempotency_key: 'k' }, { id: 'call-1' })
  const [a, b] = await Promise.all([send(), send()])
  expect(a).toEqual(b)
  expect(await events()).toHaveLength(1)
})

test('a key that the caller chose works the same, in whatever order the arguments come', async () => {
  const { as, events } = await board()
  const codex = as('codex')
  const first = await codex('create_task', { title: 'Once', goal: 'g', idempotency_key: 'k' })
  expect(await codex('create_task', { idempotencyKey: 'k', goal: 'g', title: 'Once' })).toEqual(first)
  expect(await events()).toHaveLength(1)
})

test('the same key with other arguments is refused, and changes nothing', async () => {
  const { as, events } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'Once', idempotency_key: 'k' })
  await expect(codex('create_task', { title: 'Twice', idempotency_key: 'k' })).rejects.toThrow(
    refused('idempotency_conflict', /Use a new key/),
  )
  expect(await events()).toHaveLength(1)
})

test('a key is its principal’s and its operation’s own', async () => {
  const { as } = await board()
  const input = { title: 'Once', idempotency_key: 'k' }
  await as('codex')('create_task', input)
  expect(await as('codex', { principal: 'ci' })('create_task', input)).toMatchObject({ task_id: 'T-2' })
  expect(await as('codex')('claim_task', { task_id: 'T-1', idempotency_key: 'k' })).toMatchObject({ task_id: 'T-1' })
})

test('a call that was refused may be made again under its id', async () => {
  const { as } = await board()
  const claim = () => as('codex')('claim_task', { task_id: 'T-1' }, { id: 'call-1' })
  await expect(claim()).rejects.toThrow(refused('not_found'))
  await as('codex')('create_task', { title: 'Now there' })
  expect(await claim()).toMatchObject({ status: 'in_progress' })
})

test('what is kept for repeats can be forgotten', async () => {
  const { as, store, clock, events } = await board()
  const input = { title: 'Once', idempotency_key: 'k' }
  await as('codex')('create_task', input)
  clock.advance(1)
  const now = clock.now().wall
  await store.write({ actor: 'baton', wall: now, awake: 0 }, (tx) => tx.forgetAnswers(now, 10))
  await as('codex')('create_task', input)
  expect(await events()).toHaveLength(2)
})

test('a call that was called off does not happen', async () => {
  const { as, events } = await board()
  const signal = AbortSignal.abort()
  await expect(as('codex')('create_task', { title: 'Never' }, { signal })).rejects.toThrow(/abort/)
  expect(await events()).toEqual([])
})
