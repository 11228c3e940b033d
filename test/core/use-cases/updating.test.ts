import { expect, test } from 'vitest'
import { minutes } from '../../../src/core/clock.ts'
import { board, type Voice } from '../board.ts'
import { refused } from '../given.ts'

async function started() {
  const made = await board()
  await made.as('ada')('create_task', { title: 'Fix' })
  const read = () => made.as('observer')('get_task', { task_id: 'T-1' })
  return { ...made, codex: made.as('codex'), gemini: made.as('gemini'), read }
}
const update = (voice: Voice, input: Record<string, unknown>) => voice('update_task', { task_id: 'T-1', ...input })

test('in_progress takes a task that nobody holds, without a lease', async () => {
  const { codex, read } = await started()
  expect(await update(codex, { status: 'in_progress' })).toMatchObject({
    status: 'in_progress',
    current_owner: 'codex',
    claim: 'T-1:1:codex',
  })
  expect(await read()).not.toHaveProperty('lease')
})

test('in_progress on a task that another holds is refused', async () => {
  const { codex, gemini } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  await expect(update(gemini, { status: 'in_progress' })).rejects.toThrow(refused('already_claimed'))
  await expect(update(gemini, { status: 'in_progress', current_owner: 'gemini' })).rejects.toThrow(
    refused('already_claimed'),
  )
})

test('who names itself as the owner takes the task, and goes by that name from then on', async () => {
  const { codex, read } = await started()
  await update(codex, { current_owner: 'worker-7' })
  expect(await codex('save_checkpoint', { task_id: 'T-1', notes: 'begun' })).toMatchObject({ status: 'in_progress' })
  expect(await read()).toMatchObject({ current_owner: 'worker-7', checkpoint: { agent: 'worker-7' } })
})

test('who works under a name already keeps it when it gives a task to another', async () => {
  const { codex, read } = await started()
  await codex('create_task', { title: 'mine' })
  await codex('claim_task', { task_id: 'T-2' })
  await update(codex, { current_owner: 'gemini' })
  expect((await read()).current_owner).toBe('gemini')
  expect(await codex('complete_task', { task_id: 'T-2' })).toMatchObject({ success: true })
})

test('the holder naming another owner hands the task on', async () => {
  const { codex, gemini, read } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  expect(await update(codex, { current_owner: 'gemini' })).toMatchObject({ status: 'handoff_ready' })
  expect(await read()).toMatchObject({ offered_to: 'gemini', handoffs: [{ from: 'codex', to: 'gemini' }] })
  expect(await update(gemini, { current_owner: 'gemini' })).toMatchObject({ current_owner: 'gemini' })
  expect((await read()).handoffs).toMatchObject([{ accepted_by: 'gemini' }])
})

test('a person naming an owner offers the task, whoever holds it', async () => {
  const { codex, person, read } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  await update(person, { current_owner: 'gemini' })
  expect(await read()).toMatchObject({ status: 'handoff_ready', offered_to: 'gemini' })
})

test('a task that was given up, or handed to the one who asks, is taken by its first checkpoint', async () => {
  const { codex, gemini, read } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  await codex('mark_exhausted', { task_id: 'T-1', reason: 'context full' })
  await gemini('save_checkpoint', { task_id: 'T-1', notes: 'mine' })
  expect(await read()).toMatchObject({ status: 'in_progress', current_owner: 'gemini' })
  await gemini('handoff_task', { task_id: 'T-1', to_agent: 'codex' })
  await codex('save_checkpoint', { task_id: 'T-1', notes: 'mine again' })
  expect(await read()).toMatchObject({ current_owner: 'codex', handoffs: [{ accepted_by: 'codex' }] })
})

test('steps append a checkpoint', async () => {
  const { codex, read } = await started()
  await update(codex, { completed_steps: ['a'], remaining_steps: ['b', 'c'] })
  expect(await update(codex, { completed_steps: ['a', 'b'], remaining_steps: ['c'] })).toMatchObject({ checkpoint: 2 })
  expect(await read()).toMatchObject({ completed_steps: ['a', 'b'], remaining_steps: ['c'], current_owner: 'codex' })
})

