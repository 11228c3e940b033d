/** The Language Server Protocol's lifecycle on the link, as the editor's language client says it. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Message, MessageWriter } from 'vscode-jsonrpc/node'
import { type HostStatus, language, link } from '../../src/contract/link.ts'
import { type Line, openLine, plainly } from '../../src/reach/line.ts'
import { type Person, person } from '../e2e/person.ts'

interface Client extends Line {
  notify(method: string): Promise<void>
}

async function clientOf(me: Person): Promise<Client> {
  const record = me.record()
  if (!record) throw new Error('no host')
  const introduction = { role: 'agent', client: { name: 'editor' }, product: '0', worktree: me.dir } as const
  let writer: MessageWriter | undefined
  const { line } = await openLine(record, { ...introduction, connection: `link:${randomUUID()}` }, (transports) => {
    writer = transports.writer
    return plainly(transports)
  })
  const notify = async (method: string) => writer?.write({ jsonrpc: '2.0', method } as Message)
  return { ...line, notify }
}

test('initialize says who serves; shutdown and exit end that client and nobody else', async () => {
  const me = person()
  await me.serve()
  const [one, other] = [await clientOf(me), await clientOf(me)]
  const answer = await one.sendRequest<object>(language.initialize.method, { processId: null, capabilities: {} })
  expect(answer).toEqual({ capabilities: {}, serverInfo: { name: 'Baton', version: expect.stringMatching(/^\d/) } })

  expect(await one.sendRequest(language.shutdown.method, undefined)).toBeNull()
  await expect(one.sendRequest(language.initialize.method, {})).rejects.toThrow(/shutdown/)
  await one.notify(language.exit)
  await one.closed

  const { connections } = await other.sendRequest<HostStatus>(link.status.method, {})
  expect(connections).toBe(1)
  other.end()
})

test('exit without shutdown ends that client only, too', async () => {
  const me = person()
  const { pid } = await me.serve()
  const [one, other] = [await clientOf(me), await clientOf(me)]
  await one.notify(language.exit)
  await one.closed
  expect((await other.sendRequest<HostStatus>(link.status.method, {})).pid).toBe(pid)
  other.end()
})
