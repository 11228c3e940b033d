/** Looking after the store itself. */
import * as z from 'zod'
import * as f from '../fields.ts'
import { operation } from '../operation.ts'

export const backup = operation({
  name: 'backup',
  title: 'Back up the store',
  description: 'Write a verified copy of the database into the store’s backups folder while everybody goes on working.',
  toolset: 'upkeep',
  effect: 'write',
  who: 'agent',
  on: ['rest', 'cli', 'board'],
  input: { agent: f.AgentName.optional() },
  output: { path: z.string(), bytes: z.int() },
  errors: ['unavailable'],
})
