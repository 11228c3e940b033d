import { expect, test } from 'vitest'
import { minutes } from '../../src/core/clock.ts'
import { approve, cancel, complete, fail, reject, reset } from '../../src/core/finishing.ts'
import { defaultLease, leaseIsOver } from '../../src/core/holding.ts'
import { answer, ask } from '../../src/core/question.ts'
import { given, later, noon, person, question, refused, scene, speaker } from './given.ts'

const codex = speaker('codex')
const claude = speaker('claude-code')
const done = { output: 'works', evidence: { text: 'tests pass' } }

test('the holder completes, or anyone where nobody holds it', () => {
  expect(complete(given.inProgress(), done, codex, scene()).task).toMatchObject({
    status: 'done',
    hold: null,
    output: 'works',
  })
  expect(complete(given.open(), done, claude, scene()).task.status).toBe('done')
  expect(() => complete(given.inProgress(), done, claude, scene())).toThrow(refused('not_owner'))
})

test('completing without an output keeps the one that is there', () => {
  const task = given.inProgress({ output: 'half' })
  expect(complete(task, { output: undefined, evidence: null }, codex, scene()).task.output).toBe('half')
})

test('a task that needs approval goes to a person, and stays held', () => {
  const { task, kind } = complete(given.inProgress({ needs_approval: true }), done, codex, scene())
  expect(kind).toBe('approval_requested')
  expect(task).toMatchObject({ status: 'input_required', waiting_for: 'approval', evidence: { text: 'tests pass' } })
  expect(task.hold?.by).toBe('codex')
})

test('a person completes what needs approval at once', () => {
  const task = given.inProgress({ needs_approval: true })
  expect(complete(task, done, person, scene()).task.status).toBe('done')
  expect(complete(given.awaitingApproval(), done, person, scene())).toMatchObject({
    kind: 'approved',
    task: { output: 'works' },
  })
})

test('approving makes it done and lets go', () => {
  expect(approve(given.awaitingApproval(), 'well done', noon.wall)).toMatchObject({
    task: { status: 'done', hold: null, waiting_for: null },
    details: { note: 'well done' },
  })
})

test('rejecting gives it back to its holder, or makes it ready where nobody holds it', () => {
  expect(reject(given.awaitingApproval(), 'tests?', noon)).toMatchObject({
    task: { status: 'in_progress', hold: { by: 'codex' }, waiting_for: null },
    details: { reason: 'tests?' },
  })
  expect(reject(given.awaitingApproval({ hold: null }), 'tests?', noon).task.status).toBe('open')
})

test('a holder who waited long for the answer or the approval carries on with a fresh lease', () => {
  const tomorrow = later(minutes(24 * 60))
  const rejected = reject(given.awaitingApproval(), 'tests?', tomorrow).task
  const answered = answer(given.asking(), { answer: 'yes' }, 'ada', scene(tomorrow)).task
  for (const task of [rejected, answered]) {
    expect(task.hold?.until).toBe(tomorrow.awake + defaultLease)
    expect(leaseIsOver(task, scene(tomorrow))).toBe(false)
  }
})

test('only what waits for approval is approved or rejected', () => {
  for (const task of [given.open(), given.asking(), given.done()]) {
    expect(() => approve(task, undefined, noon.wall)).toThrow(refused('invalid_transition', /does not wait/))
    expect(() => reject(task, 'no', noon)).toThrow(refused('invalid_transition', /does not wait/))
  }
})

test('a reported failure counts an attempt and keeps the error; reset forgets both', () => {
  const failed = fail(given.inProgress({ attempts: 1 }), 'no disk', codex, scene())
  expect(failed).toMatchObject({
    task: { status: 'failed', attempts: 2, error: 'no disk', hold: null },
    details: { attempts: 2, of: 3 },
  })
  expect(reset(failed.task, noon.wall).task).toMatchObject({ status: 'open', attempts: 0, error: null })
  expect(() => reset(given.open(), noon.wall)).toThrow(refused('invalid_transition', /has not failed/))
})

test('only work in hand fails, by its holder', () => {
  expect(() => fail(given.open(), 'no', codex, scene())).toThrow(refused('invalid_transition'))
  expect(() => fail(given.inProgress(), 'no', claude, scene())).toThrow(refused('not_owner'))
})

test('anything unfinished is cancelled by its holder, by anyone where nobody holds it, or by a person', () => {
  expect(cancel(given.failed(), 'obsolete', claude, scene())).toMatchObject({
    task: { status: 'cancelled' },
    details: { reason: 'obsolete' },
  })
  expect(() => cancel(given.inProgress(), undefined, claude, scene())).toThrow(refused('not_owner'))
  expect(cancel(given.inProgress(), undefined, person, scene()).task).toMatchObject({
    status: 'cancelled',
    hold: null,
  })
})

test('the holder asks a person, and keeps the task meanwhile', () => {
  const { task } = ask(given.inProgress(), question(), codex, scene())
  expect(task).toMatchObject({ status: 'input_required', waiting_for: 'answer', hold: { by: 'codex' } })
  expect(() => ask(given.inProgress(), question(), claude, scene())).toThrow(refused('not_owner'))
})

test('an answer leads back to work, or makes the task ready where nobody holds it', () => {
  const { task, details } = answer(given.asking(), { answer: 'PostgreSQL', question_id: 'q-1' }, 'ada', scene())
  expect(task).toMatchObject({ status: 'in_progress', question: null, waiting_for: null, expiries: 0 })
  expect(details).toEqual({ question: 'Which database?', answer: 'PostgreSQL', by: 'ada' })
  expect(answer(given.asking({ hold: null }), { answer: 'go' }, 'ada', scene()).task.status).toBe('open')
})

test('an answer to another question, or to none, is refused', () => {
  const other = { answer: 'yes', question_id: 'q-0' }
  expect(() => answer(given.asking(), other, 'ada', scene())).toThrow(refused('invalid_transition', /no longer open/))
  expect(() => answer(given.awaitingApproval(), { answer: 'yes' }, 'ada', scene())).toThrow(
    refused('invalid_transition', /no open question/),
  )
})
