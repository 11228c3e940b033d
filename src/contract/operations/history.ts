import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'
import { Happening } from '../shapes.ts'

export const getHistory = operation({
  name: 'get_history',
  title: 'Read the history',
  description: 'What happened, to one task or to all, latest first.',
  toolset: 'history',
  effect: 'read',
  who: 'agent',
  on: ['mcp', 'rest', 'cli', 'board'],
  input: {
    task_id: f.TaskId.optional(),
    limit: f.Limit.optional(),
    cursor: f.Cursor.optional(),
    agent: f.AgentName.optional(),
  },
  output: { events: z.array(Happening), next_cursor: z.string().optional() },
  mcpOutput: [],
  errors: ['not_found', 'invalid_input'],
  quiet: ['agent'],
})
