/** What answers are made of. Everything that may be absent is optional: an answer never carries empty fields. */
import * as z from 'zod'
import { AgentName, ArtifactKindName, checkpointFields, PriorityName, TaskId } from './fields.ts'
import { eventKinds, statuses } from './words.ts'

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

/** A task whole, as GET /resources/task/{id} and get_task answer it. */
export const taskWhole = {
  ...taskLine,
  title: z.string(),
  description: z.string().optional(),
  goal: z.string().optional(),
  priority: PriorityName,
  due: Time.optional(),
  labels: z.array(z.string()).optional(),
  needs: z.array(z.string()).optional(),
  parent: TaskId.optional(),
  depends_on: z.array(TaskId).optional(),
  ready: z.boolean(),
  blocked_by: z.array(z.object({ task_id: TaskId, status: Status })).optional(),
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
  checkpoint: Checkpoint.optional(),
  completed_steps: z.array(z.string()).optional(),
  remaining_steps: z.array(z.string()).optional(),
  resume_prompt: z.string().optional(),
  handoffs: z.array(Handoff).optional(),
  artifacts: z.array(Artifact).optional(),
  brief: z.string().optional().describe('what whoever carries on must know, as one text'),
}

export const Happening = z.object({
  seq: z.int(),
  at: Time,
  task_id: TaskId.nullable(),
  actor: z.string(),
  kind: z.enum(eventKinds),
  changed: z.record(z.string(), z.array(z.unknown()).length(2)).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
})

export const SlotRow = z.object({
  slot: z.int(),
  status: z.enum(['free', 'claimed', 'working']),
  agent: z.string().optional(),
  task_id: TaskId.optional(),
})
