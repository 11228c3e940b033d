/** What can happen on a board, told to the real one and to the rules at once. */
import fc from 'fast-check'
import type { OperationName } from '../../../src/contract/operations/index.ts'
import type { Priority } from '../../../src/contract/words.ts'
import { minutes } from '../../../src/core/clock.ts'
import { TaskError } from '../../../src/core/error.ts'
import type { Board } from '../board.ts'
import type { Outcome, Rules } from './rules.ts'

export interface Step {
  readonly name: string
  readonly told: string
  /** Returns what the rules expected and what the board did. */
  run(board: Board, rules: Rules): Promise<{ expected: unknown; got: unknown }>
}

const agents = ['codex', 'gemini', 'claude-code'] as const
const ids = ['T-1', 'T-2', 'T-3', 'T-4']
const agent = fc.constantFrom(...agents)
/** Half of the time whoever holds the task speaks: strangers are mostly refused. */
const speaker = fc.option(agent, { freq: 1 })
const id = fc.constantFrom(...ids)
const on = fc.subarray(ids, { maxLength: 2 })

async function outcome(call: Promise<unknown>): Promise<Outcome> {
  try {
    await call
    return 'ok'
  } catch (error) {
    if (error instanceof TaskError) return error.code
    throw error
  }
}

type Said = Record<string, unknown>

/** An operation on one task by one agent. */
const byAgent = (name: OperationName, rule: (rules: Rules, id: string, agent: string) => Outcome, more: Said = {}) =>
  fc.record({ id, speaker }).map(
    ({ id, speaker }): Step => ({
      name,
      told: `${speaker ?? 'its holder'}: ${name} ${id}`,
      async run(board, rules) {
        const agent = speaker ?? rules.holderOf(id) ?? agents[0]
        const expected = rule(rules, id, agent)
        return { expected, got: await outcome(board.as(agent)(name, { task_id: id, ...more })) }
      },
    }),
  )

const byPerson = (name: OperationName, rule: (rules: Rules, id: string) => Outcome, more: Said = {}) =>
  id.map(
    (id): Step => ({
      name,
      told: `person: ${name} ${id}`,
      run: async (board, rules) => ({
        expected: rule(rules, id),
        got: await outcome(board.person(name, { task_id: id, ...more })),
      }),
    }),
  )

const create = fc
  .record({ priority: fc.constantFrom<Priority>('low', 'normal', 'high', 'urgent'), approval: fc.boolean(), on })
  .map(
    ({ priority, approval, on }): Step => ({
      name: 'create_task',
      told: `create ${priority}${approval ? ', needs approval' : ''} after ${on}`,
      async run(board, rules) {
        const task_id = `T-${rules.tasks.size + 1}`
        if (rules.tasks.size === ids.length) return { expected: 'full', got: 'full' }
        const input = { title: task_id, priority, needs_approval: approval, depends_on: on }
        const expected = on.includes(task_id) ? 'dependency_cycle' : rules.create(task_id, priority, approval, on)
        return { expected, got: await outcome(board.person('create_task', input)) }
      },
    }),
  )

const depend = fc.record({ id, on }).map(
  ({ id, on }): Step => ({
    name: 'depend',
    told: `${id} waits for ${on}`,
    run: async (board, rules) => ({
      expected: rules.depend(id, on),
      got: await outcome(board.person('update_task', { task_id: id, depends_on: on })),
    }),
  }),
)

const claimNext = agent.map(
  (agent): Step => ({
    name: 'claim_next_task',
    told: `${agent}: claim_next_task`,
    async run(board, rules) {
      const expected = rules.next(agent)
      if (expected === null) rules.heardOf(agent)
      else rules.claim(expected, agent)
      return { expected, got: (await board.as(agent)('claim_next_task')).task_id }
    },
  }),
)

