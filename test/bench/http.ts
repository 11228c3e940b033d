// Durable creates, claims and finishes over HTTP, against the official SDK that appends a line.
import { type BenchClient, closeAll, several } from './clients/client.ts'
import { rawMcp } from './clients/raw.ts'
import { rest } from './clients/rest.ts'
import { sdkHttp } from './clients/sdk.ts'
import { type Baton, type Host, withHost } from './fixture.ts'
import { httpFloor } from './floor/floors.ts'
import { type Contender, type Pace, race } from './measure.ts'
import type { Started } from './process.ts'
import { type Row, ratio } from './row.ts'
import { aTask, creating } from './task.ts'

export async function httpBench(baton: Baton, pace: Pace): Promise<Row[]> {
  const floor = await httpFloor()
  try {
    const rows = await withHost(baton, async (host) => [
      ...(await creates(1, { mcp: 1.1, rest: 1.6 }, host, floor, pace)),
      ...(await creates(8, { mcp: 1, rest: 3.5 }, host, floor, pace)),
      await rawCreates(8, 1.3, host, floor, pace),
    ])
    // On a store of its own: how many tasks the rounds before left behind depends on how long they were.
    return [...rows, await withHost(baton, (host) => drain(8, 0.85, host, floor, pace))]
  } finally {
    await floor.stop()
  }
}

async function creates(
  count: number,
  goal: { mcp: number; rest: number },
  { url, token }: Host,
  floor: Started,
  pace: Pace,
): Promise<Row[]> {
  const theirs = await several(count, (name) => sdkHttp(floor.url, undefined, name))
  const mcp = await several(count, (name) => sdkHttp(url, token, name))
  const plain = await several(count, async () => rest(url, token))
  const result = await race({ floor: creating(theirs), mcp: creating(mcp), rest: creating(plain) }, pace)
  await closeAll(theirs, mcp, plain)
  return [
    ratio(`create, MCP over HTTP, ${clients(count)}`, goal.mcp, result.mcp, result.floor),
    ratio(`create, REST, ${clients(count)}`, goal.rest, result.rest, result.floor),
  ]
}

async function rawCreates(count: number, goal: number, host: Host, floor: Started, pace: Pace): Promise<Row> {
  const theirs = await several(count, (name) => rawMcp(floor.url, undefined, name))
  const ours = await several(count, (name) => rawMcp(host.url, host.token, name))
  const result = await race({ floor: creating(theirs), ours: creating(ours) }, pace)
  await closeAll(theirs, ours)
  return ratio(`create, MCP over HTTP, ${count} raw clients`, goal, result.ours, result.floor)
}

/** Take the next task and finish it: two calls, so the floor appends two lines. */
async function drain(count: number, goal: number, host: Host, floor: Started, pace: Pace): Promise<Row> {
  const theirs = await several(count, (name) => sdkHttp(floor.url, undefined, name))
  const ours = await several(count, (name) => sdkHttp(host.url, host.token, name))
  const filler = rest(host.url, host.token)
  const result = await race({ floor: twice(theirs), ours: finishing(ours, filler) }, pace)
  await closeAll(theirs, ours, [filler])
  return ratio(`claim + finish, MCP over HTTP, ${clients(count)}`, goal, result.ours, result.floor)
}

const twice = (clients: BenchClient[]): Contender => ({
  clients: clients.map((client) => async () => {
    await client.call('create_task', aTask())
    await client.call('create_task', aTask())
  }),
})

function finishing(clients: BenchClient[], filler: BenchClient): Contender {
  const batch = 200
  const wanted = 2_000
  let ready = 0
  return {
    async prepare() {
      for (; ready < wanted; ready += batch)
        await filler.call('create_tasks', { tasks: Array.from({ length: batch }, aTask) })
      return ready
    },
    clients: clients.map((client) => async () => {
      const { task_id, claim } = await client.call('claim_next_task', {})
      if (!task_id) throw new Error('claim_next_task found nothing although tasks are ready')
      ready--
      await client.call('complete_task', { task_id, claim, output: 'done' })
    }),
  }
}

const clients = (count: number): string => (count === 1 ? '1 client' : `${count} clients`)
