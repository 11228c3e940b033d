/** The tasks of one store as the tree knows them, and what of the tree a change touches. */
import { compare, type GroupName, groupNames, groupOf, type Row, sameToTheEye } from './groups.ts'

/** What has to be drawn again. `root`: a group came or went. */
export interface Touched {
  readonly root: boolean
  readonly groups: ReadonlySet<GroupName>
  readonly tasks: ReadonlySet<string>
}

export class Board {
  private rows = new Map<string, Row>()
  private sorted = new Map<GroupName, Row[]>()
  private members = emptyMembers()

  get size(): number {
    return this.rows.size
  }

  task(id: string): Row | undefined {
    return this.rows.get(id)
  }

  count(group: GroupName): number {
    return this.members[group].size
  }

  /** The groups that have tasks, as they stand in the tree. */
  groups(): GroupName[] {
    return groupNames.filter((name) => this.members[name].size > 0)
  }

  /** Sorted when first asked for after a change. */
  in(group: GroupName): readonly Row[] {
    let rows = this.sorted.get(group)
    if (!rows) {
      rows = [...this.members[group]].flatMap((id) => this.rows.get(id) ?? []).sort(compare)
      this.sorted.set(group, rows)
    }
    return rows
  }

  /** Takes rows in, and forgets those whose id comes without one. */
  put(changes: Iterable<readonly [id: string, row: Row | undefined]>): Touched {
    const before = this.groups().join()
    const groups = new Set<GroupName>()
    const tasks = new Set<string>()
    for (const [id, row] of changes) {
      const old = this.rows.get(id)
      const from = old && groupOf(old)
      const to = row && groupOf(row)
      if (row) this.rows.set(id, row)
      else this.rows.delete(id)
      if (from) this.members[from].delete(id)
      if (to) this.members[to].add(id)
      const moved = from !== to || (old && row && compare(old, row) !== 0)
      for (const group of [from, to]) {
        if (!group) continue
        this.sorted.delete(group)
        if (moved) groups.add(group)
      }
      if (!moved && old && row && !sameToTheEye(old, row)) tasks.add(id)
      // A row that moves is drawn by its group, with its new looks only if it is told too.
      if (moved && row) tasks.add(id)
    }
    return { root: this.groups().join() !== before, groups, tasks }
  }

  clear(): void {
    this.rows = new Map()
    this.sorted = new Map()
    this.members = emptyMembers()
  }
}

const emptyMembers = () =>
  Object.fromEntries(groupNames.map((name) => [name, new Set<string>()])) as Record<GroupName, Set<string>>
