import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatonEvent } from '../../../src/contract/baton.ts'
import { type Status, statuses } from '../../../src/contract/words.ts'
import type { Task } from '../../../src/core/task.ts'
import { type Board, board } from '../board.ts'
import { Rules } from './rules.ts'
import { type Step, steps } from './steps.ts'

/** More for longer runs, and another seed to look elsewhere: `BATON_RUNS=5000 BATON_SEED=7`. */
const numRuns = Number(process.env.BATON_RUNS ?? 100)
const seed = Number(process.env.BATON_SEED ?? 20_260_420)

test('whatever three agents, a person and time do, the board does what the rules say', {
  timeout: 60_000 + numRuns * 2_000,
}, async () => {
  const run = async (steps: readonly Step[]) => {
    const cleaning: (() => void | Promise<void>)[] = []
    const real = await board((clean) => cleaning.unshift(clean))
    try {
      await follow(real, steps)
    } finally {
      for (const clean of cleaning) await clean()
    }
  }
  await fc.assert(fc.asyncProperty(steps, run), { seed, numRuns })
})

/** What the runs came to see, so that none of this can become a test of nothing. */
const tried = new Set<string>()
const worked = new Set<string>()
const reached = new Set<Status>()

test('the runs reach every status, and let everything that can be tried succeed', () => {
  expect([...reached].sort()).toEqual([...statuses].sort())
  expect([...worked].sort()).toEqual([...tried].sort())
})

async function follow(real: Board, steps: readonly Step[]): Promise<void> {
  const rules = new Rules(real.clock.now().awake)
  const replayed = new Map<string, Record<string, unknown>>()
  const told: string[] = []
  let before = { seq: 0, tasks: [] as Task[] }
  for (const step of steps) {
    told.push(step.told)
    const { expected, got } = await step.run(real, rules)
    expect(got, told.join('\n')).toEqual(expected)
    tried.add(step.name)
    if (got === 'ok' || /^T-/.test(String(got))) worked.add(step.name)
    const events = await real.events(before.seq)
    const tasks = await real.store.read(async (tx) => (await tx.list({}, 100, undefined)).rows.toReversed())
    try {
      seeWhatTheRulesSay(tasks, rules)
      seeEventsWithoutAGap(events, before.seq)
      seeOneEventPerVersion(events, before.tasks, tasks)
      seeNothingWhereRefused(got, events)
      for (const event of events) replay(event, replayed)
      for (const task of tasks) expect(fieldsOf(task)).toEqual(replayed.get(task.id))
    } catch (error) {
      throw new Error(`after\n${told.join('\n')}\n${(error as Error).message}`, { cause: error })
    }
    for (const task of tasks) reached.add(task.status)
    before = { seq: before.seq + events.length, tasks: [...tasks] }
  }
  await seeWhatAgentsSee(real, before.tasks)
}

/** One holder at most, nothing ready that waits, every status as it was led to. */
function seeWhatTheRulesSay(tasks: readonly Task[], rules: Rules): void {
  const seen = tasks.map((task) => ({
    id: task.id,
    status: task.status,
    holder: task.hold?.by ?? null,
    offeredTo: task.offer?.to ?? null,
    waiting: task.waiting_for,
    expiries: task.expiries,
    blocked: task.open_deps > 0,
  }))
  const meant = [...rules.tasks.values()].map((t) => ({
    id: t.id,
    status: t.status,
    holder: t.holder,
    offeredTo: t.offeredTo,
    waiting: t.waiting,
    expiries: t.expiries,
    blocked: rules.blocked(t),
  }))
  expect(seen).toEqual(meant)
}

function seeEventsWithoutAGap(events: readonly BatonEvent[], since: number): void {
  expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => since + i + 1))
}

/** Versions only grow, by one for each event that tells of the task's fields. */
function seeOneEventPerVersion(events: readonly BatonEvent[], before: readonly Task[], after: readonly Task[]): void {
  for (const task of after) {
    const told = events.filter((e) => e.task_id === task.id).length
    expect(task.version - (before.find((t) => t.id === task.id)?.version ?? 0)).toBe(told)
  }
}

function seeNothingWhereRefused(got: unknown, events: readonly BatonEvent[]): void {
  const happened = got === 'ok' || got === 'full' || got === null || /^T-\d$/.test(String(got))
  if (!happened) expect(events).toEqual([])
}

/** Kept by the store beside what events tell of. */
const untold = ['id', 'version', 'updated_at', 'created_at', 'open_deps']
const isEmpty = (value: unknown) =>
  value === null || value === 0 || value === false || (Array.isArray(value) && value.length === 0)

/** The task's fields that are not empty; a lease may have been moved on without a word. */
function fieldsOf(task: Task): Record<string, unknown> {
  const fields = Object.entries(task).filter(([key, value]) => !untold.includes(key) && !isEmpty(value))
  return Object.fromEntries(fields.map(([key, value]) => [key, key === 'hold' ? { ...value, until: 0 } : value]))
}

/** What an event says was before is what the events before it made. */
function replay(event: BatonEvent, tasks: Map<string, Record<string, unknown>>): void {
  if (event.task_id === null) return
  const fields = tasks.get(event.task_id) ?? {}
  for (const [key, [from, to]] of Object.entries(event.changed)) {
    const plain = (value: unknown) => (key === 'hold' && value ? { ...value, until: 0 } : value)
    expect(isEmpty(from) ? undefined : plain(from), `${event.kind} ${key}`).toEqual(fields[key])
    if (isEmpty(to)) delete fields[key]
    else fields[key] = plain(to)
  }
  tasks.set(event.task_id, fields)
}

async function seeWhatAgentsSee(real: Board, tasks: readonly Task[]): Promise<void> {
  const ready = new Set((await real.as('nobody')('get_available_tasks')).tasks.map((t) => t.task_id))
  for (const task of tasks) {
    const told = await real.as('nobody')('get_task', { task_id: task.id })
    const { status, title, version } = task
    expect(told).toMatchObject({ status, title, version })
    expect(told.current_owner).toBe(task.hold?.by)
    const open = ['open', 'handoff_ready', 'agent_exhausted'].includes(status)
    expect(told.ready).toBe(open && !told.blocked_by)
    expect(ready.has(task.id)).toBe(told.ready && !task.offer?.to)
  }
}
