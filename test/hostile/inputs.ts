/** Inputs made from the schemas of the table of operations, and what is done to them: mostly right, somewhere wrong. */
import fc from 'fast-check'
import * as z from 'zod'
import type { Operation } from '../../src/contract/operation.ts'

interface Schema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  maxLength?: number
}

/** Few, so that calls meet each other's tasks. */
const ids = ['a', 'b', 'c', 'T-1', 't-2', 'task.3']
/** What a field must look like where the schema's pattern would hardly be hit. */
const likely: Record<string, readonly unknown[]> = {
  task_id: ids,
  parent: ids,
  depends_on: ids,
  items: ids,
  agent: ['codex', 'claude', 'x y', 'ü'],
  to_agent: ['codex', 'claude'],
  due: ['2026-04-20', '2026-04-20T12:00:00Z', '2026-04-20T12:00+02:00', '2026-02-30', '9999-12-31T23:59:59.999Z'],
  path: ['in.txt', '../out.txt', '/etc/passwd', '.', 'missing/file'],
  url: ['https://example.com/', 'javascript:alert(1)', 'x'],
  channel: ['log', 'mail'],
  version: [1, 2, 7],
  claim: ['a:1:codex', 'x', ''],
}

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '\u202e',
    "'; DROP TABLE tasks; --",
    '%s%n',
    '\r\nX: y',
    '<script>',
    'constructor',
  ),
)

function anyOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const known = likely[name]
  if (known && schema.type !== 'array') return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, text)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choice = schema.anyOf ?? schema.allOf
  if (choice) return fc.oneof(...choice.map((each) => anyOf(each, name)))
  switch (schema.type) {
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(schema.minimum ?? 0, -1e9), max: Math.min(schema.maximum ?? 100, 1e9) })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(anyOf(schema.items ?? {}, name === 'depends_on' ? 'depends_on' : 'item'), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      })
    case 'object':
      return recordOf(schema)
    case 'string':
      return fc.oneof(fc.string({ minLength: 1, maxLength: Math.min(schema.maxLength ?? 30, 30) }), text)
    default:
      return fc.jsonValue()
  }
}

function recordOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, anyOf(schema, name)]))
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) })
}

const deep = (levels: number) => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value }
  return value
}

/** Never right, or nearly never. */
const junk = fc.oneof(
  fc.constantFrom<unknown[]>(null, '', ' ', '\u0000', '\ud800', 0, -1, 1.5, 1e308, 2 ** 53, true, [], {}, [[]], [null]),
  fc.constantFrom(...[deep(50), deep(1_000), 'x'.repeat(30_000), Array.from({ length: 300 }, () => 'a')]),
  fc.jsonValue({ maxDepth: 3 }),
  text,
)

const strange = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'ta_sk_id',
  'taskId',
  'TASK_ID',
  'id',
  'x'.repeat(200),
]

type Change = (input: Record<string, unknown>) => unknown
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), junk).map(
    ([at, value]): Change =>
      (input) =>
        put(input, keyAt(input, at) ?? 'task_id', value),
  ),
  fc.nat().map(
    (at): Change =>
      (input) => {
        const key = keyAt(input, at)
        return Object.fromEntries(Object.entries(input).filter(([name]) => name !== key))
      },
  ),
  fc.tuple(fc.oneof(fc.constantFrom(...strange), text), junk).map(
    ([key, value]): Change =>
      (input) =>
        put(input, key, value),
  ),
  fc.nat().map(
    (at): Change =>
      (input) => {
        const key = keyAt(input, at)
        if (key === undefined) return input
        const { [key]: value, ...rest } = input
        return put(
          rest,
          key.replace(/_(\w)/g, (_, c: string) => c.toUpperCase()),
          value,
        )
      },
  ),
  junk.map(
    (value): Change =>
      () =>
        value,
  ),
)

const keyAt = (input: object, at: number) => Object.keys(input)[at % Math.max(1, Object.keys(input).length)]
/** Also under names that an assignment would understand otherwise. */
function put(input: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  return Object.defineProperty({ ...input }, key, { value, enumerable: true, configurable: true, writable: true })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An input of this operation with up to three things wrong. */
function inputOf(operation: Operation): fc.Arbitrary<unknown> {
  const schema = z.toJSONSchema(operation.inputSchema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  }) as Schema
  return broken(recordOf(schema))
}

export function broken(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const changes = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(change, { minLength: 1, maxLength: 3 }))
  return fc.tuple(right, changes).map(([input, changes]) => {
    let made = input
    for (const each of changes) if (isRecord(made)) made = each(made)
    return made
  })
}

/** Any operation of those, with an input for it. */
export const callOf = (operations: readonly Operation[]): fc.Arbitrary<{ name: string; input: unknown }> =>
  fc.oneof(...operations.map((operation) => inputOf(operation).map((input) => ({ name: operation.name, input }))))

/** JSON text nested so deep, which no JSON.stringify could write. */
export const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels)
export const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
