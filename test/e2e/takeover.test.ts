/** A host that lives but does not answer is superseded; woken, it finds out and leaves. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startRawStdio } from '../clients/rawStdio.ts'
import { connectHttp } from '../clients/sdk.ts'
import { tempDir } from '../support/temp.ts'
import { create, initialize, textOf } from './lines.ts'
import { kill, type Person, person, rest, script } from './person.ts'

const soon = { BATON_TAKEOVER_AFTER: '1' }
const patient = { timeout: 30_000, interval: 50 }

const bridgeOf = (me: Person) =>
  startRawStdio({
    command: process.execPath,
    args: [script, 'stdio'],
    cwd: me.dir,
    env: { ...process.env, ...me.env, ...soon },
  })

const logOf = (me: Person) => {
  const folder = join(me.home, '.baton', 'logs')
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))[0] ?? ''
}

function stop(pid: number): void {
  process.kill(pid, 'SIGSTOP')
  onTestFinished(() => kill(pid))
}

test('a stopped host is superseded on another port, without a call lost, and ends itself when it wakes', async () => {
  const me = person()
  const bridges = [bridgeOf(me), bridgeOf(me)]
  for (const bridge of bridges) {
    await bridge.ask(initialize)
    await bridge.ask(create(1, 'before'))
  }
  const first = me.record()
  stop(first?.pid ?? 0)
  // Asked of the stopped one: it gets the question, and the answer comes from its successor.
  const answers = await Promise.all(bridges.map((bridge, i) => bridge.ask(create(2, `asleep ${i}`))))
  expect(answers.map((answer) => JSON.parse(textOf(answer)).task_id).sort()).toEqual(['T-3', 'T-4'])
  const second = me.record()
  expect(second).toMatchObject({ token: first?.token })
  expect(second?.pid).not.toBe(first?.pid)
  expect(second?.port).not.toBe(first?.port)

  process.kill(first?.pid ?? 0, 'SIGCONT')
  await vi.waitFor(() => expect(logOf(me)).toContain('superseded while it did not answer, so it ends'), patient)
  await vi.waitFor(() => expect(() => process.kill(first?.pid ?? 0, 0)).toThrow(), patient)
  // What it held in its sockets is not done a second time, and it leaves its successor's files alone.
  const after = await Promise.all(bridges.map((bridge) => bridge.ask(create(3, 'after'))))
  expect(after.map((answer) => JSON.parse(textOf(answer)).task_id).sort()).toEqual(['T-5', 'T-6'])
  const { tasks } = await rest(second?.url ?? '', second?.token ?? '', 'get_all_tasks', { limit: 50 })
  expect(tasks).toHaveLength(6)
  expect(me.record()).toEqual(second)
  expect(readdirSync(join(me.dir, '.baton')).sort()).toEqual([
    '.gitignore',
    'tasks.db',
    'tasks.db-shm',
    'tasks.db-wal',
    'tasks.db.owner.2.json',
  ])
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('a session over HTTP goes on at the new address', async () => {
  const me = person()
  const serving = await me.serve()
  const client = await connectHttp(`${serving.url}mcp`, serving.token, 'codex')
  const { sessionId } = client.transport as unknown as { sessionId: string }
  stop(serving.pid)
  const next = me.start(['serve', '--dir', me.dir], soon)
  const [, url = ''] = await next.line(/listening on (\S+)/)
  expect(url).not.toBe(serving.url)
  const answer = await fetch(`${url}mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${serving.token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': sessionId,
    },
    body: JSON.stringify(create(7, 'elsewhere')),
  })
  expect(textOf((await answer.json()) as never)).toContain('T-1')
  process.kill(serving.pid, 'SIGCONT')
  expect(await serving.exited).toMatchObject({ code: 1 })
  expect(serving.err).toContain('Another Baton took over this folder while this one did not answer')
})

test('a host that can not be asked is never superseded, and who asks is told why', async () => {
  const me = person()
  const serving = await me.serve()
  stop(serving.pid)
  // Its address is in a home folder that this one does not see.
  const hosts = join(me.home, '.baton', 'hosts')
  renameSync(hosts, join(tempDir(), 'hosts'))
  const refused = await me.start(['serve', '--dir', me.dir], soon)
  expect(await refused.exited).toMatchObject({ code: 3 })
  expect(refused.err).toContain(`Process ${serving.pid} serves this folder, and where it listens is not known here`)
})

test('a busy host that answers late keeps its place', async () => {
  const me = person()
  const serving = await me.serve()
  stop(serving.pid)
  const waiting = me.start(['serve', '--dir', me.dir], { BATON_TAKEOVER_AFTER: '20' })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  process.kill(serving.pid, 'SIGCONT')
  expect(await waiting.exited).toMatchObject({ code: 3 })
  expect(waiting.err).toContain(`Baton serves this folder already: process ${serving.pid}`)
  expect(await rest(serving.url, serving.token, 'create_task', { title: 'x' })).toMatchObject({ task_id: 'T-1' })
})

test('a host whose record was lost, or written over by one that woke late, writes it again', async () => {
  const me = person()
  const serving = await me.serve()
  const record = me.record()
  const [name = ''] = readdirSync(join(me.home, '.baton', 'hosts'))
  const file = join(me.home, '.baton', 'hosts', name)
  writeFileSync(file, JSON.stringify({ ...record, pid: 4_194_303, stopped: 'idle' }))
  await vi.waitFor(() => expect(me.record()).toEqual(record), patient)
  rmSync(file)
  await vi.waitFor(() => expect(me.record()).toEqual(record), patient)
  expect(await rest(serving.url, serving.token, 'create_task', { title: 'x' })).toMatchObject({ task_id: 'T-1' })
})

test('a client that no host can answer from here is told so at once, instead of waiting for one to appear', async () => {
  const me = person()
  const folder = join(me.dir, '.baton')
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, 'tasks.db.owner.3.json'), '{"pid":')
  const begun = performance.now()
  const asked = await me.baton('call', 'list_tasks')
  expect(asked).toMatchObject({ code: 1, err: expect.stringMatching(/owner\.3\.json can't be read.* Remove it/) })
  // Whoever waits for a host does so for 15 seconds, and 10 more for one that may be silent.
  expect(performance.now() - begun).toBeLessThan(20_000)
  expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'tasks.db.owner.3.json'])
})
