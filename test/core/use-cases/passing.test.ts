import { expect, test } from 'vitest'
import { board } from '../board.ts'
import { refused } from '../given.ts'

async function started(fields: Record<string, unknown> = {}) {
  const made = await board()
  await made.as('ada')('create_task', { title: 'Fix', ...fields })
  const read = () => made.as('observer')('get_task', { task_id: 'T-1' })
  return { ...made, codex: made.as('codex'), gemini: made.as('gemini'), read }
}

test('the next agent reads exactly where the last one stopped', async () => {
  const { codex, gemini, read } = await started({ goal: 'Login works' })
  await codex('claim_task', { task_id: 'T-1' })
  await codex('save_checkpoint', {
    task_id: 'T-1',
    completed_steps: ['Reproduced'],
    remaining_steps: ['Fix'],
    git: { branch: 'fix', commit: 'abc', diffStat: '1 file' },
    resume_prompt: 'Look at login.py',
  })
  await codex('handoff_task', { task_id: 'T-1', to_agent: 'gemini', reason: 'context full' })
  expect((await gemini('claim_next_task')).brief).toBe(
    [
      'T-1: Fix',
      'Goal: Login works',
      'Handed on by codex to gemini: context full.',
      'Checkpoint 1 by codex.',
      'Completed:',
      '- Reproduced',
      'Remaining:',
      '- Fix',
      'Git: branch fix, commit abc, 1 file',
      'Look at login.py',
    ].join('\n'),
  )
  expect(await read()).toMatchObject({
    handoffs: [{ from: 'codex', to: 'gemini', reason: 'context full', checkpoint: 1, accepted_by: 'gemini' }],
  })
})

test('after handing on, the old owner is refused', async () => {
  const { codex } = await started()
  const { claim } = await codex('claim_task', { task_id: 'T-1' })
  await codex('handoff_task', { task_id: 'T-1', to_agent: 'gemini' })
  const late = { task_id: 'T-1', notes: 'late' }
  await expect(codex('save_checkpoint', late)).rejects.toThrow(refused('not_owner'))
  await expect(codex('save_checkpoint', { ...late, claim })).rejects.toThrow(refused('lease_lost'))
  await expect(codex('mark_exhausted', { task_id: 'T-1' })).rejects.toThrow(refused('not_owner'))
  await expect(codex('cancel_task', { task_id: 'T-1' })).rejects.toThrow(refused('not_owner'))
})

test('a checkpoint belongs to work that can be done', async () => {
  const { codex } = await started()
  await codex('complete_task', { task_id: 'T-1' })
  await expect(codex('save_checkpoint', { task_id: 'T-1' })).rejects.toThrow(refused('invalid_transition', /is done/))
})

test('operations on a task that is not there say so', async () => {
  const { codex, person } = await started()
  const names = ['get_task', 'update_task', 'complete_task', 'cancel_task', 'save_checkpoint', 'handoff_task'] as const
  const more = ['mark_exhausted', 'claim_task', 'release_task', 'reset_failed_task'] as const
  for (const name of [...names, ...more])
    await expect(codex(name, { task_id: 'T-9' })).rejects.toThrow(refused('not_found', /no task T-9/))
  await expect(person('approve', { task_id: 'T-9' })).rejects.toThrow(refused('not_found'))
})

test('what an agent asks, a person answers, and the agent carries on', async () => {
  const { codex, person, read, events } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  const asked = await codex('request_input', { task_id: 'T-1', question: 'Which?', options: ['a', 'b'] })
  expect(asked).toMatchObject({ status: 'input_required', question_id: 'id-0001' })
  expect(await read()).toMatchObject({ waiting_for: 'answer', question: { question: 'Which?', options: ['a', 'b'] } })
  await expect(person('answer_input', { task_id: 'T-1', answer: 'a', question_id: 'id-0' })).rejects.toThrow(
    refused('invalid_transition'),
  )
  expect(await person('answer_input', { task_id: 'T-1', answer: 'a' })).toMatchObject({ status: 'in_progress' })
  expect((await events()).at(-1)).toMatchObject({ kind: 'input_answered', details: { answer: 'a', by: 'ada' } })
  await expect(person('answer_input', { task_id: 'T-1', answer: 'a' })).rejects.toThrow(refused('invalid_transition'))
})

test('asking takes a task that nobody holds', async () => {
  const { codex, gemini, read } = await started()
  await codex('request_input', { task_id: 'T-1', question: 'Which?' })
  expect(await read()).toMatchObject({ current_owner: 'codex', status: 'input_required' })
  await expect(gemini('request_input', { task_id: 'T-1', question: 'Mine?' })).rejects.toThrow(refused('not_owner'))
})

test('what needs approval goes to a person with its evidence', async () => {
  const { codex, person, read } = await started({ needs_approval: true })
  await codex('create_task', { title: 'after', depends_on: ['T-1'] })
  await codex('claim_task', { task_id: 'T-1' })
  const { artifact_id } = await codex('attach_artifact', { task_id: 'T-1', content: 'log', kind: 'log' })
  const finish = { task_id: 'T-1', output: 'o', evidence: 'tests pass', artifacts: [artifact_id], test_results: '9 ok' }
  expect(await codex('complete_task', finish)).toEqual({ success: false, task_id: 'T-1', status: 'input_required' })
  expect(await read()).toMatchObject({
    waiting_for: 'approval',
    evidence: { text: 'tests pass', artifacts: [artifact_id], test_results: '9 ok' },
  })
  await expect(codex('complete_task', finish)).rejects.toThrow(refused('invalid_transition', /only approve or reject/))
  expect(await person('reject', { task_id: 'T-1', reason: 'more tests' })).toMatchObject({ status: 'in_progress' })
  await codex('complete_task', finish)
  expect(await person('approve', { task_id: 'T-1', note: 'fine' })).toMatchObject({
    status: 'done',
    unblocked: ['T-2'],
  })
})

