import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { makeRegistry } from '../../src/host/faces/mcp/registry.ts'
import { RawHttp } from '../clients/rawHttp.ts'
import { call, initialize, openHouse, openRegistry, product, serveHttp } from './house.ts'

const tokens = (value: unknown) => encode(JSON.stringify(value)).length

test('what every conversation pays for the tools', async () => {
  const { tools } = await openRegistry()
  expect(tokens({ tools })).toBeLessThanOrEqual(4_500)
  // A change of what clients see is reviewed here, with its price.
  await expect(`${JSON.stringify({ tokens: tokens({ tools }), tools }, null, 2)}\n`).toMatchFileSnapshot(
    '__snapshots__/tools.txt',
  )
})

test('what a list of 20 tasks costs', async () => {
  const baton = await openHouse()
  const caller = { role: 'agent', principal: 'local', client: { name: 'claude-code' }, connection: 'c' } as const
  for (let n = 1; n <= 25; n++) {
    const priority = n % 3 === 0 ? 'high' : 'normal'
    const title = `Replace the session middleware of service ${n} and test it`
    const { task_id } = await baton.call('create_task', { title, priority }, caller)
    if (n % 4 === 0) await baton.call('claim_task', { task_id }, caller)
  }
  const client = new RawHttp(`${await serveHttp({ registry: makeRegistry({ baton, product }) })}/mcp`)
  await client.ask(initialize('2025-11-25'))
  const { result } = await client.ask(call('list_tasks'))
  const [{ text } = { text: '' }] = (result?.content ?? []) as { text: string }[]
  expect(JSON.parse(text).tasks).toHaveLength(20)
  expect(result?.structuredContent).toBeUndefined()
  expect(tokens(result)).toBeLessThanOrEqual(1_000)
  const shown = text.replace(/"next_cursor":"[^"]*"/, '"next_cursor":"…"')
  await expect(`${tokens(result)} tokens\n${shown}\n`).toMatchFileSnapshot('__snapshots__/list.txt')
})

test('schemas keep to what clients can bear', async () => {
  for (const { name, description, inputSchema, outputSchema, title } of (await openRegistry()).tools) {
    // An editor puts its own name before ours and cuts at 64.
    expect(name).toMatch(/^[a-z0-9_]{1,46}$/)
    expect(description.length, name).toBeGreaterThan(0)
    expect(title, name).toBeTruthy()
    const text = JSON.stringify([inputSchema, outputSchema])
    expect(text).not.toMatch(
      /"(\$schema|additionalProperties|propertyNames|min\w+|max(Length|imum|Items)|pattern|anyOf|oneOf|allOf|\$ref|idempotency_key)":/,
    )
    // Every field says what it is: some models refuse a schema with a hole.
    const holes = Object.entries((inputSchema.properties ?? {}) as Record<string, { type?: unknown }>)
    for (const [field, { type }] of holes) expect(type, `${name}.${field}`).toBeTypeOf('string')
  }
})
