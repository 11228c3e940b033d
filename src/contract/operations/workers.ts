import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'
import { ClientRow, SlotRow, TaskRow, taskLine } from '../shapes.ts'

const everywhere = ['mcp', 'rest', 'cli', 'board'] as const
const repeated = { idempotency_key: f.IdempotencyKey.optional() }

/** What a taker needs to begin, so that a claim saves the get_task after it. */
const taken = {
  ...taskLine,
  claim: z.string().describe('pass it on with later writes'),
  lease_seconds: z.int(),
  expires_at: z.string(),
  title: z.string(),
  description: z.string().optional(),
  goal: z.string().optional(),
  done_when: z.string().optional(),
  slot: z.int().optional(),
  brief: z.string().optional(),
}
const terms = {
  lease_seconds: f.LeaseSeconds.optional().describe('default 900; every call you make renews it'),
  can: f.Skills.optional().describe('what you can do; tasks may need it'),
  slot: f.Slot.optional(),
}

export const getAvailableTasks = operation({
  name: 'get_available_tasks',
  title: 'List what is ready',
  description: 'Tasks that can be taken now, most urgent first.',
  toolset: 'workers',
  effect: 'read',
  who: 'agent',
  on: everywhere,
  input: {
    can: f.Skills.optional(),
    limit: f.Limit.optional(),
    cursor: f.Cursor.optional(),
    agent: f.AgentName.optional(),
  },
  output: { tasks: z.array(TaskRow), next_cursor: z.string().optional() },
  mcpOutput: [],
  errors: ['invalid_input'],
  quiet: ['agent', 'can'],
})

export const claimTask = operation({
  name: 'claim_task',
  title: 'Claim a task',
  description: 'Take a ready task; nobody else can until you finish, hand on, release, or stay silent past the lease.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { task_id: f.TaskId, agent: f.AgentName.optional(), ...terms, ...repeated },
  output: taken,
  mcpOutput: ['task_id', 'status', 'claim'],
  errors: ['not_found', 'not_ready', 'already_claimed', 'invalid_transition', 'no_free_slot'],
  quiet: ['idempotency_key'],
})

export const claimNextTask = operation({
  name: 'claim_next_task',
  title: 'Claim the next task',
  description: 'Take the most urgent ready task in one step. task_id is null when nothing is ready.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { agent: f.AgentName.optional(), ...terms, label: f.Label.optional(), ...repeated },
  output: { ...z.object(taken).partial().shape, task_id: f.TaskId.nullable() },
  mcpOutput: ['task_id', 'status', 'claim'],
  errors: ['no_free_slot'],
  quiet: ['idempotency_key'],
})

export const heartbeat = operation({
  name: 'heartbeat',
  title: 'Say that you are still at it',
  description:
    'Renew your lease on one task or on all you hold. Any other call does so too; use it before long silent work.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId.optional(),
    lease_seconds: f.LeaseSeconds.optional(),
    agent: f.AgentName.optional(),
    claim: f.Claim.optional(),
    ...repeated,
  },
  output: { held: z.array(z.object({ task_id: f.TaskId, expires_at: z.string() })) },
  mcpOutput: [],
  errors: ['not_found', 'not_owner', 'lease_lost'],
  quiet: ['idempotency_key'],
})

export const releaseTask = operation({
  name: 'release_task',
  title: 'Give a task back',
  description: 'Let go of a task you hold, so that others can take it.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    reason: f.Reason.optional(),
    agent: f.AgentName.optional(),
    claim: f.Claim.optional(),
    ...repeated,
  },
  output: taskLine,
  errors: ['not_found', 'invalid_transition', 'not_owner', 'lease_lost'],
  quiet: ['idempotency_key'],
})

export const resetFailedTask = operation({
  name: 'reset_failed_task',
  title: 'Try a failed task again',
  description: 'Make a failed task available again, its attempts forgotten.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { task_id: f.TaskId, agent: f.AgentName.optional(), ...repeated },
  output: taskLine,
  errors: ['not_found', 'invalid_transition'],
  quiet: ['agent', 'idempotency_key'],
})

export const claimWorkerSlot = operation({
  name: 'claim_worker_slot',
  title: 'Claim a worker slot',
  description: 'Take one of the limited slots for working in parallel; release it when you are done.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { agent: f.AgentName.optional(), ...repeated },
  output: { slot: z.int() },
  errors: ['no_free_slot'],
  quiet: ['idempotency_key'],
})

export const releaseWorkerSlot = operation({
  name: 'release_worker_slot',
  title: 'Release a worker slot',
  description: 'Give your slot back.',
  toolset: 'workers',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { slot: f.Slot, agent: f.AgentName.optional(), ...repeated },
  output: { slot: z.int(), status: z.literal('free') },
  mcpOutput: [],
  errors: ['not_found', 'not_owner'],
  quiet: ['agent', 'idempotency_key'],
})

export const getWorkers = operation({
  name: 'get_workers',
  title: 'List worker slots',
  description: 'Every slot, who holds it, and the task in hand.',
  toolset: 'workers',
  effect: 'read',
  who: 'agent',
  on: everywhere,
  input: { agent: f.AgentName.optional() },
  output: { slots: z.array(SlotRow) },
  mcpOutput: [],
  errors: [],
  quiet: ['agent'],
})

export const listClients = operation({
  name: 'list_clients',
  title: 'List connected clients',
  description: 'Who is connected, by which protocol, and when each called last; also who left within the last hour.',
  toolset: 'workers',
  effect: 'read',
  who: 'agent',
  on: ['rest', 'cli', 'board'],
  input: { agent: f.AgentName.optional() },
  output: { clients: z.array(ClientRow) },
  errors: [],
})
