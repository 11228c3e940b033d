/** The page that describes REST: OpenAPI 3.1, made from the table of operations. Shapes are whole, unlike MCP's. */
import type * as z from 'zod'
import type { Operation } from '../../../contract/operation.ts'
import { operationNamed, operationsOn } from '../../../contract/operations/index.ts'
import type { ErrorCode } from '../../../contract/words.ts'
import { inputOf, type Json, problems, schemaOf } from './described.ts'
import { examples } from './examples.ts'
import { paths } from './paths.ts'
import { type HttpCode, statusOf } from './problem.ts'

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
    security: [{ bearer: [] }, { browser: [] }],
    tags: [...new Set(operationsOn('rest').map((o) => o.toolset))].map((name) => ({ name })),
    paths: {
      ...Object.fromEntries(operationsOn('rest').map((o) => [`/tools/${o.name}`, { post: tool(o) }])),
      '/resources/task/{task_id}': { get: resource() },
      ...paths,
    },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The host’s token (`baton status --json` shows it), or one that `baton token create` made.',
        },
        browser: {
          type: 'apiKey',
          in: 'cookie',
          name: 'baton_<store>',
          description: 'A logged-in browser, which is a person: `baton open`. Not for /mcp, /sse and /message.',
        },
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
