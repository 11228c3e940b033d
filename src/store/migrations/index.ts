import type { Migration } from '../sqljs/migrate.ts'
import { start } from './001-start.ts'
import { sessions } from './002-sessions.ts'

/** In order, only ever added to: a store in the field has run every one of these. */
export const migrations: readonly Migration[] = [start, sessions]
