// Memory of a host and of bridges, as it is when they have been quiet for a moment.
import { startRawStdio } from '../clients/rawStdio.ts'
import { closeAll, several } from './clients/client.ts'
import { rawMcp } from './clients/raw.ts'
import { rest } from './clients/rest.ts'
import { sdkHttp } from './clients/sdk.ts'
import { type Baton, type Host, type Workspace, withHost } from './fixture.ts'
import { httpFloor, stdioFloor } from './floor/floors.ts'
import { type Pace, race } from './measure.ts'
import type { Started } from './process.ts'
import { resident, share } from './resident.ts'
import { atMost, type Row } from './row.ts'
import { open } from './session.ts'
import { aTask, creating } from './task.ts'

const quiet = () => new Promise((resolve) => setTimeout(resolve, 2_000))
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)

export async function memoryBench(baton: Baton, pace: Pace): Promise<Row[]> {
  const floor = await httpFloor()
  try {
    return [
      ...(await withHost(baton, (host, workspace) => hostMemory(host, workspace, floor, pace))),
      ...(await withHost(baton, (_, { stdio }) => bridgeMemory(stdio))),
    ]
  } finally {
    await floor.stop()
  }
}

async function hostMemory(host: Host, workspace: Workspace, floor: Started, pace: Pace): Promise<Row[]> {
  const idle = [await settled(host), await settled(floor)]
  const ours = await several(8, (name) => sdkHttp(host.url, host.token, name))
  const theirs = await several(8, (name) => sdkHttp(floor.url, undefined, name))
  await race({ floor: creating(theirs), ours: creating(ours) }, { ...pace, rounds: 5 })
  await closeAll(ours, theirs)
  await quiet()
  const loaded = [resident(host.pid), resident(floor.pid)]
  await fill(host, 100_000)
  const full = await settled(host)
  await host.stop()
  const again = await workspace.serve()
  const opened = await settled(again)
  await again.stop()
  return [
    row('memory: host, idle', 115, idle),
    row('memory: host, after load of 8 clients', 140, loaded),
    row('memory: host, after creating 100,000 tasks', undefined, [full]),
    row('memory: host, started on 100,000 tasks', undefined, [opened]),
  ]
}

const row = (name: string, goal: number | undefined, [ours = Number.NaN, floor]: number[]): Row => ({
  ...atMost(name, goal, ours, 'MB'),
  ...(floor !== undefined && { floor }),
})

/** Megabytes after one client has listed the tools and left. */
async function settled({ url, pid, token }: Started & { token?: string }): Promise<number> {
  const client = await rawMcp(url, token, 'bench')
  await client.ask('tools/list')
  await client.close()
  await quiet()
  return resident(pid)
}

async function fill({ url, token }: Host, tasks: number): Promise<void> {
  const batch = 200
  const client = rest(url, token)
  for (let made = 0; made < tasks; made += batch)
    await client.call('create_tasks', { tasks: Array.from({ length: batch }, aTask) })
  await client.close()
}

async function bridgeMemory(stdio: Workspace['stdio']): Promise<Row[]> {
  const [ours, theirs] = [await bridges(() => stdio), await bridges(stdioFloor)]
  const one = row('memory: one bridge', 75, [sum(ours.resident) / 8, sum(theirs.resident) / 8])
  const all = row('memory: 8 bridges together', undefined, [sum(ours.resident), sum(theirs.resident)])
  if (ours.share.length < 8) return [one, all]
  const shared = row('memory: 8 bridges, shared pages once', undefined, [sum(ours.share), sum(theirs.share)])
  return [one, all, shared]
}

/** What 8 stdio servers take once each has listed its tools and created a task. */
async function bridges(command: () => Workspace['stdio']): Promise<{ resident: number[]; share: number[] }> {
  const servers = Array.from({ length: 8 }, () => startRawStdio(command()))
  await Promise.all(
    servers.map(async (server) => {
      open(server)
      await server.ask({ jsonrpc: '2.0', id: 2, method: 'tools/list' })
      const params = { name: 'create_task', arguments: aTask() }
      await server.ask({ jsonrpc: '2.0', id: 3, method: 'tools/call', params })
    }),
  )
  await quiet()
  const pids = servers.map(({ pid }) => pid)
  const found = { resident: pids.map(resident), share: pids.map(share).filter((mb) => mb !== undefined) }
  await Promise.all(servers.map((server) => server.close()))
  return found
}
