import type { Failure } from '../contract/baton.ts'
import type { ErrorCode } from '../contract/words.ts'

/** The one way in which Baton refuses. The message says what was wrong and what to do; faces act on the code. */
export class TaskError extends Error implements Failure {
  override readonly name = 'TaskError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}
