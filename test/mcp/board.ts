/** The real core over the real store: what a host is made of, without the process. Also for programs beside the tests. */

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { ulid } from 'ulid'
import type { Baton } from '../../src/contract/baton.ts'
import { nearest } from '../../src/contract/nearest.ts'
import { operationNamed } from '../../src/contract/operations/index.ts'
import { makeBaton } from '../../src/core/baton.ts'
import type { Channel } from '../../src/core/ports.ts'
import { Presence } from '../../src/core/presence.ts'
import { makeClients } from '../../src/host/clients.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { type SessionNotes, sessionNotes } from '../../src/store/sql/sessions.ts'
import { sqlStore } from '../../src/store/sql/store.ts'
import { openDatabase } from '../../src/store/sqljs/open.ts'

export const product = { name: 'baton', title: 'Baton', version: '1.2.3' }

export async function openBoard(
  folder: string,
): Promise<{ baton: Baton; notes: SessionNotes; close: () => Promise<void> }> {
  const database = await openDatabase({ file: join(folder, 'tasks.db'), migrations, product: product.version })
  const backup = async () => ({ path: '', bytes: 0 })
  const kept = new Map<string, Uint8Array>()
  const log: Channel = { name: 'log', deliver: async () => {} }
  const now = () => ({ wall: Date.now(), awake: performance.now() })
  const baton = makeBaton({
    operations: operationNamed,
    nearest,
    store: sqlStore(database, { prefix: 'T', backup }),
    clock: { now },
    presence: new Presence(now().awake),
    ids: { next: () => ulid() },
    shelf: {
      async keep(from) {
        const bytes = Buffer.from('text' in from ? from.text : from.path)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        kept.set(sha256, bytes)
        return { sha256, bytes: bytes.length }
      },
      read: async (sha256) => kept.get(sha256) ?? new Uint8Array(),
    },
    channels: new Map([['log', log]]),
    clients: makeClients(now),
    complain: (what, error) => console.error(what, error),
  })
  return { baton, notes: sessionNotes(database), close: () => database.close() }
}
