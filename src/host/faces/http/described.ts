/** What the descriptions of routes are made of. */
import * as z from 'zod'
import type { Operation } from '../../../contract/operation.ts'
import type { ErrorCode } from '../../../contract/words.ts'
import { type HttpCode, problem, statusOf } from './problem.ts'

export type Json = Record<string, unknown>

/** One response per status, with an example per code that it stands for. */
export function problems(codes: readonly (ErrorCode | HttpCode)[]): Json {
  const byStatus = new Map<number, (ErrorCode | HttpCode)[]>()
  // Wherever a token is asked for, too many wrong ones are answered otherwise.
  const all = codes.includes('unauthorized') ? [...codes, 'too_many_requests' as const] : codes
  for (const code of new Set(all)) {
    const [status] = statusOf[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      {
        description: of.map((code) => `${code}: ${statusOf[code][1]}`).join('; '),
        ...(status === 401 && { headers: { 'WWW-Authenticate': { schema: { const: 'Bearer' } } } }),
        ...((status === 503 || status === 429) && {
          headers: { 'Retry-After': { schema: { type: 'string' }, description: 'seconds' } },
        }),
        content: {
          'application/problem+json': {
            schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: of } } }] },
            examples: Object.fromEntries(
              of.map((code) => [code, { value: problem(code, 'What was wrong, and what to do.') }]),
            ),
          },
        },
      },
    ]),
  )
}

/** We refuse unknown arguments, so the page says so; a reader of answers must bear new fields. */
export const inputOf = (operation: Operation) => ({
  ...schemaOf(operation.inputSchema, 'input'),
  additionalProperties: false,
})

export function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, target: 'draft-2020-12' })
  return open(schema) as Json
}

/** zod closes what it answers; nothing promises that no field will ever be added. */
function open(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(open)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'additionalProperties' && value === false))
      .map(([key, value]) => [key, open(value)]),
  )
}
