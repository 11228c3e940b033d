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
  const inOrder = (a: string, b: string) => (place.get(a) ?? 0) - (place.get(b) ?? 0)
  const after = new Map<string, string[]>(left.map((id) => [id, []]))
  const before = new Map<string, string[]>(left.map((id) => [id, []]))
  for (const { from, to } of edges) {
    if (!place.has(from) || !place.has(to)) continue
    after.get(from)?.push(to)
    before.get(to)?.push(from)
  }
  // From the ends backwards: each is as long as the longest that waits for it, and one more.
  const length = new Map<string, number>()
  const next = new Map<string, string>()
  const waiting = new Map(left.map((id) => [id, after.get(id)?.length ?? 0]))
  const settled = left.filter((id) => waiting.get(id) === 0)
  for (const id of settled) {
    const [first] = (after.get(id) ?? []).sort((a, b) => (length.get(b) ?? 0) - (length.get(a) ?? 0) || inOrder(a, b))
    if (first !== undefined) next.set(id, first)
    length.set(id, 1 + (first === undefined ? 0 : (length.get(first) ?? 0)))
    for (const earlier of before.get(id) ?? []) {
      const rest = (waiting.get(earlier) ?? 0) - 1
      waiting.set(earlier, rest)
      if (rest === 0) settled.push(earlier)
    }
  }
  let start: string | undefined
  for (const id of left) if ((length.get(id) ?? 0) > (start === undefined ? 0 : (length.get(start) ?? 0))) start = id
  const path: string[] = []
  for (let at = start; at !== undefined; at = next.get(at)) path.push(at)
  return path
}
