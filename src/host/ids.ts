import { monotonicFactory } from 'ulid'
import type { Ids } from '../core/ports.ts'

/** ULIDs: sortable by time, so that what is written together lies together. */
export const ids: Ids = { next: monotonicFactory() }
