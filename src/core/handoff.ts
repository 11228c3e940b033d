/** Passing work on. */
import type { Moment } from './clock.ts'
import { free, mustHoldOrBeFree, offerLasts, type Scene, type Speaker } from './holding.ts'
import { bareName } from './readiness.ts'
import { move } from './status.ts'
import type { Change, Task } from './task.ts'

/**
 * The hold ends at once, so that a sleeping holder cannot write over its successor. What is meant for one window of a
 * client is offered to all of its name: which window is there next, nobody knows.
 */
export function handOff(task: Task, pass: { to: string | null; reason: string }, who: Speaker, scene: Scene): Change {
  mustHoldOrBeFree(task, who, scene)
  const { now } = scene
  const to = pass.to && bareName(pass.to)
  const offer = { to, until: now.awake + offerLasts }
  const details = { from: task.hold?.by ?? who.name, to: to ?? 'anyone', reason: pass.reason }
  return move(task, 'handoff_ready', 'handed_off', now.wall, { ...free, ...asksNobody, offer, expiries: 0 }, details)
}

/** The one it was offered to never came. */
export function widen(task: Task, now: Moment): Change {
  return move(task, 'handoff_ready', 'offer_widened', now.wall, { offer: null }, { was_for: task.offer?.to })
}

export function exhaust(task: Task, reason: string | undefined, who: Speaker, scene: Scene): Change {
  mustHoldOrBeFree(task, who, scene)
  const details = { from: task.hold?.by ?? who.name, ...(reason && { reason }) }
  return move(
    task,
    'agent_exhausted',
    'exhausted',
    scene.now.wall,
    { ...free, ...asksNobody, offer: null, expiries: 0 },
    details,
  )
}

/** Whoever takes it up starts without an open question. */
const asksNobody = { waiting_for: null, question: null } as const

/** The handoff for the record, before it is taken. */
export const handoffOf = (task: Task, passed: Task, reason: string, { who, now }: Scene & { who: Speaker }) => ({
  from: task.hold?.by ?? who.name,
  to: passed.offer?.to ?? null,
  reason,
  at: now.wall,
  checkpoint: task.checkpoints || null,
  accepted_by: null,
  accepted_at: null,
})
