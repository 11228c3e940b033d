import { expect, test } from 'vitest'
import type { Output } from '../../../src/contract/operations/index.ts'
import { Card } from '../../../src/contract/shapes.ts'
import { minutes } from '../../../src/core/clock.ts'
import { type Board, board } from '../board.ts'

/** The card of T-1, held against its shape: no field more than a board shows. */
async function cardOf({ person }: Board, id = 'T-1'): Promise<Card> {
  const [found] = (await person('list_tasks', { detail: 'card', task_ids: [id] })).tasks
  return Card.strict().parse(found)
}

const at = '2026-04-20T12:00:00.000Z'
const free = ['handoff_task', 'complete_task', 'cancel_task', 'save_checkpoint', 'update_task']

test('the card of a new task says what is there and nothing empty', async () => {
  const made = await board()
  await made.person('create_task', { description: 'Long text', title: 'Short', goal: 'G' })
  expect(await cardOf(made)).toEqual({
    task_id: 'T-1',
    status: 'open',
    title: 'Short',
    ready: true,
    version: 1,
    created_by: 'ada',
    created_at: at,
    updated_at: at,
    moves: ['claim_task', ...free],
  })
})

test('what it says of itself, and which of the tasks it waits for are not done, ten at most', async () => {
  const made = await board()
  const first = Array.from({ length: 13 }, (_, i) => ({ title: `${i}`, task_id: `d${i}` }))
  await made.person('create_tasks', { tasks: first })
  await made.person('complete_task', { task_id: 'd1' })
  await made.person('cancel_task', { task_id: 'd2' })
  const own = {
    priority: 'high',
    labels: ['web'],
    due: '2026-05-01',
    parent: 'd1',
    needs_approval: true,
    worktree: '/w',
  }
  await made.person('create_task', { task_id: 'T', title: 'T', depends_on: first.map((t) => t.task_id), ...own })
  const card = await cardOf(made, 't')
  expect(card).toMatchObject({ ...own, due: '2026-05-01T00:00:00.000Z', ready: false })
  expect(card.blocked_by).toEqual(['d0', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8', 'd9', 'd10'])
  expect(card.moves).toEqual(free)
  await made.person('cancel_task', { task_id: 'T' })
  expect(await cardOf(made, 'T')).not.toHaveProperty('blocked_by')
})

test('work in progress: its holder, lease, steps, last word and artifacts', async () => {
  const made = await board()
  const codex = made.as('codex')
  await made.person('create_task', { title: 'x' })
  await codex('claim_task', { task_id: 'T-1' })
  await codex('save_checkpoint', { task_id: 'T-1', completed_steps: ['a', 'b', 'c'], remaining_steps: ['d', 'e'] })
  made.clock.advance(minutes(2))
  // Seen by its client's hook: no word of its own, and no step.
  await codex('save_checkpoint', { task_id: 'T-1', automatic: true, notes: 'seen' })
  for (const content of ['1', '2']) await codex('attach_artifact', { task_id: 'T-1', content })
  made.clock.advance(minutes(1))
  expect(await cardOf(made)).toMatchObject({
    status: 'in_progress',
    current_owner: 'codex',
    lease: { seconds_left: 840, expires_at: '2026-04-20T12:17:00.000Z' },
    silent_seconds: 60,
    steps: { done: 3, total: 5 },
    checkpoint_at: at,
    artifacts: 2,
    started_at: at,
  })
  await codex('save_checkpoint', { task_id: 'T-1', notes: 'only a note' })
  const card = await cardOf(made)
  expect(card).not.toHaveProperty('steps')
  expect(card.checkpoint_at).toBe('2026-04-20T12:03:00.000Z')
  expect(card).not.toHaveProperty('carriers')
})

test('who carried it before: two by name, the others counted, one who came back once', async () => {
  const made = await board()
  await made.person('create_task', { title: 'x' })
  const carry = async (name: string) => {
    await made.as(name)('claim_task', { task_id: 'T-1' })
    await made.as(name)('claim_task', { task_id: 'T-1', lease_seconds: 60 })
    return cardOf(made)
  }
  const let_go = (name: string) => made.as(name)('handoff_task', { task_id: 'T-1', reason: 'full' })
  expect(await carry('codex')).not.toHaveProperty('carriers')
  await let_go('codex')
  expect(await cardOf(made)).toMatchObject({ carriers: ['codex'] })
  await carry('codex')
  await let_go('codex')
  expect(await carry('gemini')).toMatchObject({ carriers: ['codex'] })
  await let_go('gemini')
  expect(await carry('copilot')).toMatchObject({ carriers: ['codex', 'gemini'] })
  await let_go('copilot')
  const card = await carry('codex')
  expect(card).toMatchObject({ carriers: ['gemini', 'copilot'], earlier: 1, current_owner: 'codex' })
  await made.as('codex')('complete_task', { task_id: 'T-1' })
  expect(await cardOf(made)).toMatchObject({ carriers: ['copilot', 'codex'], earlier: 2 })
})

test('handed off: by whom, to whom, why and when, until it is taken', async () => {
  const made = await board()
  await made.person('create_task', { title: 'x' })
  await made.as('codex')('claim_task', { task_id: 'T-1' })
  await made.as('codex')('handoff_task', { task_id: 'T-1', to_agent: 'gemini', reason: 'context full' })
  expect(await cardOf(made)).toMatchObject({
    offered_to: 'gemini',
    handoff: { from: 'codex', to: 'gemini', reason: 'context full', at },
  })
  await made.as('gemini')('claim_task', { task_id: 'T-1' })
  expect(await cardOf(made)).not.toHaveProperty('handoff')
  await made.as('gemini')('mark_exhausted', { task_id: 'T-1', reason: 'no way on' })
  const { handoff } = await cardOf(made)
  expect(handoff).toEqual({ from: 'gemini', reason: 'no way on', at })
})

test('what a person decides on: the question, the evidence, the error, each only while it matters', async () => {
  const made = await board()
  const codex = made.as('codex')
  await made.person('create_task', { title: 'x', needs_approval: true })
  await codex('claim_task', { task_id: 'T-1' })
  const { question_id } = await codex('request_input', { task_id: 'T-1', question: 'Which?', options: ['a', 'b'] })
  const asked = { question_id, question: 'Which?', options: ['a', 'b'], asked_by: 'codex', at }
  expect(await cardOf(made)).toMatchObject({ waiting_for: 'answer', question: asked })
  await made.person('answer_input', { task_id: 'T-1', answer: 'a' })
  await codex('complete_task', { task_id: 'T-1', evidence: 'it works', test_results: '18 of 18' })
  const card = await cardOf(made)
  expect(card).toMatchObject({ waiting_for: 'approval', evidence: { text: 'it works', test_results: '18 of 18' } })
  expect(card.moves).toContain('approve')
  await made.person('reject', { task_id: 'T-1', reason: 'no' })
  expect(await cardOf(made)).not.toHaveProperty('evidence')
  await codex('update_task', { task_id: 'T-1', error: 'the disk fills up' })
  expect(await cardOf(made)).not.toHaveProperty('error')
  await codex('update_task', { task_id: 'T-1', status: 'failed', error: 'no disk' })
  expect(await cardOf(made)).toMatchObject({ status: 'failed', attempts: 1, error: 'no disk' })
  await made.person('reset_failed_task', { task_id: 'T-1' })
  expect(await cardOf(made)).not.toHaveProperty('error')
})

test('an agent that looks at cards is told what a person may do', async () => {
  const made = await board()
  await made.person('create_task', { title: 'x' })
  await made.as('codex')('claim_task', { task_id: 'T-1' })
  const { tasks } = await made.as('gemini')('list_tasks', { detail: 'card' })
  expect(tasks).toEqual([await cardOf(made)])
  expect(tasks[0]?.moves).toContain('force_release')
})

type Listed = Output<'list_tasks'>
const ids = ({ tasks }: Listed) => tasks.map((task) => task.task_id)

test('those that exist of the ids asked for, whatever their case, all on one page', async () => {
  const made = await board()
  await made.person('create_tasks', { tasks: Array.from({ length: 40 }, (_, i) => ({ title: `${i}` })) })
  const task_ids = ['t-3', 'T-3', 'nobody', ...Array.from({ length: 30 }, (_, i) => `T-${i + 1}`)]
  expect(ids(await made.person('list_tasks', { task_ids }))).toEqual(
    Array.from({ length: 30 }, (_, i) => `T-${30 - i}`),
  )
  expect(ids(await made.person('list_tasks', { task_ids: [] }))).toEqual([])
  await made.person('complete_task', { task_id: 'T-7' })
  expect(ids(await made.person('list_tasks', { task_ids, status: 'done' }))).toEqual(['T-7'])
})
