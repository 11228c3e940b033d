/**
 * The JSON Schemas that clients see, cut to what a model needs to fill in: every word of them is paid for with each
 * conversation. Bounds and patterns are left out because `call` checks them and says in words what was wrong.
 */
import * as z from 'zod'
import type { Operation } from '../../../contract/operation.ts'
import type { JsonObject } from './protocol.ts'

type ObjectSchema = { type: 'object' } & JsonObject

/** What the model fills in: without the quiet fields, and without null, which means "clear it" and is in OpenAPI. */
export function inputSchemaOf(operation: Operation): ObjectSchema {
  const whole = draft7(operation.inputSchema, 'input')
  const schema = objectOf(whole, (name) => !operation.quiet?.includes(name), slimInput)
  for (const [name, words = []] of Object.entries(operation.quietWords ?? {})) {
    const field = (schema.properties as Record<string, { enum?: readonly string[] }>)[name]
    if (field?.enum) field.enum = field.enum.filter((word) => !words.includes(word))
  }
  return schema
}

/** What programs may rely on; undefined where nothing is promised. Clients check answers against it, so null stays. */
export function outputSchemaOf(operation: Operation): ObjectSchema | undefined {
  const shown = operation.mcpOutput ?? Object.keys(operation.output)
  if (shown.length === 0) return undefined
  return objectOf(draft7(operation.outputSchema, 'output'), (name) => shown.includes(name), slimOutput)
}

const draft7 = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { target: 'draft-7', io, reused: 'inline' }) as JsonObject

function objectOf(
  schema: JsonObject,
  shown: (name: string) => boolean,
  slim: (schema: JsonObject) => JsonObject,
): ObjectSchema {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)
    .filter(([name]) => shown(name))
    .map(([name, type]) => [name, slim(type)])
  const required = ((schema.required ?? []) as string[]).filter(shown)
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  }
}

function slimInput(schema: JsonObject): JsonObject {
  const only = notNull(schema)
  if (only) return slimInput({ ...only, ...(schema.description !== undefined && { description: schema.description }) })
  const { type, description, items } = schema
  return {
    ...(type === 'object' ? objectOf(schema, () => true, slimInput) : { type }),
    ...(schema.enum !== undefined && { enum: schema.enum }),
    ...(description !== undefined && { description }),
    ...(items !== undefined && { items: slimInput(items as JsonObject) }),
  }
}

/** Only types: the words of enums and the descriptions would be said again for every tool. */
function slimOutput(schema: JsonObject): JsonObject {
  const only = notNull(schema)
  if (only) return { type: [only.type, 'null'] }
  const { type, items } = schema
  if (type === 'object') return objectOf(schema, () => true, slimOutput)
  return { type: type ?? typeof schema.const, ...(items !== undefined && { items: slimOutput(items as JsonObject) }) }
}

/** The other alternative of a type that may also be null. */
function notNull({ anyOf }: JsonObject): JsonObject | undefined {
  const others = (anyOf as JsonObject[] | undefined)?.filter(({ type }) => type !== 'null')
  return others?.length === 1 ? others[0] : undefined
}
