/** What answers are made of. Everything that may be absent is optional: an answer never carries empty fields. */
import * as z from 'zod'
import { AgentName, ArtifactKindName, checkpointFields, PriorityName, TaskId } from './fields.ts'
import { eventKinds, moves, roles, statuses, ways } from './words.ts'

const Time = z.string().describe('RFC 3339, UTC, milliseconds')
const Status = z.enum(statuses)

/** What every change of a task answers. */
export const taskLine = { task_id: TaskId, status: Status }

export const TaskRow = z.object({
  ...taskLine,
  title: z.string(),
  owner: AgentName.optional(),
  priority: PriorityName.optional().describe('absent: normal'),
})

export const Lease = z.object({
  expires_at: Time,
  seconds_left: z.number(),
})

export const Checkpoint = z.object({
  number: z.int(),
  agent: z.string(),
  at: Time,
  automatic: z.boolean().optional(),
  ...checkpointFields,
})

const Handoff = z.object({
  from: z.string().optional(),
  to: z.string().optional().describe('absent: anyone'),
  reason: z.string(),
  at: Time,
  checkpoint: z.int().optional(),
  accepted_by: z.string().optional(),
  accepted_at: Time.optional(),
})

export const Artifact = z.object({
  artifact_id: z.string(),
  task_id: TaskId,
  kind: ArtifactKindName,
  name: z.string(),
  bytes: z.int().optional(),
  sha256: z.string().optional(),
  url: z.string().optional(),
  added_by: z.string(),
  at: Time,
})

const Question = z.object({
  question_id: z.string(),
  question: z.string(),
  options: z.array(z.string()).optional(),
  asked_by: z.string(),
  at: Time,
})

/** A task's own fields, without its story. */
export const taskOwn = {
  ...taskLine,
  title: z.string(),
  description: z.string().optional(),
  goal: z.string().optional(),
  priority: PriorityName,
  due: Time.optional(),
  labels: z.array(z.string()).optional(),
  needs: z.array(z.string()).optional(),
  parent: TaskId.optional(),
  ready: z.boolean(),
  current_owner: AgentName.optional(),
  offered_to: AgentName.optional(),
  lease: Lease.optional(),
  silent_seconds: z.number().optional().describe('since the holder was last heard'),
  attempts: z.int().optional(),
  repo_path: z.string().optional(),
  worktree: z.string().optional(),
  done_when: z.string().optional(),
  needs_approval: z.boolean().optional(),
  waiting_for: z.enum(['answer', 'approval']).optional(),
  question: Question.optional(),
  evidence: z.record(z.string(), z.unknown()).optional(),
  output: z.string().optional(),
  error: z.string().optional(),
  external_id: z.string().optional(),
  created_by: z.string(),
  created_at: Time,
  updated_at: Time,
  started_at: Time.optional(),
  finished_at: Time.optional(),
  version: z.int(),
}

/** A task whole, as GET /resources/task/{id} and get_task answer it. */
export const taskWhole = {
  ...taskOwn,
  depends_on: z.array(TaskId).optional(),
  blocked_by: z.array(z.object({ task_id: TaskId, status: Status })).optional(),
  checkpoint: Checkpoint.optional(),
  completed_steps: z.array(z.string()).optional(),
  remaining_steps: z.array(z.string()).optional(),
  resume_prompt: z.string().optional(),
  handoffs: z.array(Handoff).optional(),
  artifacts: z.array(Artifact).optional(),
  brief: z.string().optional().describe('what whoever carries on must know, as one text'),
}

/** What a board shows of a task, and no more: pages of 200 of them cross the wire. */
export const Card = z.object({
  ...taskLine,
  title: z.string(),
  priority: TaskRow.shape.priority,
  labels: taskOwn.labels,
  due: taskOwn.due,
  ready: z.boolean(),
  blocked_by: z.array(TaskId).optional().describe('the first ten that are not done'),
  current_owner: taskOwn.current_owner,
  offered_to: taskOwn.offered_to,
  lease: taskOwn.lease,
  silent_seconds: taskOwn.silent_seconds,
  attempts: taskOwn.attempts,
  waiting_for: taskOwn.waiting_for,
  question: taskOwn.question,
  evidence: taskOwn.evidence,
  error: taskOwn.error,
  worktree: taskOwn.worktree,
  parent: taskOwn.parent,
  needs_approval: taskOwn.needs_approval,
  version: taskOwn.version,
  created_by: taskOwn.created_by,
  created_at: Time,
  updated_at: Time,
  started_at: taskOwn.started_at,
  finished_at: taskOwn.finished_at,
  steps: z.object({ done: z.int(), total: z.int() }).optional(),
  carriers: z.array(z.string()).optional().describe('who had it before, oldest first: the last two'),
  earlier: z.int().optional().describe('how many had it before those'),
  handoff: z
    .object({ from: z.string().optional(), to: z.string().optional(), reason: z.string().optional(), at: Time })
    .optional(),
  checkpoint_at: Time.optional(),
  artifacts: z.int().optional(),
  moves: z.array(z.enum(moves)).describe('what a person may do with it now'),
})
export type Card = z.infer<typeof Card>

export const Happening = z.object({
  seq: z.int(),
  at: Time,
  task_id: TaskId.nullable(),
  actor: z.string(),
  kind: z.enum(eventKinds),
  changed: z.record(z.string(), z.array(z.unknown()).length(2)).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
})

/** A task in the picture of a plan. */
export const PlanNode = z.object({
  ...TaskRow.shape,
  ready: z.boolean(),
  lease: taskOwn.lease,
  steps: Card.shape.steps,
})
export const PlanEdge = z.object({ from: TaskId.describe('comes first'), to: TaskId.describe('waits for it') })

export const ClientRow = z.object({
  name: z.string(),
  version: z.string().optional(),
  protocol: z.string().describe('such as MCP 2025-06-18'),
  through: z.enum(ways),
  role: z.enum(roles),
  agent: z.string().optional().describe('the name that it used last'),
  connected_at: Time,
  last_call_at: Time.optional(),
  calls_last_minute: z.int(),
  gone: z.boolean().optional().describe('it left, or has been silent with nothing open'),
})

export const SlotRow = z.object({
  slot: z.int(),
  status: z.enum(['free', 'claimed', 'working']),
  agent: z.string().optional(),
  task_id: TaskId.optional(),
})
