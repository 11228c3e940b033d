import { expect, test } from 'vitest'
import * as z from 'zod'
import { operations } from '../../src/contract/operations/index.ts'

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
}

/** Where in `schema` something may be as long or as large as it likes. */
function unbounded(schema: Schema, at: string): string[] {
  if (schema.enum || schema.const !== undefined) return []
  if (schema.anyOf) return schema.anyOf.flatMap((one) => unbounded(one, at))
  switch (schema.type) {
    case 'string':
      return schema.maxLength === undefined ? [at] : []
    case 'integer':
    case 'number':
      return schema.minimum === undefined || schema.maximum === undefined ? [at] : []
    case 'array':
      return [...(schema.maxItems === undefined ? [at] : []), ...unbounded(schema.items ?? {}, `${at}[]`)]
    case 'object':
      return Object.entries(schema.properties ?? {}).flatMap(([key, of]) => unbounded(of, `${at}.${key}`))
    case 'boolean':
    case 'null':
      return []
    default:
      return [at]
  }
}

test.each(operations.map((o) => [o.name, o] as const))('every argument of %s has a bound', (name, { inputSchema }) => {
  expect(unbounded(z.toJSONSchema(inputSchema, { io: 'input' }) as Schema, name)).toEqual([])
})

test('what has no bound is seen', () => {
  const loose = z.object({
    a: z.string(),
    b: z.array(z.int().min(0).max(9)),
    c: z.object({ d: z.number() }),
    e: z.any(),
  })
  expect(unbounded(z.toJSONSchema(loose) as Schema, 'x')).toEqual(['x.a', 'x.b', 'x.c.d', 'x.e'])
})

test.each(operations.map((o) => [o.name, o] as const))('clients can be shown the schemas of %s', (_, operation) => {
  expect(z.toJSONSchema(operation.inputSchema, { io: 'input' })).toMatchObject({ type: 'object' })
  expect(z.toJSONSchema(operation.outputSchema)).toMatchObject({ type: 'object' })
})
