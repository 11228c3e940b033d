/** Agents at work: five over the link, MCP with sessions, and REST, who hand tasks to each other, and come and go. */
import type { HostRecord, Place } from '../../src/contract/places.ts'
import { linkBaton } from '../../src/reach/link.ts'
import { openLegacySse, RawHttp } from '../clients/rawHttp.ts'
import { readEvents } from '../clients/sse.ts'
import { type Chance, chance } from './chance.ts'

type Input = Record<string, unknown>
/** One connection of an agent, from when it comes until it goes. */
interface Visit {
  call(operation: string, input: Input): Promise<unknown>
  /** Says goodbye, or just goes. */
  leave(politely: boolean): Promise<void>
}

export interface Day {
  readonly calls: () => number
  readonly finished: () => number
  readonly visits: () => number
  /** What no agent may be told. */
  readonly wrong: string[]
  stop(): Promise<void>
}

interface Where {
  readonly place: Place
  readonly record: HostRecord
}

async function overLink({ place }: Where, name: string): Promise<Visit> {
  const client = { name }
  const baton = linkBaton({ to: place, role: 'agent', client, product: '0.1.0', worktree: null })
  const caller = { role: 'agent', principal: 'local', client, connection: baton.connection } as const
  const stop = new AbortController()
  const reading = (async () => {
    for await (const _ of baton.feed(null, stop.signal)) if (stop.signal.aborted) break
  })().catch(() => {})
  return {
    call: (operation, input) => baton.call(operation, input, caller),
    async leave() {
      stop.abort()
      baton.close()
      await reading
    },
  }
}

let ids = 0
async function overMcp({ record: { url, token } }: Where, name: string): Promise<Visit> {
  const client = new RawHttp(`${url}mcp`, token)
  const ask = async (method: string, params: Input) => {
    const { error, result } = await client.ask({ jsonrpc: '2.0', id: ++ids, method, params })
    if (error) throw new Error(error.message)
    return result
  }
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name, version: '1' } })
  await client.post({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const stop = new AbortController()
  const headers = { authorization: `Bearer ${token}`, 'mcp-session-id': client.session ?? '' }
  const accept = { accept: 'text/event-stream' }
  const stream = await fetch(`${url}mcp`, { headers: { ...headers, ...accept }, signal: stop.signal })
  const reading = drain(stream)
  return {
    async call(name, input) {
      const result = (await ask('tools/call', { name, arguments: input })) as { isError?: boolean }
      if (result.isError) throw new Error(JSON.stringify(result))
      if (name === 'claim_task') await ask('resources/subscribe', { uri: `task://${input.task_id}` })
      return result
    },
    async leave(politely) {
      stop.abort()
      await reading
      if (politely) await fetch(`${url}mcp`, { method: 'DELETE', headers })
    },
  }
}

/** Answers of REST, and of the transport of 2024 beside it, which only looks. */
async function overRest({ record: { url, token } }: Where, name: string): Promise<Visit> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-client': name }
  const stop = new AbortController()
  const reading = drain(
    await fetch(`${url}events`, { headers: { ...headers, 'last-event-id': '1' }, signal: stop.signal }),
  )
  const legacy = await openLegacySse(`${url}sse`, token)
  return {
    async call(operation, input) {
      const body = JSON.stringify({ agent: name, ...input })
      const answer = await fetch(`${url}tools/${operation}`, { method: 'POST', headers, body })
      const text = await answer.text()
      if (!answer.ok) throw new Error(text)
      return text
    },
    async leave() {
      stop.abort()
      legacy.close()
      await reading
    },
  }
}

async function drain(stream: Response): Promise<void> {
  if (!stream.body) throw new Error(`a stream was answered by ${stream.status}`)
  try {
    for await (const _ of readEvents(stream.body));
  } catch {
    // We left.
  }
}

const ways = [overLink, overMcp, overRest, overLink, overMcp]
const names = ['ada', 'codex', 'gemini', 'claude', 'cursor']
const text = (luck: Chance, words: number) =>
  Array.from({ length: words }, () => `word${luck.between(0, 999)}`).join(' ')

/** `rate`: calls that each agent makes in a second, unless the machine is slower. */
export function startDay(where: Where, seed: number, rate: number): Day {
  const wrong: string[] = []
  const offered = new Map<string, string[]>(names.map((name) => [name, []]))
  let [calls, finished, visits, running] = [0, 0, 0, true]

  async function live(name: string, at: number): Promise<void> {
    const luck = chance(seed + at)
    let visit: Visit | undefined
    let due = performance.now()
    const call = async (operation: string, input: Input) => {
      await visit?.call(operation, input)
      calls++
      due = Math.max(due + 1_000 / rate, performance.now() - 1_000)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    }
    for (let n = 0; running; n++) {
      try {
        visit ??= await (ways[at] ?? overRest)(where, name)
        const task_id = await begin(`${name}-${n}`, call, luck)
        await work(task_id, call, luck)
        const to = luck.next() < 0.25 ? luck.of(names.filter((other) => other !== name)) : undefined
        if (to) await call('handoff_task', { task_id, to_agent: to, reason: text(luck, 8) })
        else await call('complete_task', { task_id, output: text(luck, 20) })
        if (to) offered.get(to)?.push(task_id)
        else finished++
      } catch (error) {
        wrong.push(`${name}: ${(error as Error).message}`)
        if (wrong.length > 20) running = false
      }
      if (luck.next() < 0.2) {
        await visit?.leave(luck.next() < 0.5)
        visit = undefined
        visits++
      }
    }
    await visit?.leave(true)
  }

  /** What was offered comes first. */
  async function begin(own: string, call: (operation: string, input: Input) => Promise<void>, luck: Chance) {
    const mine = offered.get(own.split('-')[0] ?? '')?.shift()
    const task_id = mine ?? own
    if (!mine)
      await call('create_task', { task_id, title: text(luck, 5), description: text(luck, 30), idempotency_key: own })
    await call('get_available_tasks', {})
    await call('claim_task', { task_id, lease_seconds: 3_600 })
    return task_id
  }

  async function work(task_id: string, call: (operation: string, input: Input) => Promise<void>, luck: Chance) {
    for (let step = 0; step < 3; step++) {
      await call('save_checkpoint', { task_id, completed_steps: [text(luck, 5)], resume_prompt: text(luck, 15) })
      await call('get_task', { task_id })
      await call('heartbeat', { task_id })
    }
    // The same few contents again and again: they are kept once.
    if (luck.next() < 0.3)
      await call('attach_artifact', { task_id, kind: 'log', content: `line ${luck.between(0, 50)}`.repeat(200) })
    await call('list_tasks', { status: 'in_progress' })
    await call('get_history', { task_id })
  }

  const all = names.map(live)
  return {
    calls: () => calls,
    finished: () => finished,
    visits: () => visits,
    wrong,
    async stop() {
      running = false
      await Promise.all(all)
    },
  }
}
