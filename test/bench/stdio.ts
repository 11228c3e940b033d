// Durable creates over stdio: ours share one store through a bridge each, the floor has a process and a file for each.
import { closeAll, several } from './clients/client.ts'
import { sdkStdio } from './clients/sdk.ts'
import { type Baton, withHost } from './fixture.ts'
import { stdioFloor } from './floor/floors.ts'
import { type Pace, race } from './measure.ts'
import { type Row, ratio } from './row.ts'
import { creating } from './task.ts'

export function stdioBench(baton: Baton, pace: Pace): Promise<Row[]> {
  return withHost(baton, async (_, { stdio }) => {
    const rows: Row[] = []
    for (const [count, goal] of [
      [1, 0.6],
      [8, 1],
    ] as const) {
      const theirs = await several(count, (name) => sdkStdio(stdioFloor(), name))
      const ours = await several(count, (name) => sdkStdio(stdio, name))
      const result = await race({ floor: creating(theirs), ours: creating(ours) }, pace)
      await closeAll(theirs, ours)
      rows.push(ratio(`create, stdio, ${count} client${count === 1 ? '' : 's'}`, goal, result.ours, result.floor))
    }
    return rows
  })
}
