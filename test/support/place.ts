import { join } from 'node:path'
import type { Place } from '../../src/contract/places.ts'

/** Where a store is whose folder is `dir`, and nothing was said otherwise. */
export function placeIn(dir: string): Place {
  const store = join(dir, '.baton')
  return {
    workspace: dir,
    database: join(store, 'tasks.db'),
    artifacts: join(store, 'artifacts'),
    backups: join(store, 'backups'),
  }
}
