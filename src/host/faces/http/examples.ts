/** A call of each operation and its answer, for the page that describes REST. */
import type { OperationName } from '../../../contract/operations/index.ts'

interface Example {
  readonly input: Readonly<Record<string, unknown>>
  readonly output?: Readonly<Record<string, unknown>>
}

const claim = 'T-1:1:codex'
const at = '2026-01-01T12:00:00.000Z'
const held = { task_id: 'T-1', agent: 'codex', claim }
const row = { task_id: 'T-1', status: 'open', title: 'Reply to Alice' }
const inProgress = { task_id: 'T-1', status: 'in_progress' }

const all: Readonly<Record<OperationName, Example>> = {
  create_task: { input: { description: 'Reply to Alice', due: '2026-04-20T12:00:00Z' }, output: row },
  add_task: {
    input: { id: 'auth-api', description: 'Implement auth API routes', dependencies: ['T-1'] },
    output: { task_id: 'auth-api', status: 'open', title: 'Implement auth API routes', blocked_by: ['T-1'] },
  },
  create_tasks: {
    input: {
      tasks: [
        { ref: 'a', title: 'Design' },
        { title: 'Build', depends_on: ['a'] },
      ],
    },
    output: {
      tasks: [
        { task_id: 'T-1', status: 'open', ref: 'a' },
        { task_id: 'T-2', status: 'open' },
      ],
    },
  },
  get_task: {
    input: { task_id: 'T-1' },
    output: {
      ...row,
      priority: 'normal',
      ready: true,
      created_by: 'codex',
      created_at: at,
      updated_at: at,
      version: 1,
    },
  },
  list_tasks: { input: { status: 'open', limit: 20 }, output: { tasks: [row] } },
  get_all_tasks: { input: {}, output: { tasks: [row] } },
  update_task: {
    input: { ...held, completed_steps: ['read the mail'], remaining_steps: ['answer it'] },
    output: { ...inProgress, current_owner: 'codex', claim, checkpoint: 1, version: 3 },
  },
  complete_task: {
    input: { ...held, output: 'Answered at noon' },
    output: { success: true, task_id: 'T-1', status: 'done', unblocked: ['auth-api'] },
  },
  cancel_task: { input: { task_id: 'T-1', reason: 'Alice called' }, output: { task_id: 'T-1', status: 'cancelled' } },
  save_checkpoint: {
    input: { ...held, notes: 'The answer is drafted', remaining_steps: ['send it'] },
    output: { ...inProgress, checkpoint: 2 },
  },
  handoff_task: {
    input: { ...held, to_agent: 'claude-code', reason: 'context full' },
    output: { task_id: 'T-1', status: 'handoff_ready', offered_to: 'claude-code' },
  },
  mark_exhausted: { input: { ...held, reason: 'context full' }, output: { task_id: 'T-1', status: 'agent_exhausted' } },
  attach_artifact: {
    input: { task_id: 'T-1', kind: 'log', name: 'test.log', content: '12 passed' },
    output: {
      artifact_id: '01JGFJJZ00',
      task_id: 'T-1',
      kind: 'log',
      name: 'test.log',
      bytes: 9,
      added_by: 'codex',
      at,
    },
  },
  get_artifact: {
    input: { artifact_id: '01JGFJJZ00' },
    output: {
      artifact_id: '01JGFJJZ00',
      task_id: 'T-1',
      kind: 'log',
      name: 'test.log',
      bytes: 9,
      added_by: 'codex',
      at,
      text: '12 passed',
    },
  },
  request_input: {
    input: { ...held, question: 'Formal or friendly?', options: ['formal', 'friendly'] },
    output: { task_id: 'T-1', status: 'input_required', question_id: '01JGFJK000' },
  },
  get_available_tasks: { input: { can: ['python'] }, output: { tasks: [row] } },
  claim_task: {
    input: { task_id: 'T-1', agent: 'codex', lease_seconds: 900 },
    output: {
      ...inProgress,
      claim,
      lease_seconds: 900,
      expires_at: '2026-01-01T12:15:00.000Z',
      title: 'Reply to Alice',
    },
  },
  claim_next_task: {
    input: { agent: 'codex' },
    output: {
      ...inProgress,
      claim,
      lease_seconds: 900,
      expires_at: '2026-01-01T12:15:00.000Z',
      title: 'Reply to Alice',
    },
  },
  heartbeat: {
    input: { agent: 'codex' },
    output: { held: [{ task_id: 'T-1', expires_at: '2026-01-01T12:15:00.000Z' }] },
  },
  release_task: { input: held, output: { task_id: 'T-1', status: 'open' } },
  reset_failed_task: { input: { task_id: 'T-1' }, output: { task_id: 'T-1', status: 'open' } },
  claim_worker_slot: { input: { agent: 'codex' }, output: { slot: 1 } },
  release_worker_slot: { input: { slot: 1, agent: 'codex' }, output: { slot: 1, status: 'free' } },
  get_workers: { input: {}, output: { slots: [{ slot: 1, status: 'working', agent: 'codex', task_id: 'T-1' }] } },
  list_clients: {
    input: {},
    output: {
      clients: [
        {
          name: 'claude-code',
          version: '2.4.1',
          protocol: 'MCP 2025-11-25',
          through: 'http',
          role: 'agent',
          agent: 'claude-code',
          connected_at: at,
          last_call_at: at,
          calls_last_minute: 14,
        },
      ],
    },
  },
  trigger_notification: { input: { task_id: 'T-1', channel: 'log' }, output: { success: true } },
  get_history: {
    input: { task_id: 'T-1' },
    output: { events: [{ seq: 1, at, task_id: 'T-1', actor: 'codex', kind: 'created' }] },
  },
  answer_input: { input: { task_id: 'T-1', answer: 'friendly' }, output: inProgress },
  approve: { input: { task_id: 'T-1' }, output: { task_id: 'T-1', status: 'done' } },
  reject: { input: { task_id: 'T-1', reason: 'Add a test' }, output: inProgress },
  force_release: { input: { task_id: 'T-1', reason: 'stuck' }, output: { task_id: 'T-1', status: 'open' } },
  extend_lease: {
    input: { task_id: 'T-1', seconds: 3600 },
    output: { ...inProgress, seconds_left: 4500, expires_at: '2026-01-01T13:15:00.000Z' },
  },
  undo: { input: { task_id: 'T-1', seq: 4 }, output: { task_id: 'T-1', status: 'open' } },
  list_checkpoints: {
    input: { task_id: 'T-1' },
    output: { checkpoints: [{ number: 1, agent: 'codex', at, notes: 'Half done' }] },
  },
  list_dependencies: {
    input: { task_id: 'T-2' },
    output: { depends_on: [{ task_id: 'T-1', title: 'Draft the page', status: 'done', ready: false }], dependents: [] },
  },
  get_plan: {
    input: { task_id: 'T-2', depth: 1 },
    output: {
      nodes: [
        { task_id: 'T-1', title: 'Draft the page', status: 'in_progress', owner: 'codex', ready: false },
        { task_id: 'T-2', title: 'Publish it', status: 'open', ready: false },
      ],
      edges: [{ from: 'T-1', to: 'T-2' }],
      critical_path: ['T-1', 'T-2'],
      total: 2,
    },
  },
  list_artifacts: {
    input: { task_id: 'T-1' },
    output: {
      artifacts: [{ artifact_id: '01J', task_id: 'T-1', kind: 'log', name: 'trace', added_by: 'codex', at }],
    },
  },
  backup: { input: {}, output: { path: '.baton/backups/tasks.db.20260101T120000Z.db', bytes: 122_880 } },
}

export const examples: Readonly<Record<string, Example | undefined>> = all
