import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { makeRegistry } from '../../src/host/faces/mcp/registry.ts'
import { serveMcpStdio } from '../../src/host/faces/mcp/stdio.ts'
import { call, initialize, openHouse, openRegistry, product, request, serveStdio } from './house.ts'

test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('%s is spoken', async (revision) => {
  const client = serveStdio(await openRegistry())
  expect((await client.ask(initialize(revision))).result).toMatchObject({ protocolVersion: revision })
  expect((await client.ask(request('tools/list'))).result?.tools).toHaveLength(26)
  expect((await client.ask(request('nonsense'))).error).toMatchObject({ code: -32601 })
  await client.end()
})

test('what is no message is refused, and the face goes on', async () => {
  const client = serveStdio(await openRegistry(), 10_000)
  await client.ask(initialize('2025-11-25'))
  for (const line of [
    '{"',
    'hello',
    '7',
    '[]',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    '',
    '   ',
  ])
    client.send(line)
  client.send('x'.repeat(20_000))
  expect((await client.ask(call('get_all_tasks'))).result?.isError).toBeUndefined()
  const refused = client.inbox.all.filter(({ id }) => id === null).map(({ error }) => error?.code)
  expect(refused).toEqual([-32700, -32700, -32600, -32600, -32600, -32600, -32600])
  await client.end()
})

test('a message may come in pieces, in the middle of a character, and without its last newline', async () => {
  const registry = await openRegistry()
  const [input, output] = [new PassThrough(), new PassThrough()]
  const closed = new Promise<void>((resolve) => {
    const caller = () => ({ role: 'agent', principal: 'l', client: { name: 'x' }, connection: 'link:1' }) as const
    serveMcpStdio({ registry, caller, input, output, onClose: resolve })
  })
  const bytes = Buffer.from(`${JSON.stringify(call('create_task', { task_id: 'one', title: 'Grüße 🎉' }))}\r\n`)
  for (let at = 0; at < bytes.length; at += 3) input.write(bytes.subarray(at, at + 3))
  input.end(JSON.stringify(call('get_task', { task_id: 'one' })))
  await closed
  const [, second = ''] = String(output.read()).trim().split('\n')
  expect(JSON.parse(JSON.parse(second).result.content[0].text)).toMatchObject({ title: 'Grüße 🎉' })
})

test('a batch is answered, message by message', async () => {
  const client = serveStdio(await openRegistry())
  const batch = [request('ping'), call('get_all_tasks')]
  client.send(JSON.stringify(batch))
  for (const { id } of batch) expect((await client.inbox.answer(id as number)).result).toBeDefined()
  await client.end()
})

test('the caller is who initialize says, also for a call sent along with it', async () => {
  const baton = await openHouse()
  const client = serveStdio(makeRegistry({ baton, product }))
  client.send(initialize('2025-11-25', 'codex'))
  await client.ask(call('create_task', { task_id: 'one', title: 'x' }))
  const { result } = await client.ask(call('get_task', { task_id: 'one' }))
  expect(result?.structuredContent).toMatchObject({ created_by: 'codex' })
  await client.end()
})

test('a subscription is told', async () => {
  const client = serveStdio(await openRegistry())
  await client.ask(initialize('2025-11-25'))
  await client.ask(call('create_task', { task_id: 'one', title: 'x' }))
  await client.ask(request('resources/subscribe', { uri: 'task://one' }))
  await client.ask(call('update_task', { task_id: 'one', priority: 'high' }))
  const { params } = await client.inbox.notification('notifications/resources/updated')
  expect(params).toEqual({ uri: 'task://one' })
  await client.end()
})

test('a client that reads nothing is not listened to', async () => {
  const registry = await openRegistry()
  const [input, output] = [new PassThrough(), new PassThrough()]
  const caller = () => ({ role: 'agent', principal: 'l', client: { name: 'x' }, connection: 'link:1' }) as const
  serveMcpStdio({ registry, caller, input, output })
  const line = `${JSON.stringify(request('tools/list'))}\n`
  for (let n = 0; n < 50; n++) input.write(line)
  await expect.poll(() => input.isPaused(), { timeout: 10_000 }).toBe(true)
  output.resume()
  await expect.poll(() => input.isPaused()).toBe(false)
})
