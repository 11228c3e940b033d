import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'
import { Card, PlanEdge, PlanNode, TaskRow, taskLine, taskOwn, taskWhole } from '../shapes.ts'

const everywhere = ['mcp', 'rest', 'cli', 'board'] as const

const newTask = {
  title: f.Title.optional(),
  description: f.Prose.optional(),
  goal: f.Prose.optional(),
  task_id: f.TaskId.optional().describe('default: the next short id'),
  priority: f.PriorityName.optional(),
  due: f.Due.optional().describe('RFC 3339'),
  labels: f.Labels.optional(),
  depends_on: f.Dependencies.optional().describe('tasks that must be done first'),
  needs: f.Skills.optional().describe('what the taker must be able to do'),
  parent: f.TaskId.optional(),
  done_when: f.Reason.optional(),
  needs_approval: z.boolean().optional().describe('a person approves before it is done'),
  repo_path: f.Path.optional(),
  worktree: f.Path.optional(),
  external_id: f.text(200).optional(),
  max_attempts: z.int().min(1).max(100).optional(),
}
const seldom = ['worktree', 'external_id', 'max_attempts', 'repo_path'] as const

const page = {
  limit: f.Limit.optional(),
  cursor: f.Cursor.optional(),
}
const rows = { tasks: z.array(TaskRow), next_cursor: z.string().optional() }
/** Full rows and cards come only when asked for. */
const anyRows = {
  tasks: z.array(z.object({ ...Card.partial().shape, ...z.object(taskOwn).partial().shape, ...TaskRow.shape })),
  next_cursor: rows.next_cursor,
}

export const createTask = operation({
  name: 'create_task',
  title: 'Create a task',
  description:
    'Put a task on the board. Give a title or a description; it waits until everything it depends on is done.',
  toolset: 'tasks',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: { ...newTask, agent: f.AgentName.optional(), idempotency_key: f.IdempotencyKey.optional() },
  output: { ...taskLine, title: z.string(), blocked_by: z.array(f.TaskId).optional() },
  mcpOutput: ['task_id', 'status'],
  errors: ['already_exists', 'not_found', 'dependency_cycle', 'invalid_input'],
  quiet: ['agent', 'idempotency_key', ...seldom],
})

export const addTask = operation({
  name: 'add_task',
  title: 'Add a task',
  description: 'create_task in short: an id of your own, a description, and what it depends on.',
  toolset: 'tasks',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    id: f.TaskId,
    description: f.Prose.min(1),
    dependencies: f.Dependencies.optional(),
    output: f.Prose.optional(),
    agent: f.AgentName.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: createTask.output,
  mcpOutput: ['task_id', 'status'],
  errors: createTask.errors,
  aliases: { task_id: 'id', depends_on: 'dependencies' },
  quiet: ['agent', 'idempotency_key', 'output'],
})

export const createTasks = operation({
  name: 'create_tasks',
  title: 'Create many tasks',
  description:
    'Create a whole plan at once, all or nothing. depends_on and parent may name the task_id or ref of any other in the list.',
  toolset: 'tasks',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    tasks: z
      .array(z.strictObject({ ...newTask, ref: f.TaskId.optional().describe('name within this list') }))
      .min(1)
      .max(200),
    agent: f.AgentName.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: { tasks: z.array(z.object({ ...taskLine, ref: z.string().optional() })) },
  errors: createTask.errors,
  quiet: ['agent', 'idempotency_key'],
})

export const getTask = operation({
  name: 'get_task',
  title: 'Read a task',
  description: 'A task with its last checkpoint, handoffs, artifacts, what blocks it, and a brief to carry on from.',
  toolset: 'tasks',
  effect: 'read',
  who: 'agent',
  on: everywhere,
  input: { task_id: f.TaskId, agent: f.AgentName.optional() },
  output: taskWhole,
  mcpOutput: ['task_id', 'status', 'title'],
  errors: ['not_found'],
  quiet: ['agent'],
})

export const listTasks = operation({
  name: 'list_tasks',
  title: 'List tasks',
  description: 'Newest first, 20 at a time, filtered as asked.',
  toolset: 'tasks',
  effect: 'read',
  who: 'agent',
  on: everywhere,
  input: {
    status: f.StatusName.optional(),
    owner: f.AgentName.optional(),
    label: f.Label.optional(),
    priority: f.PriorityName.optional(),
    parent: f.TaskId.optional(),
    query: f.text(200).optional().describe('words that all occur in it'),
    task_ids: z.array(f.TaskId).max(200).optional().describe('only these, as far as they exist'),
    ...page,
    detail: z.enum(['line', 'full', 'card']).optional(),
    agent: f.AgentName.optional(),
  },
  output: anyRows,
  mcpOutput: [],
  errors: ['invalid_input'],
  aliases: { current_owner: 'owner' },
  quiet: ['agent', 'task_ids'],
  quietWords: { detail: ['card'] },
})

export const getAllTasks = operation({
  name: 'get_all_tasks',
  title: 'List all tasks',
  description: 'Every task with its status, newest first, 20 at a time.',
  toolset: 'tasks',
  effect: 'read',
  who: 'agent',
  on: everywhere,
  input: { ...page, agent: f.AgentName.optional() },
  output: rows,
  mcpOutput: [],
  errors: ['invalid_input'],
  quiet: ['agent'],
})

