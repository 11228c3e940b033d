/** What is dropped as time goes by, so that a store that is used for years does not grow with every call. */
import { type Awake, type Instant, type Moment, minutes } from './clock.ts'
import type { OldEvent, Store } from './ports.ts'
import type { Presence } from './presence.ts'
import { isOver } from './status.ts'

export interface Kept {
  /** Callers' keys and the link's ids are good for this long. */
  readonly answers: number
  /** What happened is kept this long at least: the story of a task from the task's end on, as a whole. */
  readonly events: number
  /** And so many of the newest events are always there, however old. */
  readonly newest: number
  /** How often the host looks. */
  readonly every: number
}

const hours = (n: number) => minutes(n * 60)
export const kept: Kept = { answers: hours(24), events: hours(30 * 24), newest: 50_000, every: hours(1) }

/** A host that starts has better things to do, and one that leaves again soon must have its turn too. */
const first = minutes(1)
/** Rows that one transaction looks at, and transactions before others have their turn: callers must not feel it. */
const batch = 500
const turns = 8
const pause = 5_000

/** To be called with the time, often: now and then it drops a little of what nobody needs any more. */
export function makeKeeper(store: Store, presence: Presence, began: Awake, limits: Kept = kept) {
  let due = began + first
  /** Where the walk over events goes on; undefined where the next begins. */
  let at: number | undefined

  /** False where more is left to do than one turn may take. */
  async function answers(now: Moment): Promise<boolean> {
    for (let turn = 0; turn < turns; turn++) {
      const dropped = await store.write({ actor: 'baton', ...now }, (tx) =>
        tx.forgetAnswers(now.wall - limits.answers, batch),
      )
      if (dropped < batch) return true
    }
    return false
  }

  async function events(now: Moment): Promise<boolean> {
    const before = now.wall - limits.events
    for (let turn = 0; turn < turns; turn++) {
      const next = await store.write({ actor: 'baton', ...now }, async (tx) => {
        const { last } = await tx.eventRange()
        // The newest gives the next its number.
        const page = await tx.oldEvents(at ?? 0, last - Math.max(1, limits.newest), batch)
        const gone = page.filter((event) => event.at < before && isDispensable(event, before))
        if (gone.length > 0) await tx.forgetEvents(gone.map(({ seq }) => seq))
        const end = page.at(-1)
        // What follows is younger still; but a clock that once was ahead must not keep all that came after.
        const isYoung = end !== undefined && end.at >= before && end.at <= now.wall
        return page.length < batch || isYoung ? undefined : end?.seq
      })
      at = next
      if (next === undefined) return true
    }
    return false
  }

  return async (now: Moment): Promise<void> => {
    if (now.awake < due) return
    due = now.awake + limits.every
    presence.tidy(now.awake)
    const done = [await answers(now), await events(now)]
    if (done.includes(false)) due = now.awake + pause
  }
}

/** Its relay is told from its first event on, so that stays as a whole for as long as anybody may take the task up. */
const isDispensable = ({ task }: OldEvent, before: Instant) =>
  task === null || (isOver(task.status) && (task.finished_at ?? 0) < before)
