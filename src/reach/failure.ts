/** Failures as they travel, and as they are known again by their shape: whoever catches one need not know its class. */
import type { Failure } from '../contract/baton.ts'
import type { WireFailure } from '../contract/link.ts'
import { type ErrorCode, errorCodes } from '../contract/words.ts'

export function isFailure(error: unknown): error is Failure {
  return (
    error instanceof Error &&
    'details' in error &&
    errorCodes.includes((error as { code?: ErrorCode }).code as ErrorCode)
  )
}

export const toWire = ({ code, message, details }: Failure): WireFailure => ({ code, message, details: { ...details } })

export const fromWire = ({ code, message, details }: WireFailure): Failure => failure(code, message, details)

/** For refusals that are decided before any core is reached. */
export function failure(code: ErrorCode, message: string, details: Record<string, unknown> = {}): Failure {
  return Object.assign(new Error(message), { name: 'TaskError', code, details })
}
