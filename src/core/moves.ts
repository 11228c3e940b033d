/** What a person may do with a task now: found by trying the rules themselves, so that it never says otherwise. */
import type { Move } from '../contract/words.ts'
import { mustTakeCheckpoint } from './checkpoint.ts'
import { TaskError } from './error.ts'
import { approve, cancel, complete, reject, reset } from './finishing.ts'
import { handOff } from './handoff.ts'
import {
  defaultLease,
  expire,
  extend,
  forceRelease,
  leaseIsOver,
  mustHoldOrBeFree,
  release,
  type Scene,
  type Speaker,
  take,
} from './holding.ts'
import { answer } from './question.ts'
import { changed, type Task } from './task.ts'

type Try = (task: Task, who: Speaker, scene: Scene) => unknown

/** A write of its holder finds a lease that is over already let go; a person's decision is on the task as it was seen. */
const current =
  (rule: Try): Try =>
  (task, who, scene) =>
    rule(leaseIsOver(task, scene) ? expire(task, scene.now, '').task : task, who, scene)

const terms = { implicit: false, lease_ms: defaultLease, can: [] }

const rules: Readonly<Record<Move, Try>> = {
  claim_task: current((task, who, scene) => take(task, who, terms, scene)),
  release_task: current((task, who, scene) => {
    mustHoldOrBeFree(task, who, scene)
    release(task, scene.now)
  }),
  force_release: (task, _who, { now }) => forceRelease(task, now),
  handoff_task: current((task, who, scene) => handOff(task, { to: null, reason: '' }, who, scene)),
  complete_task: current((task, who, scene) => complete(task, { evidence: null }, who, scene)),
  approve: (task, _who, { now }) => approve(task, undefined, now.wall),
  reject: (task, _who, { now }) => reject(task, '', now),
  answer_input: (task, who, scene) => answer(task, { answer: '' }, who.name, scene),
  reset_failed_task: (task, _who, { now }) => reset(task, now.wall),
  extend_lease: current((task, _who, scene) => extend(task, 0, scene)),
  cancel_task: current((task, who, scene) => cancel(task, undefined, who, scene)),
  save_checkpoint: current(mustTakeCheckpoint),
  update_task: current((task, _who, { now }) => changed(task, {}, 'updated', now.wall)),
}

const all = Object.keys(rules) as Move[]

/** For whoever asks, as the person that they may be; an agent's own claim does not count. */
export function movesOf(task: Task, who: Speaker, scene: Scene): Move[] {
  const person: Speaker = { ...who, role: who.role === 'agent' ? 'person' : who.role, claim: undefined }
  // Nobody sees these refusals, and their stacks would be two thirds of what a page of cards costs.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return all.filter((move) => isAllowed(() => rules[move](task, person, scene)))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

function isAllowed(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch (error) {
    if (error instanceof TaskError) return false
    throw error
  }
}
