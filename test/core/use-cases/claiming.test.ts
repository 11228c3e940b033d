import { expect, test } from 'vitest'
import { board } from '../board.ts'
import { refused } from '../given.ts'

test('a claim brings what the taker needs to begin', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'Fix', goal: 'Login works', done_when: 'tests pass' })
  await as('claude-code')('save_checkpoint', { task_id: 'T-1', completed_steps: ['looked'] })
  await as('claude-code')('release_task', { task_id: 'T-1' })
  expect(await as('codex')('claim_task', { task_id: 'T-1' })).toEqual({
    task_id: 'T-1',
    status: 'in_progress',
    claim: 'T-1:2:codex',
    lease_seconds: 900,
    expires_at: '2026-04-20T12:15:00.000Z',
    title: 'Fix',
    goal: 'Login works',
    done_when: 'tests pass',
    brief:
      'T-1: Fix\nGoal: Login works\nDone when: tests pass\nCheckpoint 1 by claude-code.\nCompleted:\n- looked\nCarry on from here.',
  })
})

test('of many that race for one task, one wins', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'One' })
  const names = Array.from({ length: 8 }, (_, i) => `agent-${i}`)
  const results = await Promise.allSettled(names.map((name) => as(name)('claim_task', { task_id: 'T-1' })))
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  for (const r of results) if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'already_claimed' })
})

test('of many that drain the board, each gets every task once', async () => {
  const { as } = await board()
  await as('ada')('create_tasks', { tasks: Array.from({ length: 100 }, (_, i) => ({ title: `t${i}` })) })
  const drained = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const got: string[] = []
      for (;;) {
        const { task_id } = await as(`agent-${i}`)('claim_next_task')
        if (task_id === null) return got
        got.push(task_id)
      }
    }),
  )
  expect(new Set(drained.flat()).size).toBe(100)
  expect(drained.flat()).toHaveLength(100)
})

test('the next task is the most urgent that is ready for the one who asks, then the oldest', async () => {
  const { as } = await board()
  await as('ada')('create_tasks', {
    tasks: [
      { task_id: 'old', title: 'x' },
      { task_id: 'urgent-but-blocked', title: 'x', priority: 'urgent', depends_on: ['old'] },
      { task_id: 'urgent-but-gpu', title: 'x', priority: 'urgent', needs: ['GPU'] },
      { task_id: 'high', title: 'x', priority: 'high', labels: ['web'] },
      { task_id: 'high-too', title: 'x', priority: 'high' },
      { task_id: 'low', title: 'x', priority: 'low' },
    ],
  })
  const codex = as('codex')
  const next = async (wish = {}) => (await codex('claim_next_task', wish)).task_id
  expect(await next({ can: ['gpu'] })).toBe('urgent-but-gpu')
  expect(await next({ label: 'web' })).toBe('high')
  expect(await next({ label: 'web' })).toBeNull()
  expect([await next(), await next(), await next(), await next()]).toEqual(['high-too', 'old', 'low', null])
  await codex('complete_task', { task_id: 'old' })
  expect(await next()).toBe('urgent-but-blocked')
})

test('skills and names are compared without regard to case, in any script', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'x', needs: ['Übersetzen'] })
  await as('ada')('create_task', { title: 'y' })
  await as('ada')('handoff_task', { task_id: 'T-2', to_agent: 'Ägir' })
  const agir = as('Ägir')
  expect((await agir('get_available_tasks', { can: ['Übersetzen'] })).tasks).toHaveLength(2)
  expect(await agir('claim_next_task', { can: ['Übersetzen'] })).toMatchObject({ task_id: 'T-1' })
  expect(await agir('claim_next_task')).toMatchObject({ task_id: 'T-2' })
})

test('what is offered to one window of a client is offered to all of that name', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'x' })
  expect(await as('ada')('handoff_task', { task_id: 'T-1', to_agent: 'codex#2' })).toMatchObject({
    offered_to: 'codex',
  })
  expect(await as('codex')('claim_next_task')).toMatchObject({ task_id: 'T-1' })
})

test('a task that is not ready is refused by what blocks it', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'a' })
  await as('ada')('create_task', { title: 'b', depends_on: ['T-1'], needs: ['gpu'] })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await expect(as('codex')('claim_task', { task_id: 'T-2' })).rejects.toThrow(
    refused('not_ready', /T-2 waits for T-1 \(in_progress\)/),
  )
  await as('codex')('complete_task', { task_id: 'T-1' })
  await expect(as('codex')('claim_task', { task_id: 'T-2' })).rejects.toThrow(refused('not_ready', /needs gpu/))
  await expect(as('codex')('save_checkpoint', { task_id: 'T-2', notes: 'x' })).rejects.toThrow(refused('not_ready'))
  await expect(as('codex')('request_input', { task_id: 'T-2', question: 'x' })).rejects.toThrow(refused('not_ready'))
})

test('completing says what became ready, for all who wait', async () => {
  const { as } = await board()
  const codex = as('codex')
  await codex('create_tasks', {
    tasks: [
      { task_id: 'a', title: 'a' },
      { task_id: 'b', title: 'b' },
      { task_id: 'c', title: 'c', depends_on: ['a'] },
      { task_id: 'd', title: 'd', depends_on: ['a', 'b'] },
    ],
  })
  expect(await codex('complete_task', { task_id: 'a' })).toMatchObject({ unblocked: ['c'] })
  expect(await codex('complete_task', { task_id: 'b' })).toMatchObject({ unblocked: ['d'] })
})

