// From the start of a process to its first answer, on a store that exists: what a person waits for.

import { startRawStdio } from '../clients/rawStdio.ts'
import type { Command } from '../clients/sdk.ts'
import { rawMcp } from './clients/raw.ts'
import { type Baton, withHost } from './fixture.ts'
import { httpFloor, stdioFloor } from './floor/floors.ts'
import { median, type Pace } from './measure.ts'
import { atMost, type Row } from './row.ts'
import { open } from './session.ts'
import { aTask } from './task.ts'

export async function startBench(baton: Baton, { rounds }: Pace): Promise<Row[]> {
  const workspace = await baton.workspace()
  try {
    const host = await fromStart(rounds, workspace.serve, ({ url, token }) => listOverHttp(url, token))
    const floor = await fromStart(rounds, httpFloor, ({ url }) => listOverHttp(url))
    const cold = await coldCalls(rounds, workspace.stdio, workspace.stopHost)
    const [bridge, bridgeFloor] = await withHost(baton, async (_, { stdio }) => [
      await lists(rounds, () => stdio),
      await lists(rounds, stdioFloor),
    ])
    return [
      { ...atMost('start: host → tools/list over HTTP', 250, median(host), 'ms'), floor: median(floor) },
      { ...atMost('start: stdio → tools/list, host runs', 140, median(bridge), 'ms'), floor: median(bridgeFloor) },
      atMost('start: stdio → first create, no host runs', 320, median(cold), 'ms'),
    ]
  } finally {
    await workspace.remove()
  }
}

/** Times `start` and `use` together; stopping does not count. The first time, which makes the store, neither. */
async function fromStart<Server extends { stop(): Promise<void> }>(
  times: number,
  start: () => Promise<Server>,
  use: (server: Server) => Promise<unknown>,
): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i <= times; i++) {
    const begin = performance.now()
    const server = await start()
    await use(server)
    if (i > 0) took.push(performance.now() - begin)
    await server.stop()
  }
  return took
}

async function listOverHttp(url: string, token?: string): Promise<void> {
  const client = await rawMcp(url, token, 'bench')
  await client.ask('tools/list')
  await client.close()
}

const lists = (times: number, command: () => Command) => sessions(times, command, { method: 'tools/list' })

const coldCalls = (times: number, command: Command, stopHost: () => Promise<void>) =>
  sessions(
    times,
    () => command,
    { method: 'tools/call', params: { name: 'create_task', arguments: aTask() } },
    stopHost,
  )

/** A stdio client writes its first three messages at once, as soon as the process is there. */
async function sessions(
  times: number,
  command: () => Command,
  request: { method: string; params?: Record<string, unknown> },
  before: () => Promise<void> = async () => {},
): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i <= times; i++) {
    await before()
    const chosen = command()
    const begin = performance.now()
    const server = startRawStdio(chosen)
    open(server)
    const { result, error } = await server.ask({ jsonrpc: '2.0', id: 2, ...request })
    if (i > 0) took.push(performance.now() - begin)
    await server.close()
    if (!result || result.isError) throw new Error(`${request.method} was answered ${JSON.stringify(error ?? result)}`)
  }
  return took
}
