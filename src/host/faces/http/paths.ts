/** The routes beside the operations, as the page describes them. */
import { roles } from '../../../contract/words.ts'
import { types } from './artifacts.ts'
import { inputOf, type Json, problems } from './described.ts'
import { createToken, logIn } from './wishes.ts'

const events = {
  operationId: 'events',
  summary: 'Everything that happens, as server-sent events',
  description:
    'id is the event’s seq, event its kind, data the event as JSON. A reader that reconnects with Last-Event-ID misses nothing; `reset` without an actor means that the past asked for is no longer kept: read afresh; with one, that somebody reset a failed task.',
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

const openapi = {
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

const instant = { type: 'string', format: 'date-time' }
const json = (schema: Json, example: unknown) => ({ 'application/json': { schema, example } })
const html = { 'text/html': { schema: { type: 'string' } } }
const body = (schema: Json, example: unknown) => ({ required: true, content: json(schema, example) })
/** Every route may find that the token is wrong, the name or the page foreign, or itself broken. */
const usual = ['unauthorized', 'forbidden', 'internal'] as const

const Token = {
  type: 'object',
  required: ['id', 'name', 'role', 'kind', 'created_at', 'expires_at', 'last_used'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    role: { enum: roles },
    kind: { enum: ['token', 'browser'], description: 'browser: the login of one' },
    created_at: instant,
    expires_at: { ...instant, type: ['string', 'null'] },
    last_used: { ...instant, type: ['string', 'null'], description: 'to the hour' },
  },
}
const aToken = {
  id: '0f3c9a1e',
  name: 'ci',
  role: 'agent',
  kind: 'token',
  created_at: '2026-01-01T12:00:00.000Z',
  expires_at: null,
  last_used: null,
}
const Login = {
  type: 'object',
  required: ['name', 'role', 'expires_at'],
  properties: { name: { type: 'string' }, role: { enum: roles }, expires_at: { ...instant, type: ['string', 'null'] } },
}
const aLogin = { name: 'ada', role: 'person', expires_at: '2026-01-31T12:00:00.000Z' }
const setsCookie = { 'Set-Cookie': { schema: { type: 'string' }, description: 'HttpOnly, SameSite=Strict' } }

const artifact = {
  operationId: 'artifact_bytes',
  summary: 'The bytes of an artifact, to be saved or shown as a picture',
  description: 'Always as an attachment, in a sandbox. get_artifact tells what it is; a link has no bytes.',
  tags: ['handoff'],
  parameters: [{ name: 'artifact_id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: {
    200: {
      description: 'As they were attached',
      headers: { 'Content-Disposition': { schema: { type: 'string' }, description: 'attachment, with its name' } },
      content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }])),
    },
    ...problems(['not_found', 'invalid_input', 'unavailable', ...usual]),
  },
}

