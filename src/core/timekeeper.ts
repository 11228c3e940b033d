/** What time alone changes: leases run out, offers open up, holds of those who left end. Called about once a second. */
import type { Moment } from './clock.ts'
import { widen } from './handoff.ts'
import { expire, leaseIsOver, release, type Scene } from './holding.ts'
import type { Ids, Store, Tx } from './ports.ts'
import { implicitOutlives, type Presence } from './presence.ts'

const batch = 100

/** Reads first: on a quiet board a tick writes nothing. */
export async function tick(store: Store, presence: Presence, ids: Ids, now: Moment): Promise<void> {
  const scene = { now, presence }
  const left = presence.goneFor(implicitOutlives, now.awake)
  const due = await store.read(async (tx) => {
    const expiring = await tx.expiring(now.awake, batch)
    const stale = await tx.staleOffers(now.awake, batch)
    return { any: expiring.length + stale.length > 0, left: await abandoned(tx, left, scene) }
  })
  if (!due.any && due.left.length === 0) return
  await store.write({ actor: 'baton', ...now }, async (tx) => {
    for (const task of await tx.expiring(now.awake, batch)) {
      if (leaseIsOver(task, scene)) await tx.save(expire(task, now, ids.next()))
      else if (task.hold) await tx.extend(task, Math.max(presence.leaseEnd(task.hold, now.awake), now.awake + 1_000))
    }
    for (const task of await tx.staleOffers(now.awake, batch)) await tx.save(widen(task, now))
    for (const task of await abandoned(tx, left, scene)) await tx.save(release(task, now, 'its agent left'))
  })
}

/** Implicit holds of connections that ended and did not come back, nor the agent's name over another one. */
async function abandoned(tx: Tx, connections: readonly string[], { now, presence }: Scene) {
  const tasks = []
  for (const connection of connections) {
    for (const task of await tx.heldOver(connection)) {
      if (!task.hold?.implicit || task.status !== 'in_progress') continue
      if (now.awake - (presence.lastHeard(task.hold) ?? 0) >= implicitOutlives) tasks.push(task)
    }
  }
  return tasks
}
