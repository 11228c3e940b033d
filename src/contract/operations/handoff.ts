import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'
import { Artifact, Checkpoint, taskLine } from '../shapes.ts'

const everywhere = ['mcp', 'rest', 'cli', 'board'] as const
/** Who speaks, under which claim, and how a repeated call is known. */
const signed = {
  agent: f.AgentName.optional(),
  claim: f.Claim.optional(),
  idempotency_key: f.IdempotencyKey.optional(),
}

export const saveCheckpoint = operation({
  name: 'save_checkpoint',
  title: 'Save a checkpoint',
  description:
    'Keep where the work stands, so that you or another agent can carry on exactly there. Takes the task if nobody holds it.',
  toolset: 'handoff',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    ...f.checkpointFields,
    automatic: z.boolean().optional().describe("by a client's hook, not its agent: takes and renews nothing"),
    ...signed,
  },
  output: { ...taskLine, checkpoint: z.int() },
  errors: ['not_found', 'invalid_transition', 'not_owner', 'not_ready', 'lease_lost'],
  quiet: ['automatic', 'idempotency_key'],
})

export const handoffTask = operation({
  name: 'handoff_task',
  title: 'Hand a task on',
  description:
    'Pass a task to another agent with the reason. It resumes from the last checkpoint; without to_agent anyone may take it.',
  toolset: 'handoff',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { task_id: f.TaskId, to_agent: f.AgentName.optional(), reason: f.Reason.optional(), ...signed },
  output: { ...taskLine, offered_to: z.string().nullable() },
  mcpOutput: ['task_id', 'status'],
  errors: ['not_found', 'invalid_transition', 'not_owner', 'lease_lost'],
  quiet: ['idempotency_key'],
})

export const markExhausted = operation({
  name: 'mark_exhausted',
  title: 'Give up a task for now',
  description: 'Say that you cannot proceed (context full, no way on). Anyone may take the task up again.',
  toolset: 'handoff',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { task_id: f.TaskId, reason: f.Reason.optional(), ...signed },
  output: taskLine,
  errors: ['not_found', 'invalid_transition', 'not_owner', 'lease_lost'],
  quiet: ['idempotency_key'],
})

export const attachArtifact = operation({
  name: 'attach_artifact',
  title: 'Attach an artifact',
  description:
    'Keep a file (path within the workspace), or a diff, log or text (content), or a link (url) with a task.',
  toolset: 'handoff',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    kind: f.ArtifactKindName.optional(),
    name: f.Title.optional(),
    path: f.Path.optional(),
    content: f.text(8_000_000).optional(),
    url: f.text(2_000).optional(),
    agent: f.AgentName.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: Artifact.shape,
  mcpOutput: ['artifact_id'],
  errors: ['not_found', 'invalid_input', 'invalid_transition', 'too_large', 'forbidden'],
  aliases: { type: 'kind' },
  quiet: ['agent', 'idempotency_key'],
})

export const getArtifact = operation({
  name: 'get_artifact',
  title: 'Read an artifact',
  description: 'The text of an artifact (base64 if it is not text), 16,000 characters at a time.',
  toolset: 'handoff',
  effect: 'read',
  who: 'agent',
  on: everywhere,
  input: {
    artifact_id: f.text(64),
    offset: z.int().min(0).optional(),
    limit: z.int().min(1).max(200_000).optional(),
    agent: f.AgentName.optional(),
  },
  output: {
    ...Artifact.shape,
    text: z.string().optional(),
    base64: z.string().optional(),
    next_offset: z.int().optional(),
  },
  mcpOutput: [],
  errors: ['not_found', 'unavailable'],
  aliases: { id: 'artifact_id' },
  quiet: ['agent'],
})

export const requestInput = operation({
  name: 'request_input',
  title: 'Ask a person',
  description: 'Ask a person about a task you hold; it waits as input_required, and no lease runs out meanwhile.',
  toolset: 'handoff',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    question: f.Reason.min(1),
    options: z.array(f.text(200)).max(9).optional(),
    ...signed,
  },
  output: { ...taskLine, question_id: z.string() },
  mcpOutput: ['task_id', 'status'],
  errors: ['not_found', 'invalid_transition', 'not_owner', 'not_ready', 'lease_lost'],
  quiet: ['idempotency_key'],
})

/** What a person looks through; an agent has it in the brief. */
const looking = ['rest', 'cli', 'board'] as const
const paged = { limit: f.Limit.optional(), cursor: f.Cursor.optional(), agent: f.AgentName.optional() }

export const listCheckpoints = operation({
  name: 'list_checkpoints',
  title: 'List checkpoints',
  description: 'The checkpoints of a task in full, latest first, those made automatically among them.',
  toolset: 'handoff',
  effect: 'read',
  who: 'agent',
  on: looking,
  input: { task_id: f.TaskId, ...paged },
  output: { checkpoints: z.array(Checkpoint), next_cursor: z.string().optional() },
  errors: ['not_found', 'invalid_input'],
})

export const listArtifacts = operation({
  name: 'list_artifacts',
  title: 'List artifacts',
  description: 'What was attached to a task, oldest first; get_artifact reads one.',
  toolset: 'handoff',
  effect: 'read',
  who: 'agent',
  on: looking,
  input: { task_id: f.TaskId, ...paged },
  output: { artifacts: z.array(Artifact), next_cursor: z.string().optional() },
  errors: ['not_found', 'invalid_input'],
})