test('anyone may sharpen what a held task says; what was made of it is its holder’s', async () => {
  const { codex, gemini, read } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  await update(gemini, {
    title: 'Fix it',
    goal: 'g',
    labels: ['x'],
    priority: 'high',
    due: '2026-05-01',
    depends_on: [],
  })
  expect(await read()).toMatchObject({ title: 'Fix it', priority: 'high', due: '2026-05-01T00:00:00.000Z' })
  for (const input of [{ output: 'x' }, { error: 'x' }, { repo_path: '/x' }, { notes: 'x' }, { status: 'done' }])
    await expect(update(gemini, input)).rejects.toThrow(refused('not_owner', /held by codex/))
})

test('null clears what may be empty', async () => {
  const { codex, read } = await started()
  await update(codex, { goal: 'g', due: '2026-05-01', parent: 'T-1', description: 'd' })
  await update(codex, { goal: null, due: null, parent: null, description: null })
  const task = await read()
  for (const field of ['goal', 'due', 'parent', 'description']) expect(task).not.toHaveProperty(field)
})

test('an update on an older version is refused and says which is the latest', async () => {
  const { codex, read } = await started()
  await update(codex, { title: 'Newer', version: 1 })
  await expect(update(codex, { title: 'Older', version: 1 })).rejects.toThrow(
    refused('version_conflict', /version 2, not 1/),
  )
  expect((await read()).title).toBe('Newer')
})

test('an update that is refused half way changes nothing', async () => {
  const { codex, read, events } = await started()
  await expect(update(codex, { title: 'Half', status: 'failed' })).rejects.toThrow(refused('invalid_transition'))
  await expect(update(codex, { title: 'Half', depends_on: ['T-1'] })).rejects.toThrow(refused('dependency_cycle'))
  await expect(update(codex, { title: 'Half', depends_on: ['T-7'] })).rejects.toThrow(refused('not_found'))
  expect((await read()).title).toBe('Fix')
  expect(await events()).toHaveLength(1)
})

test('statuses that other operations give are refused by the operation’s name', async () => {
  const { codex } = await started()
  await expect(update(codex, { status: 'handoff_ready' })).rejects.toThrow(/Use handoff_task/)
  await expect(update(codex, { status: 'input_required' })).rejects.toThrow(/Use request_input/)
  await expect(update(codex, { status: 'agent_exhausted' })).rejects.toThrow(/Use mark_exhausted/)
})

test('a status that it has already is no change', async () => {
  const { codex, events } = await started()
  await update(codex, { status: 'open' })
  expect(await events()).toHaveLength(1)
})

test('done sets free what waits for it', async () => {
  const { codex } = await started()
  await codex('create_task', { title: 'after', depends_on: ['T-1'] })
  await update(codex, { status: 'done', output: 'ok' })
  expect(await codex('get_task', { task_id: 'T-2' })).toMatchObject({ ready: true })
})

test('new dependencies block, fewer set free', async () => {
  const { codex, read } = await started()
  await codex('create_task', { title: 'first' })
  await update(codex, { depends_on: ['T-2', 't-2'] })
  expect(await read()).toMatchObject({ ready: false, blocked_by: [{ task_id: 'T-2', status: 'open' }] })
  await update(codex, { depends_on: [] })
  expect(await read()).toMatchObject({ ready: true })
})

test('only a person lifts the need for approval', async () => {
  const { codex, person, read } = await started()
  await update(codex, { needs_approval: true })
  await expect(update(codex, { needs_approval: false })).rejects.toThrow(refused('forbidden'))
  await update(person, { needs_approval: false })
  expect(await read()).not.toHaveProperty('needs_approval')
})

test('the holder is told of what others change', async () => {
  const { codex, gemini, events, clock } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  clock.advance(minutes(1))
  await update(gemini, { title: 'Fix it' })
  expect((await events()).at(-1)).toMatchObject({
    kind: 'updated',
    actor: 'gemini',
    at: '2026-04-20T12:01:00.000Z',
    changed: { title: ['Fix', 'Fix it'] },
  })
})