test('two windows of one client that both work are told apart; the second is name#2 from then on', async () => {
  const { as } = await board()
  await as('ada')('create_tasks', { tasks: [{ title: 'a' }, { title: 'b' }, { title: 'c' }] })
  const first = as('claude-code', { connection: 'link:1' })
  const second = as('claude-code', { connection: 'link:2' })
  expect(await first('claim_next_task')).toMatchObject({ claim: 'T-1:1:claude-code' })
  expect(await second('claim_next_task')).toMatchObject({ claim: 'T-2:1:claude-code#2' })
  expect(await second('save_checkpoint', { task_id: 'T-2', notes: 'mine' })).toMatchObject({ checkpoint: 1 })
  await expect(second('complete_task', { task_id: 'T-1' })).rejects.toThrow(refused('not_owner'))
  expect(await second('claim_task', { task_id: 'T-3' })).toMatchObject({ claim: 'T-3:1:claude-code#2' })
  const { events } = await first('get_history', { task_id: 'T-2' })
  expect(events.find((e) => e.kind === 'claimed')?.changed?.hold?.[1]).toMatchObject({ by: 'claude-code#2' })
})

test('a second window alone needs no number', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'a' })
  await as('claude-code', { connection: 'link:1' })('list_tasks')
  expect(await as('claude-code', { connection: 'link:2' })('claim_next_task')).toMatchObject({
    claim: 'T-1:1:claude-code',
  })
})

test('a script without a connection that names itself works by its name', async () => {
  const { as } = await board()
  const script = as('curl', { stateless: true, connection: 'rest:local' })
  await script('create_task', { title: 'a' })
  await script('claim_task', { task_id: 'T-1', agent: 'ci' })
  await expect(script('complete_task', { task_id: 'T-1' })).rejects.toThrow(refused('not_owner'))
  expect(await script('complete_task', { task_id: 'T-1', agent: 'ci' })).toMatchObject({ success: true })
})

test('heartbeat renews one or all that this connection holds, and says until when', async () => {
  const { as, clock } = await board()
  await as('ada')('create_tasks', { tasks: [{ title: 'a' }, { title: 'b' }, { title: 'c' }] })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await as('codex')('claim_task', { task_id: 'T-2' })
  await as('gemini')('claim_task', { task_id: 'T-3' })
  clock.advance(60_000)
  expect(await as('codex')('heartbeat')).toEqual({
    held: [
      { task_id: 'T-1', expires_at: '2026-04-20T12:16:00.000Z' },
      { task_id: 'T-2', expires_at: '2026-04-20T12:16:00.000Z' },
    ],
  })
  expect(await as('codex')('heartbeat', { task_id: 'T-1', lease_seconds: 3_600 })).toEqual({
    held: [{ task_id: 'T-1', expires_at: '2026-04-20T13:01:00.000Z' }],
  })
  await expect(as('codex')('heartbeat', { task_id: 'T-3' })).rejects.toThrow(refused('not_owner', /held by gemini/))
  await expect(as('codex')('heartbeat', { task_id: 'T-9' })).rejects.toThrow(refused('not_found'))
  await expect(as('codex')('heartbeat', { task_id: 'T-1', claim: 'T-1:9:codex' })).rejects.toThrow(
    refused('lease_lost'),
  )
})

test('releasing gives the task back; only its holder can', async () => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'a' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await expect(as('gemini')('release_task', { task_id: 'T-1' })).rejects.toThrow(refused('not_owner'))
  expect(await as('codex')('release_task', { task_id: 'T-1', reason: 'lunch' })).toEqual({
    task_id: 'T-1',
    status: 'open',
  })
  await expect(as('codex')('release_task', { task_id: 'T-1' })).rejects.toThrow(refused('invalid_transition'))
})

test('slots are limited, and a claim binds one to its worker', async () => {
  const { as } = await board()
  await as('ada')('create_tasks', { tasks: [{ title: 'a' }, { title: 'b' }] })
  for (let n = 1; n <= 5; n++) expect(await as(`agent-${n}`)('claim_worker_slot')).toEqual({ slot: n })
  await expect(as('agent-6')('claim_worker_slot')).rejects.toThrow(refused('no_free_slot', /All 5/))
  await expect(as('agent-6')('claim_next_task', { slot: 1 })).rejects.toThrow(refused('no_free_slot'))
  await expect(as('agent-6')('release_worker_slot', { slot: 1 })).rejects.toThrow(refused('not_owner'))
  await expect(as('agent-6')('release_worker_slot', { slot: 6 })).rejects.toThrow(refused('not_found'))
  expect(await as('agent-1')('claim_task', { task_id: 'T-1', slot: 1 })).toMatchObject({ slot: 1 })
  expect((await as('ada')('get_workers')).slots[0]).toEqual({
    slot: 1,
    status: 'working',
    agent: 'agent-1',
    task_id: 'T-1',
  })
})