test('evidence names artifacts of the task itself', async () => {
  const { codex } = await started()
  await codex('create_task', { title: 'other' })
  const { artifact_id } = await codex('attach_artifact', { task_id: 'T-2', content: 'x' })
  for (const artifacts of [[artifact_id], ['nothing']])
    await expect(codex('complete_task', { task_id: 'T-1', artifacts })).rejects.toThrow(
      refused('not_found', /has no artifact/),
    )
})

test('what is for a person is refused to agents', async () => {
  const { codex } = await started()
  for (const [name, input] of [
    ['approve', {}],
    ['reject', { reason: 'x' }],
    ['answer_input', { answer: 'x' }],
  ] as const)
    await expect(codex(name, { task_id: 'T-1', ...input })).rejects.toThrow(refused('forbidden', /for a person/))
})

test('artifacts are read in parts, as text or base64; a link has none', async () => {
  const { codex, gemini, read } = await started()
  await codex('claim_task', { task_id: 'T-1' })
  const text = await gemini('attach_artifact', { task_id: 'T-1', type: 'diff', content: 'abcdef', name: 'fix.diff' })
  const file = await gemini('attach_artifact', { task_id: 'T-1', path: 'out/picture.bin' })
  const link = await gemini('attach_artifact', { task_id: 'T-1', url: 'https://example.com/1' })
  expect(text).toMatchObject({ kind: 'diff', bytes: 6, added_by: 'gemini' })
  expect(file).toMatchObject({ kind: 'file', name: 'picture.bin' })
  expect(link).toMatchObject({ kind: 'link', url: 'https://example.com/1' })
  const first = await codex('get_artifact', { artifact_id: text.artifact_id, limit: 4 })
  expect(first).toMatchObject({ text: 'abcd', next_offset: 4 })
  const rest = await codex('get_artifact', { id: text.artifact_id, offset: 4 })
  expect(rest).toMatchObject({ text: 'ef' })
  expect(rest).not.toHaveProperty('next_offset')
  expect(await codex('get_artifact', { artifact_id: file.artifact_id })).toMatchObject({ base64: 'AP/+' })
  const parts = [1, 2, 3, 4].map((offset) => codex('get_artifact', { artifact_id: file.artifact_id, offset, limit: 2 }))
  expect((await Promise.all(parts)).map(({ base64, next_offset }) => [base64, next_offset])).toEqual([
    ['P/', 3],
    ['/+', undefined],
    ['+', undefined],
    ['', undefined],
  ])
  expect(await codex('get_artifact', { artifact_id: link.artifact_id })).not.toHaveProperty('text')
  expect((await read()).artifacts?.map((a) => a.kind)).toEqual(['diff', 'file', 'link'])
})

test('an artifact comes from one place, and not from outside', async () => {
  const { codex, events } = await started()
  const attach = (input: object) => codex('attach_artifact', { task_id: 'T-1', ...input })
  await expect(attach({})).rejects.toThrow(refused('invalid_input', /exactly one/))
  await expect(attach({ content: 'x', url: 'https://example.com' })).rejects.toThrow(refused('invalid_input'))
  await expect(attach({ url: 'javascript:alert(1)' })).rejects.toThrow(refused('invalid_input', /"url"/))
  await expect(attach({ path: '../../etc/passwd' })).rejects.toThrow(refused('forbidden'))
  await expect(codex('get_artifact', { artifact_id: 'nothing' })).rejects.toThrow(refused('not_found'))
  await codex('cancel_task', { task_id: 'T-1' })
  await expect(attach({ content: 'x' })).rejects.toThrow(refused('invalid_transition', /was cancelled/))
  expect((await events()).map((e) => e.kind)).toEqual(['created', 'cancelled'])
})

test('a notification goes to a configured channel; one that cannot be delivered is complained of, not lost', async () => {
  const { codex, delivered, complaints, events } = await started()
  const notify = (input: object) => codex('trigger_notification', { task_id: 'T-1', channel: 'log', ...input })
  expect(await notify({ message: 'hi' })).toEqual({ success: true })
  expect(await notify({ message: 'fail' })).toEqual({ success: true })
  await expect(notify({ channel: 'pigeon' })).rejects.toThrow(refused('not_found', /Configured: log/))
  await expect(notify({ task_id: 'T-9' })).rejects.toThrow(refused('not_found'))
  await expect.poll(() => complaints).toHaveLength(1)
  expect(delivered).toEqual(['T-1: hi'])
  expect((await events()).filter((e) => e.kind === 'notified')).toHaveLength(2)
})

test('cancelling is the end, and keeps the task readable', async () => {
  const { codex, read } = await started()
  await codex('cancel_task', { task_id: 'T-1', reason: 'obsolete' })
  expect(await read()).toMatchObject({ status: 'cancelled', ready: false, finished_at: '2026-04-20T12:00:00.000Z' })
  await expect(codex('claim_task', { task_id: 'T-1' })).rejects.toThrow(refused('invalid_transition'))
})

test('a backup says where it is', async () => {
  const { codex } = await started()
  expect(await codex('backup')).toEqual({ path: 'backups/tasks.db', bytes: 4_096 })
})
