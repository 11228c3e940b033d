import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectHttp } from '../clients/sdk.ts'
import { endOfFile } from '../support/later.ts'
import { person } from './person.ts'

type Clients = Awaited<ReturnType<typeof connectHttp>>[]
let clients: Clients = []
/** Whoever speaks for all of them. */
const first = () => clients[0] as Clients[number]

beforeAll(async () => {
  const { url, token } = await person(endOfFile).serve()
  clients = await Promise.all(Array.from({ length: 8 }, (_, i) => connectHttp(`${url}mcp`, token, `agent-${i}`)))
})
afterAll(() => Promise.all(clients.map((client) => client.close())))

const rounds = Number(process.env.BATON_RACE_ROUNDS ?? 300)

async function call(client: Clients[number], name: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: args })
  const text = (result.content as { text: string }[])[0]?.text ?? ''
  return {
    refused: result.isError === true,
    text,
    value: result.isError ? undefined : (JSON.parse(text) as Record<string, unknown>),
  }
}

test(`eight clients race for one task: one winner in each of ${rounds} rounds`, async () => {
  for (let round = 0; round < rounds; round++) {
    const task_id = `race-${round}`
    await call(first(), 'create_task', { task_id, title: 'only one' })
    const tries = await Promise.all(clients.map((client) => call(client, 'claim_task', { task_id })))
    const winners = tries.filter((t) => !t.refused)
    expect(winners, `round ${round}`).toHaveLength(1)
    for (const lost of tries.filter((t) => t.refused)) expect(lost.text).toMatch(/is held by agent-\d/)
    await Promise.all(
      tries.map((t, i) => !t.refused && call(clients[i] as Clients[number], 'complete_task', { task_id })),
    )
  }
})

test('eight clients drain a thousand tasks: each once, without an error', async () => {
  for (let at = 0; at < 1_000; at += 200) {
    const tasks = Array.from({ length: 200 }, (_, i) => ({ task_id: `drain-${at + i}`, title: `task ${at + i}` }))
    expect((await call(first(), 'create_tasks', { tasks })).refused).toBe(false)
  }
  const done = await Promise.all(
    clients.map(async (client) => {
      const mine: string[] = []
      for (;;) {
        const next = await call(client, 'claim_next_task', {})
        expect(next.refused, next.text).toBe(false)
        const task_id = next.value?.task_id as string | null
        if (task_id === null) return mine
        const { refused, text } = await call(client, 'complete_task', { task_id, claim: next.value?.claim })
        expect(refused, text).toBe(false)
        mine.push(task_id)
      }
    }),
  )
  expect(done.flat()).toHaveLength(1_000)
  expect(new Set(done.flat()).size).toBe(1_000)
  expect(done.filter((mine) => mine.length > 0).length).toBeGreaterThan(1)
})