const front = {
  '/': {
    get: {
      operationId: 'home',
      summary: 'Baton in a browser: the page to log in, or the board',
      security: [{}, { browser: [] }],
      responses: { 200: { description: 'A page', content: html }, ...problems(['forbidden']) },
    },
  },
  '/board/{name}': {
    get: {
      operationId: 'board_file',
      summary: 'A file of the board: its script, styles and icons',
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: {
          description: 'The file',
          content: Object.fromEntries(
            ['text/javascript', 'text/css', 'font/ttf'].map((type) => [type, { schema: { type: 'string' } }]),
          ),
        },
        304: { description: 'It is the same as the one whose ETag was sent' },
        ...problems(['not_found', ...usual]),
      },
    },
  },
  '/login': {
    get: {
      operationId: 'login_page',
      summary: 'The page that redeems the code after the # of its address',
      security: [],
      responses: { 200: { description: 'A page', content: html }, ...problems(['forbidden']) },
    },
    post: {
      operationId: 'login',
      summary: 'Log this browser in by a one-time code',
      description: 'From Baton’s own page only. `baton open` makes a code; it is good once, for two minutes.',
      security: [],
      requestBody: body(inputOf(logIn), { code: 'kq3pZ0m2Qm6l6cVb0h1x5w' }),
      responses: {
        200: { description: 'Logged in', headers: setsCookie, content: json(Login, aLogin) },
        ...problems(['invalid_input', 'too_large', 'unsupported_media_type', 'too_many_requests', ...usual]),
      },
    },
  },
  '/logout': {
    post: {
      operationId: 'logout',
      summary: 'Log this browser out',
      security: [{ browser: [] }],
      responses: { 204: { description: 'Logged out', headers: setsCookie }, ...problems(usual) },
    },
  },
  '/session': {
    get: {
      operationId: 'session',
      summary: 'Who asks, as whom',
      responses: { 200: { description: 'You', content: json(Login, aLogin) }, ...problems(usual) },
    },
  },
  '/tokens': {
    get: {
      operationId: 'list_tokens',
      summary: 'Tokens and logged-in browsers. For an admin.',
      responses: {
        200: {
          description: 'All of them',
          content: json(
            { type: 'object', required: ['tokens'], properties: { tokens: { type: 'array', items: Token } } },
            { tokens: [aToken] },
          ),
        },
        ...problems(usual),
      },
    },
    post: {
      operationId: 'create_token',
      summary: 'Make a token. For an admin.',
      requestBody: body(inputOf(createToken), { role: 'agent', name: 'ci', days: 90 }),
      responses: {
        200: {
          description: 'With the token itself, which is shown now or never',
          content: json(
            {
              ...Token,
              required: [...Token.required, 'token'],
              properties: { ...Token.properties, token: { type: 'string' } },
            },
            { ...aToken, token: 'baton_0f3c9a1e_…' },
          ),
        },
        ...problems(['invalid_input', 'already_exists', 'too_large', 'unsupported_media_type', ...usual]),
      },
    },
  },
  '/tokens/{id}': {
    delete: {
      operationId: 'revoke_token',
      summary: 'Take a token back, or log a browser out. For an admin.',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'or its name' }],
      responses: {
        200: { description: 'It is no token any more', content: json(Token, aToken) },
        ...problems(['not_found', ...usual]),
      },
    },
  },
}

/** MCP says by itself what it can do; here only where. */
const rpc = { 'application/json': { schema: { type: ['object', 'array'] } } }
const stream = { 'text/event-stream': { schema: { type: 'string' } } }
const mcpProblems = problems(['unauthorized', 'forbidden'])
const session = {
  name: 'Mcp-Session-Id',
  in: 'header',
  schema: { type: 'string' },
  description: 'what the answer to initialize carried',
}
const mcpRefusals = {
  400: { description: 'Not understood', content: rpc },
  404: { description: 'The session is not there: initialize again', content: rpc },
  405: { description: 'Not with this method', content: rpc },
  406: { description: 'Accept both application/json and text/event-stream', content: rpc },
  413: { description: 'Too large', content: rpc },
  415: { description: 'Not JSON', content: rpc },
  ...mcpProblems,
}
const mcp = {
  '/mcp': {
    post: {
      operationId: 'mcp_post',
      summary: 'MCP over streamable HTTP: a message',
      parameters: [session],
      requestBody: { required: true, content: rpc },
      responses: {
        200: { description: 'Its answer', content: { ...rpc, ...stream } },
        202: { description: 'Taken; there is no answer to it' },
        ...mcpRefusals,
      },
    },
    get: {
      operationId: 'mcp_stream',
      summary: 'MCP over streamable HTTP: what the server says by itself',
      parameters: [session],
      responses: { 200: { description: 'A stream without an end', content: stream }, ...mcpRefusals },
    },
    delete: {
      operationId: 'mcp_end',
      summary: 'MCP over streamable HTTP: end the session',
      parameters: [session],
      responses: { 200: { description: 'Ended' }, ...mcpRefusals },
    },
  },
  '/sse': {
    get: {
      operationId: 'sse',
      summary: 'MCP before 2025-03-26: the stream',
      description: 'Its first event names where to post messages.',
      responses: { 200: { description: 'A stream without an end', content: stream }, ...mcpRefusals },
    },
  },
  '/message': {
    post: {
      operationId: 'sse_message',
      summary: 'MCP before 2025-03-26: a message; its answer comes on the stream',
      requestBody: { required: true, content: rpc },
      responses: { 202: { description: 'Taken' }, ...mcpRefusals },
    },
  },
}

export const paths = {
  '/artifacts/{artifact_id}': { get: artifact },
  '/events': { get: events },
  '/health': { get: health('health') },
  '/api/health': { get: health('api_health') },
  '/openapi.json': { get: openapi },
  ...front,
  ...mcp,
}
