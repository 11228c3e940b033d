import { beforeEach, describe, expect, test } from 'vitest'
import type { Registry } from '../../src/host/faces/mcp/registry.ts'
import type { Message } from '../clients/inbox.ts'
import { openLegacySse, RawHttp } from '../clients/rawHttp.ts'
import { openRegistry, serveHttp, serveStdio } from './house.ts'

// The lines of an older task server's page, as they stand there.
const lines = {
  initialize:
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"my-agent","version":"1.0"}}}',
  initialized: '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  create:
    '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"create_task","arguments":{"task_id":"task-001","title":"Fix login bug","goal":"Resolve auth error on /login","repo_path":"/home/dev/myapp"}}}',
  checkpoint:
    '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"save_checkpoint","arguments":{"task_id":"task-001","agent":"claude-code","completed_steps":["Reproduced bug","Found root cause in auth/login.py:42"],"remaining_steps":["Implement fix","Write tests"],"resume_prompt":"Fix null check in auth/login.py line 42"}}}',
  handoff:
    '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"handoff_task","arguments":{"task_id":"task-001","from_agent":"claude-code","to_agent":"hermes","reason":"Context limit reached, fix not yet implemented"}}}',
  get: '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"get_task","arguments":{"task_id":"task-001"}}}',
  read: '{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":"task://task-001"}}',
  update:
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"update_task","arguments":{"task_id":"task-001","title":"Fix login bug","goal":"Implementing solution for auth error","status":"in_progress","current_owner":"hermes","completed_steps":["Reproduced bug","Found root cause","Implemented fix"],"remaining_steps":["Write tests","Deploy to staging"]}}}',
}

let registry: Registry
beforeEach(async () => {
  registry = await openRegistry()
})

async function walkThrough(ask: (line: string) => Promise<Message>, tell: (line: string) => unknown) {
  const hello = await ask(lines.initialize)
  expect(hello.result).toMatchObject({ protocolVersion: '2024-11-05', serverInfo: { name: 'baton', version: '1.2.3' } })
  expect(Object.keys(hello.result?.capabilities as object)).toEqual(expect.arrayContaining(['tools', 'resources']))
  await tell(lines.initialized)
  const answers = []
  for (const line of [lines.create, lines.checkpoint, lines.handoff, lines.get]) answers.push(told(await ask(line)))
  expect(answers).toMatchObject([
    { task_id: 'task-001', status: 'open' },
    { task_id: 'task-001', status: 'in_progress', checkpoint: 1 },
    { task_id: 'task-001', status: 'handoff_ready' },
    {
      offered_to: 'hermes',
      completed_steps: ['Reproduced bug', 'Found root cause in auth/login.py:42'],
      remaining_steps: ['Implement fix', 'Write tests'],
      resume_prompt: 'Fix null check in auth/login.py line 42',
      repo_path: '/home/dev/myapp',
    },
  ])
  const { contents } = (await ask(lines.read)).result as { contents: { text: string; mimeType: string }[] }
  expect(contents).toMatchObject([{ uri: 'task://task-001', mimeType: 'application/json' }])
  expect(JSON.parse(contents[0]?.text ?? '')).toEqual(answers[3])
  expect(told(await ask(lines.update))).toMatchObject({ status: 'in_progress', current_owner: 'hermes', checkpoint: 2 })
}

function told({ result, error }: Message): Record<string, unknown> {
  expect(error).toBeUndefined()
  expect(result?.isError).toBeUndefined()
  const [{ text } = { text: '' }] = (result?.content ?? []) as { text: string }[]
  expect(JSON.parse(text)).toEqual(result?.structuredContent)
  return JSON.parse(text)
}

describe("the first seed's lines work as they stand", () => {
  test('over stdio', async () => {
    const client = serveStdio(registry)
    await walkThrough(client.ask, client.send)
    await client.end()
  })

  test('over stdio, all at once, by a client that leaves at once', async () => {
    const client = serveStdio(registry)
    for (const line of Object.values(lines)) client.send(line)
    await client.end()
    expect(client.written.map((line) => (JSON.parse(line) as Message).id).sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(client.inbox.all.filter(({ error, result }) => error || result?.isError)).toEqual([])
    expect(client.clients).toContain('my-agent')
  })

  test('over HTTP', async () => {
    const client = new RawHttp(`${await serveHttp({ registry })}/mcp`)
    await walkThrough(
      (line) => client.ask(line),
      (line) => client.post(line),
    )
  })

  test('over SSE, on /message with the client named', async () => {
    const url = await serveHttp({ registry })
    const client = await openLegacySse(`${url}/sse?clientId=my-agent`)
    expect(client.endpoint).toMatch(/\/message\?clientId=my-agent&sessionId=/)
    const to = `${url}/message?clientId=my-agent`
    const ask = async (line: string) => {
      expect((await client.post(line, to)).status).toBe(202)
      return client.inbox.answer((JSON.parse(line) as { id: number }).id)
    }
    await walkThrough(ask, (line) => client.post(line, to))
    client.close()
  })
})
