/**
 * The protocol's words as far as Baton uses them, in no SDK's types: the registry speaks these, and each era's adapter
 * turns them into its SDK's.
 */
import type { Caller, Failure } from '../../../contract/baton.ts'
import { isFailure } from '../../../reach/failure.ts'

/** The revisions with sessions, newest first; the SDK for them accepts exactly these in the version header. */
export const legacyRevisions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'] as const

/** The revision that answers a client which asks for `asked`. */
export const agreed = (asked: unknown): string => legacyRevisions.find((known) => known === asked) ?? legacyRevisions[0]

/** What the faces for these revisions offer. */
export const capabilities = { tools: {}, resources: { subscribe: true }, prompts: {}, completions: {}, logging: {} }

export type JsonObject = Record<string, unknown>
export type Content = { type: 'text'; text: string } | ({ type: 'image' | 'audio' | 'resource' } & JsonObject)

/** Keys stand in the order in which SDKs write them, so that every way to answer gives the same bytes. */
export interface ToolResult {
  _meta?: JsonObject
  content: Content[]
  structuredContent?: JsonObject
  isError?: boolean
}

export type LogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency'

/** What a tool may do while it works. `sample` and `elicit` ask the client and reject where it cannot be asked. */
export interface ToolContext {
  readonly signal: AbortSignal
  readonly progressToken?: string | number | undefined
  progress(done: number, total?: number, message?: string): Promise<void>
  log(level: LogLevel, data: unknown): Promise<void>
  sample(params: JsonObject): Promise<JsonObject>
  elicit(params: JsonObject): Promise<JsonObject>
}

export interface ToolListing {
  name: string
  title?: string
  description: string
  inputSchema: { type: 'object' } & JsonObject
  outputSchema?: { type: 'object' } & JsonObject
  annotations?: { readOnlyHint?: boolean; destructiveHint?: boolean; idempotentHint?: boolean; openWorldHint?: boolean }
}

export interface Tool {
  readonly listing: ToolListing
  /** It never speaks to the client while it works, so that its answer can be given without an SDK. */
  readonly plain: boolean
  call(args: unknown, caller: Caller, context: ToolContext): Promise<ToolResult>
}

export interface ResourceListing {
  uri: string
  name: string
  title?: string
  description?: string
  mimeType: string
}
export type ResourceContents = { uri: string; mimeType: string } & ({ text: string } | { blob: string })

export interface Resource {
  readonly listing: ResourceListing
  read(caller: Caller): Promise<ResourceContents>
}

export interface Template {
  readonly listing: Omit<ResourceListing, 'uri'> & { uriTemplate: string }
  /** The variables of a URI that is this template's. */
  match(uri: string): Record<string, string> | undefined
  read(uri: string, variables: Record<string, string>, caller: Caller): Promise<ResourceContents>
  complete?(variable: string, typed: string, caller: Caller): Promise<string[]>
}

export interface Prompt {
  readonly listing: {
    name: string
    title?: string
    description: string
    arguments?: { name: string; description: string; required?: boolean }[]
  }
  get(args: Record<string, string>, caller: Caller): Promise<{ role: 'user' | 'assistant'; content: Content }[]>
  complete?(argument: string, typed: string, caller: Caller): Promise<string[]>
}

export interface Completion {
  values: string[]
  total?: number
  hasMore?: boolean
}

export const parseError = -32700
export const invalidRequest = -32600
export const invalidParams = -32602
export const resourceNotFound = -32002
const internalError = -32603

/** Answered as a JSON-RPC error; tools never answer so, because models read only results. */
export class ProtocolError extends Error {
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** What a resource or prompt answers where the core refused. */
export function refusal(error: unknown, notFound: number): ProtocolError {
  if (error instanceof ProtocolError) return error
  if (!isFailure(error)) return new ProtocolError(internalError, error instanceof Error ? error.message : String(error))
  const codes: Partial<Record<Failure['code'], number>> = { not_found: notFound, invalid_input: invalidParams }
  return new ProtocolError(codes[error.code] ?? internalError, error.message, { code: error.code, ...error.details })
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether it has no other keys than these. */
export const has = (object: object, keys: ReadonlySet<string>): boolean =>
  Object.keys(object).every((key) => keys.has(key))

/** undefined where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Where a request has none that an answer could carry, it answers none in particular. */
export function idOf(message: unknown): string | number | null {
  const id = isObject(message) ? message.id : undefined
  return typeof id === 'string' || Number.isSafeInteger(id) ? (id as string | number) : null
}

export const errorLine = (code: number, message: string, id: string | number | null = null) =>
  JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id })