const Around = z.object({ ...TaskRow.shape, ready: z.boolean() })

export const listDependencies = operation({
  name: 'list_dependencies',
  title: 'List dependencies',
  description: 'What a task waits for, and what waits for it, each with its title and status.',
  toolset: 'tasks',
  effect: 'read',
  who: 'agent',
  on: ['rest', 'cli', 'board'],
  input: { task_id: f.TaskId, ...page, agent: f.AgentName.optional() },
  output: {
    depends_on: z.array(Around).describe('all of them'),
    dependents: z.array(Around),
    next_cursor: z.string().optional().describe('for more dependents'),
  },
  errors: ['not_found', 'invalid_input'],
})

export const getPlan = operation({
  name: 'get_plan',
  title: 'See the plan',
  description:
    'What waits for what, as a graph: around one task, or all of it. critical_path is the longest chain of what is left.',
  toolset: 'tasks',
  effect: 'read',
  who: 'agent',
  on: ['rest', 'cli', 'board'],
  input: {
    task_id: f.TaskId.optional().describe('default: every task that waits or is waited for'),
    depth: z.int().min(1).max(10).optional().describe('steps from that task, default 3'),
    limit: z.int().min(1).max(2_000).optional().describe('default 500'),
    open_only: z.boolean().optional().describe('without what is done or cancelled'),
    agent: f.AgentName.optional(),
  },
  output: {
    nodes: z.array(PlanNode),
    edges: z.array(PlanEdge),
    critical_path: z.array(f.TaskId).describe('first to last, of those shown'),
    total: z.int(),
    truncated: z.boolean().optional(),
  },
  errors: ['not_found', 'invalid_input'],
})

export const updateTask = operation({
  name: 'update_task',
  title: 'Update a task',
  description:
    'Change the fields given. status moves it (in_progress takes it, done completes, failed reports a failure, available gives it back); steps append a checkpoint; current_owner hands it on.',
  toolset: 'tasks',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    status: f.StatusName.optional(),
    current_owner: f.AgentName.optional(),
    title: f.Title.optional(),
    description: f.Prose.nullable().optional(),
    goal: f.Prose.nullable().optional(),
    priority: f.PriorityName.optional(),
    due: f.Due.nullable().optional(),
    labels: f.Labels.optional(),
    needs: f.Skills.optional(),
    depends_on: f.Dependencies.optional(),
    parent: f.TaskId.nullable().optional(),
    done_when: f.Reason.nullable().optional(),
    needs_approval: z.boolean().optional(),
    output: f.Prose.optional(),
    error: f.Prose.optional(),
    ...f.checkpointFields,
    repo_path: f.Path.nullable().optional(),
    worktree: f.Path.nullable().optional(),
    external_id: f.text(200).nullable().optional(),
    version: f.Version.optional().describe('refuse if the task changed since'),
    agent: f.AgentName.optional(),
    claim: f.Claim.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: {
    ...taskLine,
    current_owner: z.string().optional(),
    claim: z.string().optional(),
    checkpoint: z.int().optional(),
    version: z.int(),
  },
  mcpOutput: ['task_id', 'status'],
  errors: [
    'not_found',
    'invalid_transition',
    'not_owner',
    'not_ready',
    'already_claimed',
    'lease_lost',
    'version_conflict',
    'dependency_cycle',
  ],
  quiet: [
    'idempotency_key',
    ...seldom.filter((name) => name !== 'max_attempts'),
    'needs',
    'parent',
    'done_when',
    'needs_approval',
    'files',
    'git',
    'version',
  ],
})

export const completeTask = operation({
  name: 'complete_task',
  title: 'Complete a task',
  description: 'Mark a task done, with its output. One that needs approval goes to a person first (success false).',
  toolset: 'tasks',
  effect: 'write',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    output: f.Prose.optional(),
    evidence: f.Prose.optional().describe('why it is done'),
    artifacts: z.array(f.text(64)).max(50).optional().describe('artifact ids'),
    test_results: f.text(10_000).optional(),
    agent: f.AgentName.optional(),
    claim: f.Claim.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: { success: z.boolean(), ...taskLine, unblocked: z.array(f.TaskId).optional() },
  mcpOutput: ['success', 'status'],
  errors: ['not_found', 'invalid_transition', 'not_owner', 'lease_lost'],
  quiet: ['idempotency_key'],
})

export const cancelTask = operation({
  name: 'cancel_task',
  title: 'Cancel a task',
  description: 'Give a task up for good. It stays readable.',
  toolset: 'tasks',
  effect: 'destructive',
  who: 'agent',
  on: everywhere,
  input: {
    task_id: f.TaskId,
    reason: f.Reason.optional(),
    agent: f.AgentName.optional(),
    claim: f.Claim.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: taskLine,
  errors: ['not_found', 'invalid_transition', 'not_owner', 'lease_lost'],
  quiet: ['agent', 'claim', 'idempotency_key'],
})
