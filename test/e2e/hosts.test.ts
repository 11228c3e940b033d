import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startRawStdio } from '../clients/rawStdio.ts'
import { freePort } from '../support/temp.ts'
import { create, initialize, textOf } from './lines.ts'
import { kill, person, rest, script } from './person.ts'

const bridgeOf = (me: ReturnType<typeof person>) =>
  startRawStdio({ command: process.execPath, args: [script, 'stdio'], cwd: me.dir, env: { ...process.env, ...me.env } })

test('two bridges and a serve that start at once find one host', async () => {
  const me = person()
  const bridges = [bridgeOf(me), bridgeOf(me)]
  const serving = me.start(['serve', '--dir', me.dir, '--port', '0'])
  const answers = await Promise.all(
    bridges.map(async (bridge, i) => {
      await bridge.ask(initialize)
      return textOf(await bridge.ask(create(1, `from ${i}`)))
    }),
  )
  expect(answers.map((text) => (JSON.parse(text) as { task_id: string }).task_id).toSorted()).toEqual(['T-1', 'T-2'])
  const { pid } = me.record() ?? {}
  const served = await Promise.race([serving.exited, serving.line(/listening on/)])
  // Either it was elected, or it says who was and leaves.
  expect('code' in served ? served.code : serving.pid).toBe('code' in served ? 3 : pid)
  if ('code' in served) expect(serving.err).toMatch(new RegExp(`process ${pid}`, 'i'))
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('after kill -9 of the host the next call of each bridge is answered within a second, nothing lost', async () => {
  const me = person()
  // Served once before, so that its port is its own and no other test's.
  await (await me.serve('--port', String(await freePort()))).end()
  const bridges = [bridgeOf(me), bridgeOf(me)]
  for (const bridge of bridges) await bridge.ask(initialize)
  for (let round = 1; round <= 3; round++) {
    const before = await Promise.all(
      bridges.map(async (bridge, i) => textOf(await bridge.ask(create(round * 10, `round ${round} by ${i}`)))),
    )
    expect(before.every((text) => text.includes('T-'))).toBe(true)
    const { pid = 0, url } = me.record() ?? {}
    kill(pid)
    const begun = performance.now()
    const after = await Promise.all(
      bridges.map(async (bridge, i) => textOf(await bridge.ask(create(round * 10 + 1, `healed ${round} by ${i}`)))),
    )
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(after.every((text) => text.includes('T-'))).toBe(true)
    expect(me.record()).toMatchObject({ url })
    expect(me.record()?.pid).not.toBe(pid)
  }
  const { url = '', token = '' } = me.record() ?? {}
  const { tasks } = (await rest(url, token, 'get_all_tasks', { limit: 200 })) as { tasks: { title: string }[] }
  expect(new Set(tasks.map((t) => t.title)).size).toBe(12)
  expect(tasks).toHaveLength(12)
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('stop keeps bridges from starting it again until a person serves', async () => {
  const me = person()
  const bridge = bridgeOf(me)
  await bridge.ask(initialize)
  await bridge.ask(create(1, 'first'))
  expect((await me.baton('stop')).out).toContain('stopped')
  expect(textOf(await bridge.ask(create(2, 'second')))).toContain('stopped for this folder by a person')
  const { url, token } = await me.serve()
  expect(textOf(await bridge.ask(create(3, 'third')))).toContain('T-2')
  expect(await rest(url, token, 'get_task', { task_id: 'T-1' })).toMatchObject({ title: 'first' })
  await bridge.close()
})

test('port and token stay the same across restarts', async () => {
  const me = person()
  const first = await me.serve()
  await first.end()
  const again = me.start(['serve', '--dir', me.dir])
  const [, url] = await again.line(/listening on (\S+)/)
  expect(url).toBe(first.url)
  expect(me.record()?.token).toBe(first.token)
})

test('a port that another took while no host ran is left to it: the next host moves, bridges follow, and it stays there', async () => {
  const me = person()
  const first = await me.serve('--port', String(await freePort()))
  const bridge = bridgeOf(me)
  await bridge.ask(initialize)
  await bridge.ask(create(1, 'before'))
  kill(first.pid)
  await first.exited
  const port = Number(new URL(first.url).port)
  const heard: string[] = []
  const thief = createServer((socket) => {
    socket.on('data', (bytes) => heard.push(String(bytes)))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => thief.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void thief.close())
  expect(textOf(await bridge.ask(create(2, 'after')))).toContain('T-2')
  const moved = me.record()
  expect(moved?.url).not.toBe(first.url)
  expect(moved?.token).toBe(first.token)
  expect(await rest(moved?.url ?? '', first.token, 'get_task', { task_id: 'T-1' })).toMatchObject({ title: 'before' })
  // Whoever asked there before it knew better told the stranger no secret.
  expect(heard.join()).not.toContain(first.token)
  thief.close()
  kill(moved?.pid ?? 0)
  expect(textOf(await bridge.ask(create(3, 'once more')))).toContain('T-3')
  expect(me.record()?.url).toBe(moved?.url)
  await bridge.close()
})
