/** The plan as a graph: what waits for what, and what the end of it waits for longest. */

export interface Edge {
  /** Must be done first. */
  readonly from: string
  /** Waits for it. */
  readonly to: string
}

/**
 * The longest chain of those that are left, each waiting for the one before it. Of chains of one length it is the one
 * that begins, and then goes on, with whichever stands first in `left`: the same plan always has the same.
 */
export function criticalPath(left: readonly string[], edges: readonly Edge[]): string[] {
  const place = new Map(left.map((id, at) => [id, at]))
  const after: number[][] = left.map(() => [])
  const before: number[][] = left.map(() => [])
  for (const { from, to } of edges) {
    const first = place.get(from)
    const second = place.get(to)
    if (first === undefined || second === undefined) continue
    after[first]?.push(second)
    before[second]?.push(first)
  }
  // From the ends backwards: each is as long as the longest that waits for it, and one more.
  const length = left.map(() => 1)
  const lengthOf = (at: number | undefined) => (at === undefined ? 0 : (length[at] ?? 0))
  const isBetter = (one: number, than: number | undefined) =>
    lengthOf(one) > lengthOf(than) || (lengthOf(one) === lengthOf(than) && one < (than ?? 0))
  const next: (number | undefined)[] = left.map(() => undefined)
  const waiting = after.map((those) => those.length)
  const settled = [...waiting.keys()].filter((at) => waiting[at] === 0)
  for (const at of settled) {
    for (const later of after[at] ?? []) if (isBetter(later, next[at])) next[at] = later
    length[at] = 1 + lengthOf(next[at])
    for (const earlier of before[at] ?? []) {
      const rest = (waiting[earlier] ?? 0) - 1
      waiting[earlier] = rest
      if (rest === 0) settled.push(earlier)
    }
  }
  let start: number | undefined
  for (const at of left.keys()) if (isBetter(at, start)) start = at
  const path: string[] = []
  for (let at = start; at !== undefined; at = next[at]) path.push(left[at] ?? '')
  return path
}
