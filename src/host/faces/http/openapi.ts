/** The page that describes REST: OpenAPI 3.1, made from the table of operations. Shapes are whole, unlike MCP's. */
import * as z from 'zod'
import type { Operation } from '../../../contract/operation.ts'
import { operationNamed, operationsOn } from '../../../contract/operations/index.ts'
import type { ErrorCode } from '../../../contract/words.ts'
import { examples } from './examples.ts'
import { type HttpCode, problem, statusOf } from './problem.ts'

type Json = Record<string, unknown>

export function openApi(product: { name: string; version: string }): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: product.name,
      version: product.version,
      summary: 'Tasks, checkpoints and handoffs for AI agents',
      description:
        'Every operation is POST /tools/<name> with a JSON object. Arguments may be spelled in snake_case or camelCase. A write that carries an idempotency_key (or the header Idempotency-Key) can be sent again safely.',
    },
    security: [{ bearer: [] }],
    tags: [...new Set(operationsOn('rest').map((o) => o.toolset))].map((name) => ({ name })),
    paths: {
      ...Object.fromEntries(operationsOn('rest').map((o) => [`/tools/${o.name}`, { post: tool(o) }])),
      '/resources/task/{task_id}': { get: resource() },
      '/events': { get: events },
      '/health': { get: health('health') },
      '/api/health': { get: health('api_health') },
      '/openapi.json': { get: page },
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The host’s token: `baton status --json` shows it.' },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          schema: { type: 'string', minLength: 1, maxLength: 200 },
          description: 'Instead of the field idempotency_key: the same request sent again gets its first answer.',
        },
        ClientName: {
          name: 'X-Client-Name',
          in: 'header',
          schema: { type: 'string', minLength: 1, maxLength: 64 },
          description: 'Who speaks where the body names no agent; rest if not given.',
        },
      },
      schemas: { Problem },
    },
  }
}

/** What any operation may answer beside its own refusals. */
const always = [
  'invalid_input',
  'too_large',
  'unavailable',
  'unauthorized',
  'unsupported_media_type',
  'internal',
] as const

function tool(operation: Operation): Json {
  const example = examples[operation.name]
  const repeatable = 'idempotency_key' in operation.input
  const refusals: (ErrorCode | HttpCode)[] = [
    ...operation.errors,
    ...always,
    'forbidden',
    ...(repeatable ? (['idempotency_conflict'] as const) : []),
  ]
  const required = Object.values(operation.input).some((type) => !type.safeParse(undefined).success)
  return {
    operationId: operation.name,
    summary: operation.title,
    description: operation.who === 'agent' ? operation.description : `${operation.description} For a ${operation.who}.`,
    tags: [operation.toolset],
    parameters: [
      ...(repeatable ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
      { $ref: '#/components/parameters/ClientName' },
    ],
    requestBody: {
      required,
      content: { 'application/json': { schema: inputOf(operation), ...(example && { example: example.input }) } },
    },
    responses: { 200: ok(operation, example?.output), ...problems(refusals) },
  }
}

function resource(): Json {
  const operation = operationNamed.get('get_task') as Operation
  return {
    operationId: 'read_task',
    summary: 'A task by its id: task://{task_id}',
    tags: ['tasks'],
    parameters: [
      { name: 'task_id', in: 'path', required: true, schema: schemaOf(operation.input.task_id as z.ZodType, 'input') },
      {
        name: 'agent',
        in: 'query',
        schema: schemaOf(operation.input.agent as z.ZodType, 'input'),
        description: 'Who reads; a holder renews its lease by it.',
      },
      { $ref: '#/components/parameters/ClientName' },
    ],
    responses: {
      200: ok(operation, examples.get_task?.output),
      ...problems(['not_found', 'invalid_input', 'forbidden', 'unavailable', 'unauthorized', 'internal']),
    },
  }
}

const ok = (operation: Operation, example: unknown): Json => ({
  description: operation.title,
  content: {
    'application/json': {
      schema: schemaOf(operation.outputSchema, 'output'),
      ...(example !== undefined && { example }),
    },
  },
})

/** One response per status, with an example per code that it stands for. */
function problems(codes: readonly (ErrorCode | HttpCode)[]): Json {
  const byStatus = new Map<number, (ErrorCode | HttpCode)[]>()
  for (const code of new Set(codes)) {
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

const Problem = {
  type: 'object',
  description: 'Problem details (RFC 9457). `code` is for programs, `detail` says what was wrong and what to do.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', pattern: '^urn:baton:error:' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    details: { type: 'object', description: 'what the code is about: a field, a task and its status, who holds it' },
    code: { enum: Object.keys(statusOf) },
  },
}

const events = {
  operationId: 'events',
  summary: 'Everything that happens, as server-sent events',
  description:
    'id is the event’s seq, event its kind, data the event as JSON. A reader that reconnects with Last-Event-ID misses nothing; `reset` means that the past asked for is no longer kept: read afresh.',
  tags: ['history'],
  parameters: [
    {
      name: 'since',
      in: 'query',
      schema: { type: 'integer', minimum: 0 },
      description: 'after this seq; absent: from now on',
    },
    { name: 'Last-Event-ID', in: 'header', schema: { type: 'integer', minimum: 0 }, description: 'before `since`' },
  ],
  responses: {
    200: {
      description: 'A stream without an end',
      content: {
        'text/event-stream': {
          schema: { type: 'string' },
          example:
            'id: 7\nevent: completed\ndata: {"seq":7,"at":"2026-01-01T12:00:00.000Z","task_id":"T-1","actor":"codex","kind":"completed","changed":{"status":["in_progress","done"]},"details":{}}\n\n',
        },
      },
    },
    ...problems(['invalid_input', 'unavailable', 'unauthorized', 'internal']),
  },
}

const health = (operationId: string) => ({
  operationId,
  summary: 'Whether the host is up',
  security: [],
  responses: {
    200: {
      description: 'It is',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['status'],
            properties: { status: { const: 'ok' } },
            additionalProperties: false,
          },
          example: { status: 'ok' },
        },
      },
    },
    ...problems(['forbidden']),
  },
})

const page = {
  operationId: 'openapi',
  summary: 'This page',
  responses: {
    200: {
      description: 'OpenAPI 3.1',
      content: { 'application/json': { schema: { type: 'object', required: ['openapi'] } } },
    },
    ...problems(['unauthorized', 'forbidden']),
  },
}

/** We refuse unknown arguments, so the page says so; a reader of answers must bear new fields. */
const inputOf = (operation: Operation) => ({ ...schemaOf(operation.inputSchema, 'input'), additionalProperties: false })

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
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
