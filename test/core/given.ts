/** Tasks, speakers and moments for tests of the pure rules: each builder says only what its test is about. */
import { expect } from 'vitest'
import type { ErrorCode, Status } from '../../src/contract/words.ts'
import { type Clock, type Instant, type Moment, minutes } from '../../src/core/clock.ts'
import type { Scene, Speaker } from '../../src/core/holding.ts'
import { defaultLease } from '../../src/core/holding.ts'
import { Presence } from '../../src/core/presence.ts'
import type { Hold, Question, Task } from '../../src/core/task.ts'

export const noon: Moment = { wall: Date.parse('2026-04-20T12:00:00Z'), awake: minutes(1_000) }

export interface FakeClock extends Clock {
  /** Time passes, and the machine is awake. */
  advance(ms: number): void
  /** The machine sleeps: only the wall clock moves. */
  sleep(ms: number): void
}

export function fakeClock(start: Moment = noon): FakeClock {
  let { wall, awake } = start
  return {
    now: () => ({ wall, awake }),
    advance(ms) {
      wall += ms
      awake += ms
    },
    sleep(ms) {
      wall += ms
    },
  }
}

export const later = (ms: number, than: Moment = noon): Moment => ({ wall: than.wall + ms, awake: than.awake + ms })

/** A host that has been up for long enough that nobody gets the grace of a restart. */
export const presence = () => new Presence(0)

export const scene = (now: Moment = noon, of: Presence = presence()): Scene => ({ now, presence: of })

const connectionOf = (name: string) => `link:${name}`

export const speaker = (name: string, more: Partial<Speaker> = {}): Speaker => ({
  role: 'agent',
  name,
  connection: connectionOf(name),
  stateless: false,
  claim: undefined,
  ...more,
})
export const person = speaker('ada', { role: 'person' })

/** For `toThrow` and `rejects.toThrow`. */
export const refused = (code: ErrorCode, message?: RegExp) =>
  expect.objectContaining(message ? { code, message: expect.stringMatching(message) } : { code })

const blank: Task = {
  id: 'T-1',
  title: 'Fix the login',
  description: null,
  goal: null,
  status: 'open',
  priority: 'normal',
  due: null,
  labels: [],
  needs: [],
  parent: null,
  open_deps: 0,
  hold: null,
  fence: 0,
  offer: null,
  waiting_for: null,
  question: null,
  evidence: null,
  attempts: 0,
  max_attempts: 3,
  expiries: 0,
  checkpoints: 0,
  done_when: null,
  needs_approval: false,
  output: null,
  error: null,
  repo_path: null,
  worktree: null,
  external_id: null,
  created_by: 'ada',
  created_at: noon.wall,
  updated_at: noon.wall,
  started_at: null,
  finished_at: null,
  version: 1,
}

export const hold = (by: string, more: Partial<Hold> = {}): Hold => ({
  by,
  connection: connectionOf(by),
  since: noon.wall,
  implicit: false,
  until: noon.awake + defaultLease,
  ms: defaultLease,
  ...more,
})

export const question = (at: Instant = noon.wall): Question => ({
  id: 'q-1',
  text: 'Which database?',
  options: [],
  asked_by: 'codex',
  at,
})

type Held = Partial<Task> & { owner?: string; implicit?: boolean }

function held({ owner = 'codex', implicit = false, ...fields }: Held): Partial<Task> {
  return { hold: hold(owner, { implicit }), fence: 1, started_at: noon.wall, ...fields }
}

export const given = {
  open: (fields: Partial<Task> = {}): Task => ({ ...blank, ...fields }),
  inProgress: (fields: Held = {}): Task => ({ ...blank, status: 'in_progress', ...held(fields) }),
  handedOff: ({ to = null, ...fields }: Partial<Task> & { to?: string | null } = {}): Task => ({
    ...blank,
    status: 'handoff_ready',
    fence: 1,
    offer: { to, until: noon.awake + minutes(30) },
    ...fields,
  }),
  exhausted: (fields: Partial<Task> = {}): Task => ({ ...blank, status: 'agent_exhausted', fence: 1, ...fields }),
  asking: (fields: Held = {}): Task => ({
    ...blank,
    status: 'input_required',
    waiting_for: 'answer',
    question: question(),
    ...held(fields),
  }),
  awaitingApproval: (fields: Held = {}): Task => ({
    ...blank,
    status: 'input_required',
    waiting_for: 'approval',
    needs_approval: true,
    ...held(fields),
  }),
  failed: (fields: Partial<Task> = {}): Task => ({ ...blank, status: 'failed', attempts: 1, error: 'no', ...fields }),
  done: (fields: Partial<Task> = {}): Task => ({ ...blank, status: 'done', finished_at: noon.wall, ...fields }),
  cancelled: (fields: Partial<Task> = {}): Task => ({
    ...blank,
    status: 'cancelled',
    finished_at: noon.wall,
    ...fields,
  }),
  /** Any task with that status. */
  having: (status: Status): Task => ({ ...blank, status }),
}
