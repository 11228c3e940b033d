/** A host that nobody started on purpose leaves when nobody needs it. */

/** Without any client on the link. */
const alone = 2 * 60_000
/** After the last HTTP request: those clients cannot start another host. */
const afterRequest = 15 * 60_000

export interface Idle {
  readonly heard: () => void
  /** Whether it is time to go. */
  readonly isOver: (connections: number) => boolean
}

export function idleWatch(now: () => number = () => performance.now()): Idle {
  let needed = now()
  let requested = Number.NEGATIVE_INFINITY
  return {
    heard() {
      requested = now()
    },
    isOver(connections) {
      if (connections > 0) needed = now()
      return now() - needed > alone && now() - requested > afterRequest
    },
  }
}
