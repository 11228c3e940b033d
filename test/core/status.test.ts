import { expect, test } from 'vitest'
import { type Status, statuses } from '../../src/contract/words.ts'
import { TaskError } from '../../src/core/error.ts'
import { approve, cancel, complete, fail, reject, reset } from '../../src/core/finishing.ts'
import { exhaust, handOff, widen } from '../../src/core/handoff.ts'
import { expire, implicitly, release, take } from '../../src/core/holding.ts'
import { answer, ask } from '../../src/core/question.ts'
import { following, isOver, mayBecome, move } from '../../src/core/status.ts'
import type { Change, Task } from '../../src/core/task.ts'
import { given, noon, person, question, refused, scene, speaker } from './given.ts'

/** What may follow what, as it was decided; written out once more, so that a slip in core's table shows. */
const legal: Readonly<Record<Status, readonly Status[]>> = {
  open: ['in_progress', 'handoff_ready', 'input_required', 'done', 'cancelled'],
  in_progress: ['open', 'handoff_ready', 'agent_exhausted', 'input_required', 'done', 'failed', 'cancelled'],
  input_required: ['open', 'in_progress', 'handoff_ready', 'agent_exhausted', 'done', 'failed', 'cancelled'],
  handoff_ready: ['in_progress', 'handoff_ready', 'input_required', 'done', 'cancelled'],
  agent_exhausted: ['in_progress', 'handoff_ready', 'input_required', 'done', 'cancelled'],
  failed: ['open', 'cancelled'],
  done: [],
  cancelled: [],
}
const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const))

test.each(pairs)('%s → %s is allowed or refused as the table says', (from, to) => {
  expect(mayBecome(from, to)).toBe(legal[from].includes(to))
  expect(following(from).includes(to)).toBe(legal[from].includes(to))
  const moved = () => move(given.having(from), to, 'updated', noon.wall)
  if (legal[from].includes(to)) expect(moved().task).toMatchObject({ status: to, version: 2 })
  else expect(moved).toThrow(refused('invalid_transition'))
})

const codex = speaker('codex')
const who = scene()
const done = { output: 'ok', evidence: null }
/** Everything that anyone can do to a task. */
const commands: Record<string, (task: Task) => Change> = {
  claim: (task) => take(task, codex, implicitly, who),
  release: (task) => release(task, noon),
  'hand off': (task) => handOff(task, { to: null, reason: '' }, codex, who),
  // The timekeeper asks for nothing but held work and offers.
  expire: (task) => expire(task.status === 'in_progress' ? task : given.done(), noon, 'q-2'),
  widen: (task) => widen(task.offer ? task : given.done(), noon),
  exhaust: (task) => exhaust(task, undefined, codex, who),
  ask: (task) => ask(task, question(), codex, who),
  answer: (task) => answer(task, { answer: 'PostgreSQL' }, 'ada', who),
  complete: (task) => complete(task, done, codex, who),
  'complete, by a person': (task) => complete(task, done, person, who),
  approve: (task) => approve(task, undefined, noon.wall),
  reject: (task) => reject(task, 'no', noon),
  fail: (task) => fail(task, 'no', codex, who),
  reset: (task) => reset(task, noon.wall),
  cancel: (task) => cancel(task, undefined, codex, who),
}
/** Every shape a task can have. */
const tasks: readonly Task[] = [
  given.open(),
  given.inProgress(),
  given.inProgress({ expiries: 2 }),
  given.handedOff(),
  given.handedOff({ to: 'codex' }),
  given.exhausted(),
  given.asking(),
  given.asking({ hold: null }),
  given.awaitingApproval(),
  given.awaitingApproval({ hold: null }),
  given.failed(),
  given.done(),
  given.cancelled(),
].flatMap((task) => [task, { ...task, needs_approval: true }])

test('what anyone can do reaches every legal transition, and no other', () => {
  const reached = new Set<string>()
  for (const task of tasks) {
    for (const [name, command] of Object.entries(commands)) {
      try {
        const { task: after } = command(task)
        if (after.status !== task.status || name === 'hand off') reached.add(`${task.status} → ${after.status}`)
      } catch (error) {
        expect(error).toBeInstanceOf(TaskError)
      }
    }
  }
  expect([...reached].sort()).toEqual(
    pairs
      .filter(([from, to]) => legal[from].includes(to))
      .map(([from, to]) => `${from} → ${to}`)
      .sort(),
  )
})

test('a task that is in progress is held, and one that can be taken is not', () => {
  for (const task of tasks)
    for (const command of Object.values(commands)) {
      let after: Task
      try {
        after = command(task).task
      } catch {
        continue
      }
      if (after.status === 'in_progress') expect(after.hold).not.toBeNull()
      if (!['in_progress', 'input_required'].includes(after.status)) expect(after.hold).toBeNull()
      if (after.status !== 'input_required') expect(after).toMatchObject({ waiting_for: null, question: null })
    }
})

test('done and cancelled are the end, and when that was is kept', () => {
  expect(statuses.filter(isOver)).toEqual(['done', 'cancelled'])
  expect(cancel(given.open(), undefined, codex, who).task.finished_at).toBe(noon.wall)
  expect(approve(given.awaitingApproval(), undefined, noon.wall).task.finished_at).toBe(noon.wall)
})

test('a refusal says what can be done instead', () => {
  expect(() => move(given.failed(), 'done', 'completed', noon.wall)).toThrow(/reset_failed_task/)
  expect(() => move(given.done(), 'open', 'reset', noon.wall)).toThrow(/create another task/)
})

test.each(Object.entries(commands).filter(([name]) => !['approve', 'reject', 'complete, by a person'].includes(name)))(
  'while approval is pending, %s does not lead on',
  (name, command) => {
    const task = given.awaitingApproval()
    if (name === 'claim') expect(command(task).task).toMatchObject({ status: 'input_required', hold: { by: 'codex' } })
    else expect(() => command(task)).toThrow(refused('invalid_transition'))
  },
)
