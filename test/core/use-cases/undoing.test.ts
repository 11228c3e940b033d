import { expect, test } from 'vitest'
import { board } from '../board.ts'
import { refused } from '../given.ts'

async function begun() {
  const made = await board()
  const { person } = made
  await person('create_task', { title: 'First' })
  const last = async (task_id = 'T-1') => (await person('get_history', { task_id, limit: 1 })).events[0]?.seq
  const undo = async (task_id = 'T-1') => person('undo', { task_id, seq: await last(task_id) })
  return { ...made, last, undo }
}

test('an edit is taken back once, and not when something newer stands on it', async () => {
  const { person, last, undo, events } = await begun()
  await person('update_task', { task_id: 'T-1', title: 'Second', labels: ['a'] })
  const seq = await last()
  expect(await undo()).toEqual({ task_id: 'T-1', status: 'open' })
  expect((await person('get_task', { task_id: 'T-1' })).title).toBe('First')
  expect((await events()).at(-1)).toMatchObject({ kind: 'undone', details: { undid: seq, kind: 'updated' } })
  await expect(person('undo', { task_id: 'T-1', seq })).rejects.toEqual(
    refused('version_conflict', /taken back already/),
  )
})

test('a claim is given back, and what its holder knew of it counts no more', async () => {
  const { as, person, undo } = await begun()
  const { claim } = await as('codex')('claim_task', { task_id: 'T-1' })
  expect(await undo()).toMatchObject({ status: 'open' })
  await expect(as('codex')('save_checkpoint', { task_id: 'T-1', notes: 'x', claim })).rejects.toEqual(
    refused('lease_lost'),
  )
  expect(await as('codex')('claim_task', { task_id: 'T-1' })).toMatchObject({ claim: 'T-1:2:codex' })
  expect((await person('get_task', { task_id: 'T-1' })).attempts).toBeUndefined()
})

test('a completion goes back to its holder, or to anyone where that one has left; what waited waits again', async () => {
  const { as, person, undo, presence, clock } = await begun()
  await person('create_task', { title: 'Next', depends_on: ['T-1'] })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await as('codex')('complete_task', { task_id: 'T-1' })
  expect(await undo()).toEqual({ task_id: 'T-1', status: 'in_progress', blocked: ['T-2'] })
  expect(await person('get_task', { task_id: 'T-2' })).toMatchObject({ ready: false })
  await as('codex')('complete_task', { task_id: 'T-1' })
  expect(await person('get_task', { task_id: 'T-2' })).toMatchObject({ ready: true })
  presence.opened('link:codex', clock.now().awake)
  presence.closed('link:codex', clock.now().awake)
  expect(await undo()).toMatchObject({ status: 'open' })
})

test('a holder whose task waits for others by now does not get it back', async () => {
  const { as, person, last } = await begun()
  await person('create_task', { title: 'Before' })
  await as('codex')('claim_task', { task_id: 'T-1' })
  await as('codex')('handoff_task', { task_id: 'T-1', to_agent: 'gemini' })
  const seq = await last()
  await person('update_task', { task_id: 'T-1', depends_on: ['T-2'] })
  expect(await person('undo', { task_id: 'T-1', seq })).toEqual({ task_id: 'T-1', status: 'open' })
  expect((await person('get_task', { task_id: 'T-1' })).current_owner).toBeUndefined()
})

test('a completion on which others went on stays', async () => {
  const { as, person, undo } = await begun()
  await person('create_task', { title: 'Next', depends_on: ['T-1'] })
  await as('codex')('complete_task', { task_id: 'T-1' })
  await as('codex')('claim_task', { task_id: 'T-2' })
  await expect(undo()).rejects.toEqual(refused('invalid_transition', /T-2 \(in_progress, codex\)/))
})

test('dependencies are put back as they were', async () => {
  const { person, undo } = await begun()
  await person('create_task', { title: 'Next' })
  await person('update_task', { task_id: 'T-2', depends_on: ['T-1'] })
  await undo('T-2')
  expect(await person('get_task', { task_id: 'T-2' })).toMatchObject({ ready: true })
})

test('what cannot be taken back says why; agents may not', async () => {
  const { as, person, undo } = await begun()
  await expect(undo()).rejects.toEqual(refused('invalid_transition', /cancel_task/))
  await expect(person('undo', { task_id: 'T-1', seq: 99 })).rejects.toEqual(refused('not_found', /get_history/))
  await expect(as('codex')('undo', { task_id: 'T-1', seq: 1 })).rejects.toEqual(refused('forbidden'))
})
