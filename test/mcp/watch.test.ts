import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Registry } from '../../src/host/faces/mcp/registry.ts'
import { Watch } from '../../src/host/faces/mcp/watch.ts'

/** A response whose reader is there. */
async function stream(): Promise<{ res: ServerResponse; errors: string[]; text: Promise<string> }> {
  const server = createServer()
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const came = new Promise<ServerResponse>((resolve) => server.on('request', (_, res) => resolve(res)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const text = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).then((answer) => answer.text())
  const res = await came
  const errors: string[] = []
  res.on('error', (error) => errors.push(error.message))
  res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  return { res, errors, text }
}

test('what happens between the end of a stream and its close is not written any more', async () => {
  const { res, errors, text } = await stream()
  let tell: (uri: string, seq: number) => void = () => {}
  const subscribe = (_: string, notify: typeof tell) => {
    tell = notify
    return () => {}
  }
  const registry = { subscribe, position: async () => 7 } as unknown as Registry
  const watch = new Watch(registry, async () => {})
  await watch.add('task://a')
  await watch.stands(res, undefined, '2025-11-25')
  tell('task://a', 8)
  res.end()
  tell('task://a', 9)
  expect(await text).toBe(
    'id: 7\ndata: \n\nid: 8\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"task://a"}}\n\n',
  )
  await new Promise(setImmediate)
  expect(errors).toEqual([])
})

test('a stream that ended before its first word is left alone', async () => {
  const { res, errors, text } = await stream()
  const registry = { position: async () => 7 } as unknown as Registry
  const stands = new Watch(registry, async () => {}).stands(res, undefined, '2025-11-25')
  res.end()
  await stands
  expect(await text).toBe('')
  await new Promise(setImmediate)
  expect(errors).toEqual([])
})
