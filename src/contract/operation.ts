/** What an operation is, and how its input is read: the one place where what came from outside is checked. */
import * as z from 'zod'
import { nearest, snake } from './nearest.ts'
import type { ErrorCode, Role } from './words.ts'

export type Shape = Record<string, z.ZodType>
export type Toolset = 'tasks' | 'handoff' | 'workers' | 'notifications' | 'history' | 'people' | 'upkeep'
export type Surface = 'mcp' | 'rest' | 'cli' | 'board'

export interface Definition<Name extends string = string, In extends Shape = Shape, Out extends Shape = Shape> {
  readonly name: Name
  readonly title: string
  /** One or two sentences: models pay for every word of it. */
  readonly description: string
  readonly toolset: Toolset
  readonly effect: 'read' | 'write' | 'destructive'
  /** The least role that may call it. */
  readonly who: Role
  readonly on: readonly Surface[]
  readonly input: In
  /** What a caller's next step needs. `mcpOutput` lists the fields that MCP clients are told about; by default all. */
  readonly output: Out
  readonly mcpOutput?: readonly (keyof Out & string)[]
  readonly errors: readonly ErrorCode[]
  /** Other names of arguments, beside `spellings` and camelCase, which every operation understands. */
  readonly aliases?: Readonly<Record<string, keyof In & string>>
  /** Understood and documented, but not shown in MCP schemas, where every field costs tokens. */
  readonly quiet?: readonly (keyof In & string)[]
  /** Likewise of single words that a field may be. */
  readonly quietWords?: Readonly<Partial<Record<keyof In & string, readonly string[]>>>
}

/** Either what the core works with, or why not, in words for whoever called. */
export type Reading =
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; message: string; details: Record<string, unknown> }

export interface Operation<Name extends string = string, In extends Shape = Shape, Out extends Shape = Shape>
  extends Definition<Name, In, Out> {
  readonly inputSchema: z.ZodObject<In>
  readonly outputSchema: z.ZodObject<Out>
  /** Translates other spellings, refuses unknown fields by name, checks every bound. */
  read(input: unknown): Reading
}

export function operation<const Name extends string, In extends Shape, Out extends Shape>(
  definition: Definition<Name, In, Out>,
): Operation<Name, In, Out> {
  const inputSchema = z.object(definition.input)
  const spell = speller(definition)
  return {
    ...definition,
    inputSchema,
    outputSchema: z.object(definition.output),
    read(input) {
      if (input === undefined || input === null) input = {}
      if (typeof input !== 'object' || Array.isArray(input)) {
        return refuse(
          `${definition.name} takes an object of named arguments, not ${Array.isArray(input) ? 'a list' : `a ${typeof input}`}.`,
          { field: 'arguments' },
        )
      }
      const spelled = spell(input as Record<string, unknown>)
      if ('unknown' in spelled) return refuse(spelled.unknown, { field: spelled.field })
      const parsed = inputSchema.safeParse(spelled.fields)
      if (parsed.success) return { ok: true, value: parsed.data as Record<string, unknown> }
      const issue = parsed.error.issues[0]
      const field = issue?.path.join('.') ?? ''
      return refuse(`${definition.name}: "${field}" ${complaint(issue, spelled.fields, field)}.`, { field })
    },
  }
}

const refuse = (message: string, details: Record<string, unknown>): Reading => ({ ok: false, message, details })

/** What other task servers call these arguments; understood wherever the operation has the field itself. */
const spellings: Readonly<Record<string, string>> = {
  id: 'task_id',
  worker_id: 'agent',
  from_agent: 'agent',
  worker_slot: 'slot',
  dependencies: 'depends_on',
}

type Spelled = { fields: Record<string, unknown> } | { unknown: string; field: string }

/**
 * Renames what was spelled otherwise, in objects within the input too. null stands for "not given" where a field does
 * not take null.
 */
function speller({ name, input, aliases = {} }: Pick<Definition, 'name' | 'input' | 'aliases'>): Speller {
  const known = new Set(Object.keys(input))
  const within = new Map<string, Speller>(
    Object.entries(input).flatMap(([key, type]) => {
      const shape = shapeWithin(type)
      return shape ? [[key, speller({ name, input: shape })] as const] : []
    }),
  )
  const takesNull = new Set(
    Object.entries(input)
      .filter(([, type]) => type.safeParse(null).success)
      .map(([key]) => key),
  )
  const plainName = (key: string) => {
    if (known.has(key)) return key
    const name = snake(key)
    return known.has(name) ? name : (aliases[name] ?? spellings[name] ?? name)
  }
  return (given: Record<string, unknown>): Spelled => {
    const fields: Record<string, unknown> = {}
    for (const key of Object.keys(given)) {
      const plain = plainName(key)
      if (!known.has(plain)) return { unknown: unknownField(name, key, [...known]), field: key.slice(0, 64) }
      if (given[key] === null && !takesNull.has(plain)) continue
      const spelled = spellWithin(given[key], within.get(plain))
      if ('unknown' in spelled) return spelled
      // A caller's own spelling wins over an alias for the same thing, whichever came first.
      if (!(plain in fields) || plain === key) fields[plain] = spelled.value
    }
    return { fields }
  }
}

type Speller = (given: Record<string, unknown>) => Spelled

/** An object, or each object of a list; anything else is left for the schema to refuse. */
function spellWithin(
  value: unknown,
  spell: Speller | undefined,
): { value: unknown } | Extract<Spelled, { unknown: string }> {
  if (!spell || typeof value !== 'object' || value === null) return { value }
  if (!Array.isArray(value)) {
    const spelled = spell(value as Record<string, unknown>)
    return 'unknown' in spelled ? spelled : { value: spelled.fields }
  }
  const items: unknown[] = []
  for (const item of value) {
    const spelled = Array.isArray(item) ? { value: item } : spellWithin(item, spell)
    if ('unknown' in spelled) return spelled
    items.push(spelled.value)
  }
  return { value: items }
}

/** The fields of the object, or of the objects in the list, that `type` stands for. */
function shapeWithin(type: z.ZodType): Shape | undefined {
  if (type instanceof z.ZodOptional) return shapeWithin(type.unwrap() as z.ZodType)
  if (type instanceof z.ZodArray) return shapeWithin(type.element as z.ZodType)
  return type instanceof z.ZodObject ? (type.shape as Shape) : undefined
}

function unknownField(operation: string, field: string, known: string[]): string {
  const near = nearest(field, known)
  const hint = near ? `Did you mean "${near}"?` : known.length > 0 ? `It takes ${known.join(', ')}.` : 'It takes none.'
  return `${operation} has no argument "${field.slice(0, 64)}". ${hint}`
}

function complaint(issue: z.core.$ZodIssue | undefined, fields: Record<string, unknown>, field: string): string {
  if (!issue) return 'is not valid'
  const missing = issue.code === 'invalid_type' && issue.path.length === 1 && fields[field] === undefined
  if (missing) return 'is missing'
  switch (issue.code) {
    case 'too_big':
      return `is longer or larger than ${issue.maximum} allowed`
    case 'too_small':
      return `must be at least ${issue.minimum}${issue.origin === 'string' ? ' character long' : ''}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_type':
      return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
    default:
      return issue.message.replace(/^Invalid input:?\s*/, 'is not valid: ')
  }
}
