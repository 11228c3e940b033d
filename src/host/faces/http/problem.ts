/** How refusals look over HTTP: problem details (RFC 9457), made in one place for every route. */
import type { ServerResponse } from 'node:http'
import type { ErrorCode } from '../../../contract/words.ts'
import { isFailure } from '../../../reach/failure.ts'

/** Refusals that HTTP adds to the domain's own: they are about the request, not about a task. */
export type HttpCode =
  | 'unauthorized'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'internal'

export interface Problem {
  /** `urn:baton:error:<code>` */
  readonly type: string
  readonly title: string
  readonly status: number
  /** What was wrong and what to do. */
  readonly detail: string
  readonly code: ErrorCode | HttpCode
  /** What the code needs beside it: a field, a task's id and status, who holds it. Apart, for they have a status too. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** What each code means to HTTP. 409: the state of the task stands against it; read it again, then decide. */
export const statusOf: Readonly<Record<ErrorCode | HttpCode, readonly [status: number, title: string]>> = {
  not_found: [404, 'Not found'],
  already_exists: [409, 'Already exists'],
  invalid_input: [400, 'Invalid input'],
  invalid_transition: [409, 'Not possible in this status'],
  not_ready: [409, 'Not ready'],
  already_claimed: [409, 'Already claimed'],
  lease_lost: [409, 'Lease lost'],
  not_owner: [403, 'Held by another'],
  version_conflict: [409, 'Changed meanwhile'],
  idempotency_conflict: [422, 'Key used for another request'],
  dependency_cycle: [422, 'Dependencies in a circle'],
  no_free_slot: [409, 'No free slot'],
  too_large: [413, 'Too large'],
  forbidden: [403, 'Not allowed'],
  unavailable: [503, 'Unavailable for now'],
  unauthorized: [401, 'Token needed'],
  method_not_allowed: [405, 'Method not allowed'],
  unsupported_media_type: [415, 'Not JSON'],
  too_many_requests: [429, 'Too many requests'],
  internal: [500, 'Internal error'],
}

/** Seconds after which to try again, where `details.retry_after` says nothing else; hosts restart within one. */
const retryAfter = 1

export function problem(
  code: ErrorCode | HttpCode,
  detail: string,
  details: Readonly<Record<string, unknown>> = {},
): Problem {
  const [status, title] = statusOf[code]
  const more = Object.keys(details).length > 0 && { details }
  return { type: `urn:baton:error:${code}`, title, status, detail, code, ...more }
}

/** A refusal as it was meant; of anything else only that it happened, so that nothing of the inside gets out. */
export function problemOf(error: unknown): Problem {
  if (isFailure(error)) return problem(error.code, error.message, error.details)
  return problem('internal', 'Something went wrong in Baton; nothing was changed. Its log says more.')
}

function headersOf({ code, status, details }: Problem): Record<string, string> {
  return {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(code === 'unauthorized' && { 'www-authenticate': 'Bearer' }),
    ...((status === 503 || status === 429) && { 'retry-after': String(details?.retry_after ?? retryAfter) }),
  }
}

export const problemResponse = (it: Problem, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(it), { status: it.status, headers: { ...headersOf(it), ...headers } })

/** Answers a request that reaches no app: one that the guard refused. */
export function refuse(outgoing: ServerResponse, it: Problem): void {
  // The body was not read, so the connection cannot be used again.
  outgoing.writeHead(it.status, { ...headersOf(it), connection: 'close' }).end(JSON.stringify(it))
}
