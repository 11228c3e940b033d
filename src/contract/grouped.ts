/** The tasks of one store in their groups, each sorted, and what a change touches. */
import { compare, type GroupName, groupNames, groupOf, type Placed } from './groups.ts'

/** What has to be drawn again. `root`: a group came or went. */
export interface Touched {
  readonly root: boolean
  readonly groups: ReadonlySet<GroupName>
  readonly tasks: ReadonlySet<string>
}

export class Grouped<R extends Placed> {
  private readonly same: (a: R, b: R) => boolean
  private rows = new Map<string, R>()
  private groupsOf: Record<GroupName, readonly R[]> = empty()

  /** `same`: whether two states of a task look alike, so that nothing need be drawn. */
  constructor(same: (a: R, b: R) => boolean) {
    this.same = same
  }

  get size(): number {
    return this.rows.size
  }

  task(id: string): R | undefined {
    return this.rows.get(id)
  }

  count(group: GroupName): number {
    return this.groupsOf[group].length
  }

  /** The groups that have tasks, in their order. */
  groups(): GroupName[] {
    return groupNames.filter((name) => this.groupsOf[name].length > 0)
  }

  /** Another array after each change, never one that is written to. */
  in(group: GroupName): readonly R[] {
    return this.groupsOf[group]
  }

  /** Takes rows in, and forgets those whose id comes without one. */
  put(changes: Iterable<readonly [id: string, row: R | undefined]>): Touched {
    const before = this.groups().join()
    const groups = new Set<GroupName>()
    const tasks = new Set<string>()
    const edits = new Map<GroupName, { out: R[]; in: R[] }>()
    const edit = (group: GroupName) => {
      const known = edits.get(group) ?? { out: [], in: [] }
      edits.set(group, known)
      return known
    }
    for (const [id, row] of changes) {
      const old = this.rows.get(id)
      if (old) edit(groupOf(old)).out.push(old)
      if (row) edit(groupOf(row)).in.push(row)
      if (row) this.rows.set(id, row)
      else this.rows.delete(id)
      const [from, to] = [old && groupOf(old), row && groupOf(row)]
      const moved = from !== to || (old && row && compare(old, row) !== 0)
      if (moved) for (const group of [from, to]) if (group) groups.add(group)
      if (!moved && old && row && !this.same(old, row)) tasks.add(id)
      // A row that moves is drawn by its group, with its new looks only if it is told too.
      if (moved && row) tasks.add(id)
    }
    for (const [group, { out, in: coming }] of edits) this.groupsOf[group] = edited(this.groupsOf[group], out, coming)
    return { root: this.groups().join() !== before, groups, tasks }
  }

  clear(): void {
    this.rows = new Map()
    this.groupsOf = empty()
  }
}

const empty = () => Object.fromEntries(groupNames.map((name) => [name, []])) as unknown as Record<GroupName, never[]>

/** Sorting 10,000 rows for one change would take longer than drawing it (12 ms). */
const few = 50

function edited<R extends Placed>(rows: readonly R[], out: readonly R[], coming: readonly R[]): readonly R[] {
  if (out.length + coming.length > few) {
    const gone = new Set(out)
    // One that came and went within a change is in both.
    return [...rows, ...coming].filter((row) => !gone.delete(row)).sort(compare)
  }
  const next = [...rows]
  for (const row of coming) next.splice(placeOf(next, row), 0, row)
  for (const row of out) {
    const at = next.indexOf(row, Math.max(0, placeOf(next, row) - 1))
    next.splice(at < 0 ? next.indexOf(row) : at, 1)
  }
  return next
}

/** Where a row belongs, by halving. */
function placeOf(rows: readonly Placed[], row: Placed): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(rows[middle] as Placed, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}