const handOff = fc.record({ id, speaker, to: fc.option(agent) }).map(
  ({ id, speaker, to }): Step => ({
    name: 'handoff_task',
    told: `${speaker ?? 'its holder'}: hands ${id} to ${to ?? 'anyone'}`,
    async run(board, rules) {
      const agent = speaker ?? rules.holderOf(id) ?? agents[0]
      const expected = rules.handOff(id, agent, to)
      const input = { task_id: id, ...(to && { to_agent: to }) }
      return { expected, got: await outcome(board.as(agent)('handoff_task', input)) }
    },
  }),
)

const undo = fc.record({ id, back: fc.nat(2) }).map(
  ({ id, back }): Step => ({
    name: 'undo',
    told: `person: takes back what happened to ${id}${back ? `, ${back} before the last` : ' last'}`,
    async run(board, rules) {
      const past = rules.past(id, back)
      const input = { task_id: id, seq: past?.seq ?? 10_000 }
      return { expected: rules.undo(id, past), got: await outcome(board.person('undo', input)) }
    },
  }),
)

const read = agent.map(
  (agent): Step => ({
    name: 'read',
    told: `${agent}: reads`,
    run: async (board, rules) => ({
      expected: rules.heardOf(agent),
      got: await outcome(board.as(agent)('list_tasks')),
    }),
  }),
)

const wait = fc.record({ by: fc.constantFrom(1, 7, 16, 31, 61), tick: fc.boolean() }).map(
  ({ by, tick }): Step => ({
    name: 'wait',
    told: `${by} minutes pass${tick ? ', tick' : ''}`,
    async run(board, rules) {
      board.clock.advance(minutes(by))
      rules.now += minutes(by)
      if (tick) {
        await board.tick()
        rules.tick()
      }
      return { expected: 'ok', got: 'ok' }
    },
  }),
)

/** What is undone later must be known as it was. */
const remembered = (step: Step): Step => ({
  ...step,
  async run(board, rules) {
    const before = new Map([...rules.tasks].map(([id, task]) => [id, { ...task, on: new Set(task.on) }]))
    const since = rules.seq
    const outcome = await step.run(board, rules)
    rules.remember(await board.events(since), before)
    return outcome
  },
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: create },
  { weight: 2, arbitrary: depend },
  { weight: 4, arbitrary: byAgent('claim_task', (r, id, agent) => r.claim(id, agent)) },
  { weight: 3, arbitrary: claimNext },
  { weight: 3, arbitrary: byAgent('save_checkpoint', (r, id, agent) => r.checkpoint(id, agent), { notes: 'n' }) },
  { weight: 3, arbitrary: handOff },
  { weight: 2, arbitrary: byAgent('mark_exhausted', (r, id, agent) => r.exhaust(id, agent)) },
  { weight: 4, arbitrary: byAgent('complete_task', (r, id, agent) => r.complete(id, agent)) },
  { weight: 2, arbitrary: byAgent('update_task', (r, id, agent) => r.fail(id, agent), { status: 'failed' }) },
  { weight: 2, arbitrary: byAgent('reset_failed_task', (r, id, agent) => r.reset(id, agent)) },
  { weight: 1, arbitrary: byAgent('cancel_task', (r, id, agent) => r.cancel(id, agent)) },
  { weight: 2, arbitrary: byAgent('release_task', (r, id, agent) => r.release(id, agent)) },
  { weight: 2, arbitrary: byAgent('request_input', (r, id, agent) => r.ask(id, agent), { question: 'q' }) },
  { weight: 2, arbitrary: byPerson('answer_input', (r, id) => r.answer(id), { answer: 'a' }) },
  { weight: 2, arbitrary: byPerson('approve', (r, id) => r.approve(id)) },
  { weight: 2, arbitrary: byPerson('reject', (r, id) => r.reject(id), { reason: 'r' }) },
  { weight: 4, arbitrary: undo },
  { weight: 2, arbitrary: read },
  { weight: 5, arbitrary: wait },
)

/** Some tasks to begin with, then long enough for them to be led anywhere. A counterexample reads as what was told. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(create, { minLength: 2, maxLength: 3 }),
    fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
  )
  .map(([first, then]) => {
    const all = [...first, ...then].map(remembered)
    return Object.assign(all, { [fc.toStringMethod]: () => all.map((step) => step.told).join('\n') })
  })
