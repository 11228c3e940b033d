import { expect, test } from 'vitest'
import { standingOf } from '../../../src/core/checkpoint.ts'
import { heldOver, keep, stillMatters } from '../../../src/core/witness.ts'
import { board } from '../board.ts'
import { refused } from '../given.ts'

test('a person takes a task from its holder, who is then refused', async () => {
  const { as, person, events } = await board()
  await person('create_task', { title: 'Stuck' })
  const { claim } = await as('codex')('claim_task', { task_id: 'T-1' })
  expect(await person('force_release', { task_id: 'T-1', reason: 'silent' })).toEqual({
    task_id: 'T-1',
    status: 'open',
  })
  expect((await events()).at(-1)).toMatchObject({ kind: 'released', details: { by_person: true, reason: 'silent' } })
  await expect(as('codex')('save_checkpoint', { task_id: 'T-1', notes: 'x', claim })).rejects.toEqual(
    refused('lease_lost'),
  )
  expect(await as('gemini')('claim_task', { task_id: 'T-1' })).toMatchObject({ claim: 'T-1:2:gemini' })
})

test('what waits for approval goes on waiting when its holder is taken off', async () => {
  const { as, person } = await board()
  await person('create_task', { title: 'Ship', needs_approval: true })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await as('codex')('complete_task', { task_id: 'T-1' })
  expect(await person('force_release', { task_id: 'T-1' })).toMatchObject({ status: 'input_required' })
  expect((await person('get_task', { task_id: 'T-1' })).current_owner).toBeUndefined()
  expect(await person('reject', { task_id: 'T-1', reason: 'no' })).toMatchObject({ status: 'open' })
})

test('nobody holds it: nothing to release, nothing to extend', async () => {
  const { person } = await board()
  await person('create_task', { title: 'Free' })
  await expect(person('force_release', { task_id: 'T-1' })).rejects.toEqual(refused('invalid_transition'))
  await expect(person('extend_lease', { task_id: 'T-1', seconds: 60 })).rejects.toEqual(refused('invalid_transition'))
})

test('a lease that a person extended outlives its holder’s silence by that much', async () => {
  const { as, person, clock, tick } = await board()
  await person('create_task', { title: 'Long' })
  await as('codex')('claim_task', { task_id: 'T-1', lease_seconds: 600 })
  expect(await person('extend_lease', { task_id: 'T-1', seconds: 3600 })).toMatchObject({ seconds_left: 4200 })
  clock.advance(4_190_000)
  await tick()
  expect(await person('get_task', { task_id: 'T-1' })).toMatchObject({ current_owner: 'codex' })
  clock.advance(20_000)
  await tick()
  expect(await person('get_task', { task_id: 'T-1' })).toMatchObject({ status: 'open' })
})

test.each(['force_release', 'extend_lease'] as const)('%s is refused to agents', async (operation) => {
  const { as } = await board()
  await as('ada')('create_task', { title: 'x' })
  await expect(as('ada')(operation, { task_id: 'T-1', seconds: 60 })).rejects.toEqual(refused('forbidden'))
})

test('checkpoints and artifacts are listed page by page', async () => {
  const { as } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'x' })
  for (const notes of ['a', 'b', 'c']) await codex('save_checkpoint', { task_id: 'T-1', notes })
  for (const name of ['p', 'q', 'r']) await codex('attach_artifact', { task_id: 'T-1', content: name, name })
  const first = await codex('list_checkpoints', { task_id: 't-1', limit: 2 })
  expect(first).toMatchObject({ checkpoints: [{ number: 3, notes: 'c' }, { notes: 'b' }], next_cursor: '2' })
  const rest = await codex('list_checkpoints', { task_id: 'T-1', limit: 2, cursor: first.next_cursor })
  expect(rest).toEqual({ checkpoints: [expect.objectContaining({ number: 1, notes: 'a' })] })
  const things = await codex('list_artifacts', { task_id: 'T-1', limit: 2 })
  expect(things.artifacts.map((a) => a.name)).toEqual(['p', 'q'])
  const more = await codex('list_artifacts', { task_id: 'T-1', limit: 2, cursor: things.next_cursor })
  expect(more.artifacts.map((a) => a.name)).toEqual(['r'])
  expect(more.next_cursor).toBeUndefined()
  await expect(codex('list_checkpoints', { task_id: 'T-1', cursor: 'x' })).rejects.toEqual(refused('invalid_input'))
})

