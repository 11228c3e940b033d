/** Several versions of Baton on one machine: the newest serves, and who does not fit is told what to do. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import manifest from '../../package.json' with { type: 'json' }
import { type Hello, link, linkProtocol, type Stop, type Stopping, type Welcome } from '../../src/contract/link.ts'
import { linkBaton } from '../../src/reach/link.ts'
import { proofOf } from '../../src/reach/proof.ts'
import { readRecord, writeRecord } from '../../src/reach/records.ts'
import { connectionOver } from '../../src/reach/socket.ts'
import type { Orders } from '../soak/programs/host.ts'
import { kill, person, script } from './person.ts'

const now = manifest.version
const older = '0.0.9'
const program = resolve(import.meta.dirname, '../soak/programs/host.ts')

/** A folder, and clients of several versions, each of which would start its own. */
function machine() {
  const me = person()
  const lives = join(me.home, 'lives')
  mkdirSync(lives)
  const orders: Orders = { seed: 1, lives, troubles: ['none'], product: older }
  const env = { ...me.env, BATON_SOAK_LIFE: JSON.stringify(orders), BATON_TAKEOVER_AFTER: '1' }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const place = {
    workspace: me.dir,
    database: join(me.dir, '.baton', 'tasks.db'),
    artifacts: join(me.dir, '.baton', 'artifacts'),
    backups: join(me.dir, '.baton', 'backups'),
  }
  const client = (product: string, runs: string | undefined = product === older ? program : script) => {
    const starter = { node: process.execPath, script: runs, mayRestart: true }
    const baton = linkBaton({ to: place, starter, role: 'agent', client: { name: product }, product })
    onTestFinished(() => baton.close())
    const caller = {
      role: 'agent',
      principal: 'local',
      client: { name: product },
      connection: baton.connection,
    } as const
    return Object.assign(baton, {
      create: async (title: string) => (await baton.call('create_task', { title }, caller)).task_id,
    })
  }
  const left: number[] = []
  onTestFinished(() => left.forEach(kill))
  const record = () => {
    const record = readRecord(place.database)
    if (record && !record.stopped) left.push(record.pid)
    return record
  }
  return { me, place, client, record }
}

test('an older host makes room for a newer one, while older clients write, and they go on with it', async () => {
  const { client, record } = machine()
  const old = [client(older), client(older), client(older)]
  await Promise.all(old.map((one) => one.create('first')))
  const before = record()
  expect(before).toMatchObject({ product: older })

  const made: unknown[] = []
  let running = true
  const writing = old.map(async (one) => {
    while (running) made.push(await one.create('on and on'))
  })
  const newer = client(now)
  made.push(await newer.create('from the newer'))
  const after = record()
  expect(after).toMatchObject({ product: now, port: before?.port, token: before?.token })
  expect(after?.stopped).toBeUndefined()
  const seen = made.length
  await vi.waitFor(() => expect(made.length).toBeGreaterThan(seen + 20), { timeout: 30_000 })
  running = false
  await Promise.all(writing)
  expect(new Set(made).size).toBe(made.length)
  expect((await newer.status()).version).toBe(now)
  expect(record()?.pid).toBe(after?.pid)
})

test('a host that was started by hand stays, and the newer client uses it', async () => {
  const { client, me, place, record } = machine()
  const serving = spawn(process.execPath, [
    program,
    '--dir',
    me.dir,
    '--db',
    place.database,
    '--artifacts',
    place.artifacts,
  ])
  onTestFinished(() => void serving.kill('SIGKILL'))
  await vi.waitFor(() => expect(record()).toMatchObject({ product: older }), { timeout: 30_000 })
  expect(await client(now).create('x')).toBe('T-1')
  expect(record()).toMatchObject({ product: older, pid: serving.pid })
})

test('should what it starts be older than itself, a client takes it as it is', async () => {
  const { client, record } = machine()
  await client(older).create('x')
  expect(await client('99.0.0', program).create('y')).toBe('T-2')
  expect(record()).toMatchObject({ product: older })
  expect(await client('99.0.0', program).create('z')).toBe('T-3')
})

test('an older one never opens what a newer wrote, and says what to do', async () => {
  const { client, place, record } = machine()
  const first = client(now)
  await first.create('x')
  const { pid = 0 } = record() ?? {}
  await first.stop(false)
  first.close()
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 30_000 })
  const later = "PRAGMA user_version=99; INSERT INTO schema_history VALUES (99, 'later', '7.0.0', 0)"
  execFileSync('sqlite3', [place.database, later])
  await expect(client(now).create('y')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/written by Baton 7\.0\.0.*Update Baton to 7\.0\.0 or newer, then restart/),
  })
  expect(execFileSync('sqlite3', [place.database, 'PRAGMA user_version; SELECT count(*) FROM tasks']).toString()).toBe(
    '99\n1\n',
  )
})

/** Something that listens and speaks the handshake of another protocol; its process is a stand-in that ends with it. */
async function stranger(place: ReturnType<typeof machine>['place'], product: string, protocol: number, stays = false) {
  const body = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const end = () => {
    body.kill('SIGKILL')
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  }
  onTestFinished(end)
  const token = 'a secret'
  const asked: Stop[] = []
  sockets.on('connection', (socket) => {
    const rpc = connectionOver(socket)
    rpc.onRequest(link.hello.method, (hello: Hello): Welcome => {
      return { protocol, product, schema: 1, nonce: 'n', proof: proofOf(token, 'host', 'n', hello.nonce) }
    })
    rpc.onRequest(link.prove.method, () => ({ role: 'agent' }))
    rpc.onRequest(link.stop.method, (stop: Stop): Stopping => {
      asked.push(stop)
      if (!stays) setImmediate(end)
      return stays ? { stays } : {}
    })
    rpc.listen()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const started_at = new Date().toISOString()
  const url = `http://127.0.0.1:${port}/`
  writeRecord({ url, port, token, pid: body.pid ?? 0, product, protocol, database: place.database, started_at })
  return asked
}

test('a newer host whose protocol is another tells the older client to restart', async () => {
  const { client, place } = machine()
  const asked = await stranger(place, '9.0.0', linkProtocol + 1)
  await expect(client(now).create('x')).rejects.toMatchObject({
    message: `Baton 9.0.0 runs here, and this is ${now}; they do not fit. Restart your client so that both are the same.`,
  })
  expect(asked).toEqual([])
})

test('an older host whose protocol is another makes room all the same, or has to be restarted', async () => {
  const { client, place, record } = machine()
  const asked = await stranger(place, older, linkProtocol - 1)
  expect(await client(now).create('x')).toBe('T-1')
  expect(asked).toEqual([{ keep: false, newer: now }])
  expect(record()).toMatchObject({ product: now })

  const other = machine()
  await stranger(other.place, older, linkProtocol - 1, true)
  await expect(other.client(now).create('x')).rejects.toMatchObject({
    message: `Baton ${older} runs here, and this is ${now}; they do not fit. Restart the server so that both are the same.`,
  })
})
