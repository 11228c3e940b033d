/** Core's store over any database that speaks SQL. */
import type { BatonEvent } from '../../contract/baton.ts'
import type { Store } from '../../core/ports.ts'
import { clockNotes } from './clock.ts'
import type { Database } from './port.ts'
import { makeTx } from './tx.ts'

export interface SqlStoreOptions {
  readonly prefix: string
  /** Writes a copy of the database into the backups folder and says where. */
  readonly backup: () => Promise<{ path: string; bytes: number }>
}

export function sqlStore(database: Database, { prefix, backup }: SqlStoreOptions): Store {
  const noteTime = clockNotes()
  const listeners = new Set<(events: readonly BatonEvent[]) => void>()
  const publish = (events: readonly BatonEvent[]) => {
    if (events.length > 0) for (const listener of listeners) listener(events)
  }
  return {
    async write(at, work) {
      const { value } = await database.write(
        async (sql) => {
          const told: BatonEvent[] = []
          const value = await work(makeTx(sql, { ...at, prefix }, told))
          await noteTime(sql, at)
          return { value, told }
        },
        ({ told }) => publish(told),
      )
      return value
    },
    read: (work) => database.read((sql) => work(makeTx(sql, { actor: '', wall: 0, prefix }, []))),
    onEvents(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    backup,
  }
}
