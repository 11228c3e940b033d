/** A first message that is not as it should be: the client is told which field, however it came, and may try again. */
import { describe, expect, test } from 'vitest'
import { openLegacySse, RawHttp } from '../clients/rawHttp.ts'
import { initialize, openRegistry, serveHttp, serveStdio } from './house.ts'

const good = initialize('2025-11-25')
const params = good.params as Record<string, unknown>
const wrongHellos: [wrong: string, params: unknown, field: RegExp][] = [
  ['a version that is a number', { ...params, protocolVersion: 7 }, /"params\.protocolVersion"/],
  ['no version', { ...params, protocolVersion: undefined }, /"params\.protocolVersion"/],
  ['capabilities that are text', { ...params, capabilities: 'all' }, /"params\.capabilities"/],
  ['a client without a name', { ...params, clientInfo: { version: '1' } }, /"params\.clientInfo\.name"/],
  [
    'a client whose name is a list',
    { ...params, clientInfo: { name: [], version: '1' } },
    /"params\.clientInfo\.name"/,
  ],
  ['nobody', { ...params, clientInfo: null }, /"params\.clientInfo"/],
  ['no parameters', undefined, /"params"/],
]

describe.each(wrongHellos)('initialize with %s', (_, params, field) => {
  const wrong = { jsonrpc: '2.0', id: 1, method: 'initialize', ...(params !== undefined && { params }) } as typeof good
  const refused = { jsonrpc: '2.0', id: 1, error: { code: -32602, message: expect.stringMatching(field) } }

  test('over HTTP', async () => {
    const client = new RawHttp(`${await serveHttp({ registry: await openRegistry() })}/mcp`)
    const answer = await client.post(wrong)
    expect(answer.status).toBe(400)
    expect(answer.messages).toEqual([refused])
    expect(client.session).toBeUndefined()
    expect((await client.ask(good)).result).toBeDefined()
  })

  test('over stdio', async () => {
    const client = serveStdio(await openRegistry())
    expect(await client.ask(wrong)).toEqual(refused)
    expect((await client.ask(good)).result).toBeDefined()
    await client.end()
  })

  test('over the transport of 2024', async () => {
    const client = await openLegacySse(`${await serveHttp({ registry: await openRegistry() })}/sse`)
    expect(await client.ask(wrong)).toEqual(refused)
    expect((await client.ask(good)).result).toBeDefined()
    client.close()
  })
})
