/** Counts what went wrong lately, for everybody together: behind a port proxy all come from one address. */
export interface Limit {
  /** Notes one more. Returns the seconds to wait where there were too many. */
  wrong(): number | undefined
}

export function makeLimit(most: number, within: number, now: () => number = () => performance.now()): Limit {
  let since = now()
  let count = 0
  return {
    wrong() {
      if (now() - since >= within) {
        since = now()
        count = 0
      }
      count++
      return count > most ? Math.ceil((since + within - now()) / 1_000) : undefined
    },
  }
}
