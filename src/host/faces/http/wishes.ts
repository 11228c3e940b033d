/** What is asked for beside the operations, read as their input is, so that a refusal names the field. */
import * as z from 'zod'
import * as f from '../../../contract/fields.ts'
import type { TokenWish } from '../../../contract/link.ts'
import { type Operation, operation } from '../../../contract/operation.ts'
import { roles } from '../../../contract/words.ts'
import { TaskError } from '../../../core/error.ts'

const common = {
  description: '',
  toolset: 'upkeep',
  effect: 'write',
  who: 'person',
  on: ['rest'],
  output: {},
  errors: [],
} as const

/** No operation of the table: the answers of those are kept for repeats in the workspace, and this one is a secret. */
export const createToken = operation({
  ...common,
  name: 'create_token',
  title: 'Make a token',
  input: { role: z.enum(roles), name: f.AgentName.optional(), days: z.int().min(1).max(3_650).optional() },
})

export const logIn = operation({
  ...common,
  name: 'login',
  title: 'Log a browser in',
  input: { code: z.string().min(1).max(100) },
})

export const openLogin = operation({
  ...common,
  name: 'baton/login',
  title: 'Make a login code',
  input: { through: z.string().max(2_000).optional() },
})

export const readWish = (input: unknown) => readAs(createToken, input) as unknown as TokenWish

/** Throws invalid_input. */
export function readAs(kind: Operation, input: unknown): Record<string, unknown> {
  const reading = kind.read(input)
  if (!reading.ok) throw new TaskError('invalid_input', reading.message, reading.details)
  return reading.value
}
