/** What a relay is drawn with, lying or standing: plain values, so that where things lie can be tested without a screen. */
import type { Lane } from './lanes.ts'
import type { Verb } from './story.ts'
import type { Tests } from './tests.ts'

export interface Line {
  readonly kind: 'leg' | 'live' | 'gap' | 'ahead' | 'idle'
  readonly d: string
}

/** The four ways to lie, and across the finish. */
export type Lie = 'passed' | 'put' | 'dropped' | 'carried' | 'asking' | 'finished'

export interface Baton {
  readonly lie: Lie
  readonly x: number
  readonly y: number
  readonly turn: number
  /** Which of the story's happenings it is. */
  readonly of: string
}

export interface Dot {
  readonly x: number
  readonly y: number
  readonly tests: Tests
  readonly live: boolean
  readonly of: string
}

export interface Ring {
  readonly x: number
  readonly y: number
  /** The number of the step. */
  readonly number: number
}

export interface Note {
  readonly x: number
  readonly width: number
  /** Only the verb has room. */
  readonly short: boolean
  readonly leg: number
  readonly verb: Verb
  readonly at: string
}

/** What every picture of a relay has; coordinates are pixels. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly lanes: readonly Lane[]
  readonly lines: readonly Line[]
  readonly batons: readonly Baton[]
  readonly dots: readonly Dot[]
  readonly rings: readonly Ring[]
  /** Steps that got no ring. */
  readonly moreAhead: number
  /** Legs that are not drawn, the oldest. */
  readonly folded: number
}

export const ofStop = (number: number) => `stop-${number}`
export const ofEnd = (leg: number) => `end-${leg}`
export const ofNow = 'now'

/** The shape of a baton for the way a leg ended. */
export const lieOf = { passed: 'passed', put: 'put', dropped: 'dropped', finished: 'finished' } as const
