import type { OperationName } from '../../contract/operations/index.ts'
import type { Prepared, UseCase } from '../use-case.ts'
import * as creating from './creating.ts'
import * as ending from './ending.ts'
import * as handoff from './handoff.ts'
import * as others from './others.ts'
import * as reading from './reading.ts'
import * as undoing from './undoing.ts'
import * as updating from './updating.ts'
import * as workers from './workers.ts'

/** One per operation; the compiler says if one is missing. */
export const useCases = {
  ...creating,
  ...reading,
  ...updating,
  ...ending,
  ...handoff,
  ...workers,
  ...others,
  ...undoing,
} satisfies {
  // biome-ignore lint/suspicious/noExplicitAny: what `prepare` leaves is each use case's own affair
  [N in OperationName]: UseCase<N> | Prepared<N, any>
}