test('what a task waits for and what waits for it are listed with their titles', async () => {
  const { as } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'first' })
  await codex('create_task', { title: 'second', depends_on: ['T-1'] })
  for (const title of ['third', 'fourth', 'fifth']) await codex('create_task', { title, depends_on: ['T-2'] })
  const around = await codex('list_dependencies', { task_id: 't-2', limit: 2 })
  expect(around).toEqual({
    depends_on: [{ task_id: 'T-1', title: 'first', status: 'open', ready: true }],
    dependents: [
      { task_id: 'T-3', title: 'third', status: 'open', ready: false },
      { task_id: 'T-4', title: 'fourth', status: 'open', ready: false },
    ],
    next_cursor: '2',
  })
  const rest = await codex('list_dependencies', { task_id: 'T-2', limit: 2, cursor: around.next_cursor })
  expect(rest.dependents).toEqual([{ task_id: 'T-5', title: 'fifth', status: 'open', ready: false }])
  expect(rest.next_cursor).toBeUndefined()
  await expect(codex('list_dependencies', { task_id: 'T-2', cursor: '-1' })).rejects.toEqual(refused('invalid_input'))
})

const git = { branch: 'fix', commit: '1a2b', diff_stat: '1 file changed' }

test('what was seen stands beside the agent’s own word, and renews and takes nothing', async () => {
  const { as, store, clock, tick } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'x' })
  await codex('claim_task', { task_id: 'T-1', lease_seconds: 600 })
  await codex('save_checkpoint', { task_id: 'T-1', remaining_steps: ['finish'], resume_prompt: 'Finish it.' })
  const { version } = await codex('get_task', { task_id: 'T-1' })
  const occasion = { why: 'disconnect', task: 'T-1', agent: 'codex' } as const
  clock.advance(500_000)
  await keep(store, occasion, { git, files: ['a.ts'] }, clock.now())
  // Seen once more just so: nothing new.
  await keep(store, occasion, { git, files: ['a.ts'] }, clock.now())
  const task = await as('gemini')('get_task', { task_id: 'T-1' })
  expect(task).toMatchObject({ version, remaining_steps: ['finish'], checkpoint: { number: 1 } })
  expect(task.brief).toBe(`T-1: x
Checkpoint 1 by codex.
Remaining:
- finish
Seen while codex held it, up to checkpoint 2 (made automatically):
Files:
- a.ts
Git: branch fix, commit 1a2b, 1 file changed
Finish it.`)
  clock.advance(110_000)
  await tick()
  expect((await as('gemini')('get_task', { task_id: 'T-1' })).status).toBe('open')
})

test('what was seen of two agents is kept apart, and what is known of one put together', async () => {
  const { as, store, clock } = await board()
  await as('codex')('create_task', { title: 'x' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  const seen = (agent: string, fields: object) => keep(store, { why: 'claim', task: 'T-1', agent }, fields, clock.now())
  await seen('codex', { git, notes: 'was about to test' })
  await seen('codex', { git: { branch: 'later' } })
  await as('codex')('release_task', { task_id: 'T-1' })
  await as('gemini')('claim_task', { task_id: 'T-1' })
  await seen('gemini', { git: { branch: 'other' } })
  const standing = await store.read(async (tx) => standingOf(tx, await tx.task('T-1')))
  expect(standing.checkpoint).toBeUndefined()
  expect(standing.seen).toMatchObject([
    { number: 2, agent: 'codex', git: { branch: 'later' }, notes: 'was about to test' },
    { number: 3, agent: 'gemini' },
  ])
})

test('nothing is noted of an agent whose task went to another meanwhile', async () => {
  const { as, store, clock } = await board()
  await as('codex')('create_task', { title: 'x' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  expect(await heldOver(store, 'link:codex')).toEqual([{ task: 'T-1', agent: 'codex' }])
  const occasion = { why: 'expiry', task: 'T-1', agent: 'codex' } as const
  expect(await stillMatters(store, occasion)).toMatchObject({ id: 'T-1' })
  await as('codex')('handoff_task', { task_id: 'T-1', to_agent: 'gemini' })
  await as('gemini')('claim_task', { task_id: 'T-1' })
  expect(await stillMatters(store, occasion)).toBeUndefined()
  await keep(store, occasion, { git }, clock.now())
  expect((await as('gemini')('list_checkpoints', { task_id: 'T-1' })).checkpoints).toEqual([])
})

test('a hook of the holder’s client notes by its name alone; nobody else does', async () => {
  const { as } = await board()
  await as('claude-code')('create_task', { title: 'x' })
  const hook = as('claude-code', { connection: 'link:hook' })
  await expect(hook('save_checkpoint', { task_id: 'T-1', automatic: true, notes: 'n' })).rejects.toEqual(
    refused('not_owner'),
  )
  await as('claude-code')('claim_task', { task_id: 'T-1' })
  await expect(hook('save_checkpoint', { task_id: 'T-1', notes: 'n' })).rejects.toEqual(refused('lease_lost'))
  expect(await hook('save_checkpoint', { task_id: 'T-1', automatic: true, notes: 'n' })).toMatchObject({
    checkpoint: 1,
  })
  expect((await hook('list_checkpoints', { task_id: 'T-1' })).checkpoints).toMatchObject([
    { automatic: true, agent: 'claude-code', notes: 'n' },
  ])
  await expect(as('codex')('save_checkpoint', { task_id: 'T-1', automatic: true })).rejects.toEqual(
    refused('not_owner'),
  )
})
