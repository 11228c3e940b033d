import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'

export const triggerNotification = operation({
  name: 'trigger_notification',
  title: 'Notify people',
  description: 'Send a notification about a task through a configured channel, such as log.',
  toolset: 'notifications',
  effect: 'write',
  who: 'agent',
  on: ['mcp', 'rest', 'cli', 'board'],
  input: {
    task_id: f.TaskId,
    channel: f.Label,
    message: f.Reason.optional(),
    agent: f.AgentName.optional(),
    idempotency_key: f.IdempotencyKey.optional(),
  },
  output: { success: z.boolean() },
  errors: ['not_found'],
  quiet: ['agent', 'idempotency_key'],
})
