/** A limited number of places for working in parallel. */
import type { Awake } from './clock.ts'
import { TaskError } from './error.ts'
import { defaultLease, type Speaker } from './holding.ts'
import type { Slot } from './ports.ts'
import type { Presence } from './presence.ts'

/** A slot is its holder's until released, or until nothing was heard of that connection for a lease's length. */
export function isFree(slot: Slot, now: Awake, presence: Presence): boolean {
  if (slot.connection === null || slot.until === null) return true
  if (slot.agent === null) return presence.isGone(slot.connection, now)
  const hold = {
    by: slot.agent,
    connection: slot.connection,
    since: 0,
    implicit: false,
    until: slot.until,
    ms: defaultLease,
  }
  return presence.leaseEnd(hold, now) <= now
}

export const occupied = (slot: number, who: Speaker, now: Awake): Slot => ({
  slot,
  agent: who.name,
  connection: who.connection,
  until: now + defaultLease,
})

export const vacant = (slot: number): Slot => ({ slot, agent: null, connection: null, until: null })

/** The lowest free one. */
export function pick(slots: readonly Slot[], who: Speaker, now: Awake, presence: Presence): Slot {
  const found = slots.find((slot) => isFree(slot, now, presence))
  if (found) return occupied(found.slot, who, now)
  const holders = slots.map((slot) => `${slot.slot}: ${slot.agent}`).join(', ')
  throw new TaskError(
    'no_free_slot',
    `All ${slots.length} worker slots are taken (${holders}). Wait for one to be released, or work without a slot.`,
    {
      slots: slots.length,
    },
  )
}

/** The slot that a claim names: the speaker's own, or a free one. */
export function bind(slots: readonly Slot[], number: number, who: Speaker, now: Awake, presence: Presence): Slot {
  const slot = find(slots, number)
  if (isFree(slot, now, presence) || isOwn(slot, who)) return occupied(number, who, now)
  throw new TaskError(
    'no_free_slot',
    `Slot ${number} is held by ${slot.agent}. Claim one of your own with claim_worker_slot.`,
    { slot: number },
  )
}

export function vacate(slots: readonly Slot[], number: number, who: Speaker, now: Awake, presence: Presence): Slot {
  const slot = find(slots, number)
  if (isFree(slot, now, presence) || isOwn(slot, who) || who.role !== 'agent') return vacant(number)
  throw new TaskError(
    'not_owner',
    `Slot ${number} is held by ${slot.agent}; only its holder or a person can release it.`,
    { slot: number },
  )
}

/** Its connection's, or its name's. Stateless callers of one credential are one client, whatever name each call gives. */
function isOwn({ agent, connection }: Slot, who: Speaker): boolean {
  if (connection === who.connection || agent === who.name) return true
  const client = who.connection.slice(0, -who.name.length)
  return who.stateless && (connection?.startsWith(client) ?? false)
}

function find(slots: readonly Slot[], number: number): Slot {
  const slot = slots.find((s) => s.slot === number)
  if (slot) return slot
  throw new TaskError('not_found', `There is no slot ${number}; there are ${slots.length}, numbered from 1.`, {
    slot: number,
  })
}
