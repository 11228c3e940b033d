/** What only a person may do. */
import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'
import { Lease, taskLine } from '../shapes.ts'

const on = ['rest', 'cli', 'board'] as const
const who = { agent: f.AgentName.optional(), idempotency_key: f.IdempotencyKey.optional() }

export const answerInput = operation({
  name: 'answer_input',
  title: 'Answer an agent',
  description: 'Answer the question a task waits for; its holder carries on.',
  toolset: 'people',
  effect: 'write',
  who: 'person',
  on,
  input: { task_id: f.TaskId, answer: f.Reason.min(1), question_id: f.text(64).optional(), ...who },
  output: taskLine,
  errors: ['not_found', 'invalid_transition', 'forbidden'],
})

export const approve = operation({
  name: 'approve',
  title: 'Approve a task',
  description: 'Accept the work: the task is done.',
  toolset: 'people',
  effect: 'write',
  who: 'person',
  on,
  input: { task_id: f.TaskId, note: f.Reason.optional(), ...who },
  output: { ...taskLine, unblocked: z.array(f.TaskId).optional() },
  errors: ['not_found', 'invalid_transition', 'forbidden'],
})

export const reject = operation({
  name: 'reject',
  title: 'Send a task back',
  description: 'Say what is missing: the task goes back to its holder, or becomes ready where nobody holds it.',
  toolset: 'people',
  effect: 'write',
  who: 'person',
  on,
  input: { task_id: f.TaskId, reason: f.Reason.min(1), ...who },
  output: taskLine,
  errors: ['not_found', 'invalid_transition', 'forbidden'],
})

export const forceRelease = operation({
  name: 'force_release',
  title: 'Take a task from its holder',
  description: 'End the hold of an agent that is stuck or gone; the task is free for others at once.',
  toolset: 'people',
  effect: 'write',
  who: 'person',
  on,
  input: { task_id: f.TaskId, reason: f.Reason.optional(), ...who },
  output: taskLine,
  errors: ['not_found', 'invalid_transition', 'forbidden'],
})

export const extendLease = operation({
  name: 'extend_lease',
  title: 'Give a holder more time',
  description: 'Let the lease on a task run so many seconds longer, however silent its holder is.',
  toolset: 'people',
  effect: 'write',
  who: 'person',
  on,
  input: { task_id: f.TaskId, seconds: f.LeaseSeconds, ...who },
  output: { ...taskLine, ...Lease.shape },
  errors: ['not_found', 'invalid_transition', 'forbidden'],
})

export const undo = operation({
  name: 'undo',
  title: 'Take back what happened',
  description:
    'Take back one event of a task, by its seq in get_history: its fields become what they were, unless something newer touched them.',
  toolset: 'people',
  effect: 'destructive',
  who: 'person',
  on,
  input: { task_id: f.TaskId, seq: z.int().min(1), ...who },
  output: { ...taskLine, blocked: z.array(f.TaskId).optional().describe('what was ready and waits again') },
  errors: ['not_found', 'invalid_transition', 'version_conflict', 'dependency_cycle', 'forbidden'],
})
