// How soon a change reaches those who follow /events.
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { rest } from './clients/rest.ts'
import { type Baton, type Host, withHost } from './fixture.ts'
import { median, type Pace, quantile } from './measure.ts'
import { atMost, type Row } from './row.ts'
import { aTask } from './task.ts'

export function feedBench(baton: Baton, _: Pace): Promise<Row[]> {
  return withHost(baton, async (host) => [
    ...(await follow(host, { subscribers: 10, changes: 500, goal: 0.5 })),
    ...(await follow(host, { subscribers: 100, changes: 200, goal: 1.2 })),
  ])
}

interface Case {
  subscribers: number
  changes: number
  goal: number
}

/**
 * The goal counts from the answer to whoever made the change, which is when it is durable; an event that came before
 * that answer counts 0. The second figure counts from the request, the change's own work and its sync included.
 */
async function follow({ url, token }: Host, { subscribers, changes, goal }: Case): Promise<Row[]> {
  const watch = await Promise.all(Array.from({ length: subscribers }, () => subscribe(url, token)))
  const client = rest(url, token)
  const [late, whole]: [number[], number[]] = [[], []]
  const warmUp = 20
  for (let change = -warmUp; change < changes; change++) {
    const task_id = `feed-${subscribers}-${change + warmUp}`
    const arrivals = Promise.all(watch.map((subscriber) => subscriber.sees(`"${task_id}"`)))
    const sent = performance.now()
    await client.call('create_task', { ...aTask(), task_id })
    const acknowledged = performance.now()
    const times = await arrivals
    if (change < 0) continue
    late.push(...times.map((time) => Math.max(0, time - acknowledged)))
    whole.push(...times.map((time) => time - sent))
    // So that each change is sent on its own; a burst is joined, which is another question.
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await client.close()
  for (const subscriber of watch) subscriber.close()
  const quantiles = (values: number[]) => ({ p50: median(values), p99: quantile(values, 0.99) })
  return [
    { ...atMost(`feed: durable → ${subscribers} subscribers`, goal, median(late), 'ms'), ...quantiles(late) },
    { ...atMost(`feed: request → ${subscribers} subscribers`, undefined, median(whole), 'ms'), ...quantiles(whole) },
  ]
}

interface Subscriber {
  /** When the text arrives; to be asked before the change is made, one at a time. */
  sees(text: string): Promise<number>
  close(): void
}

async function subscribe(url: string, token: string): Promise<Subscriber> {
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` }
  const request = get(`${url}events`, { headers, agent: new Agent() })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`/events answered ${response.statusCode}`)
  let [wanted, seen, rest] = ['', (_: number) => {}, '']
  response.setEncoding('utf8').on('data', (chunk: string) => {
    rest += chunk
    if (wanted === '' || !rest.includes(wanted)) return
    wanted = ''
    seen(performance.now())
  })
  // Closing it from here ends it with an error, which is no news.
  response.on('error', () => {})
  return {
    sees: (text) =>
      new Promise((resolve) => {
        wanted = text
        seen = resolve
        rest = ''
      }),
    close: () => request.destroy(),
  }
}
