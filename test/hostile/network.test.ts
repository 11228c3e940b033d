/** Web pages, other users of the machine, and whoever else can reach the port. */
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { makeGuard } from '../../src/host/faces/http/guard.ts'
import { makeLog } from '../../src/host/log.ts'
import { serve } from '../../src/host/serve.ts'
import { type Faces, listen, makeServer, type ServerLimits } from '../../src/host/server.ts'
import { refused } from '../core/given.ts'
import { tempDir } from '../support/temp.ts'
import { json, type Target, target, type Wire, wire } from './target.ts'

/** Every way in, as a browser would ask: the status of each. */
async function everyWay(to: Target, headers: Record<string, string>): Promise<Record<string, number>> {
  const ask = (method: string, path: string) =>
    new Promise<number>((resolve, reject) => {
      const all = {
        host: `127.0.0.1:${to.port}`,
        ...json(to),
        accept: 'text/event-stream, application/json',
        ...headers,
      }
      const req = request({ host: '127.0.0.1', port: to.port, method, path, headers: all }, (res) => {
        res.destroy()
        resolve(res.statusCode ?? 0)
      })
      req.on('error', reject)
      req.end(method === 'POST' ? '{}' : undefined)
    })
  const upgrade = (path: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${to.port}${path}`, {
        headers: { authorization: `Bearer ${to.token}`, host: `127.0.0.1:${to.port}`, ...headers },
      })
      socket.on('unexpected-response', (_, { statusCode }) => {
        resolve(statusCode ?? 0)
        socket.terminate()
      })
      socket.on('open', () => {
        resolve(101)
        socket.terminate()
      })
      socket.on('error', () => {})
    })
  return {
    health: await ask('GET', '/health'),
    tools: await ask('POST', '/tools/get_workers'),
    openapi: await ask('GET', '/openapi.json'),
    events: await ask('GET', '/events'),
    mcp: await ask('POST', '/mcp'),
    sse: await ask('GET', '/sse'),
    link: await upgrade('/link'),
  }
}
const forbidden = { health: 403, tools: 403, openapi: 403, events: 403, mcp: 403, sse: 403, link: 403 }

describe('web pages', () => {
  test('the ways in are open to a client of this machine, so that the refusals below mean something', async () => {
    const to = await target()
    expect(await everyWay(to, {})).toEqual({
      health: 200,
      tools: 200,
      openapi: 200,
      events: 200,
      mcp: expect.any(Number),
      sse: 200,
      link: 101,
    })
  })

  test.each(['evil.example', 'evil.example:8766', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'whose name %s was made to resolve to this machine (DNS rebinding)',
    async (host) => expect(await everyWay(await target(), { host })).toEqual(forbidden),
  )

  test.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'vscode-webview://x', 'file://'])(
    'of the origin %s, WebSockets included, which no same-origin policy keeps away',
    async (origin) => expect(await everyWay(await target(), { origin })).toEqual(forbidden),
  )

  test('an upgrade anywhere else leads nowhere, and its socket is closed though the other end stays', async () => {
    const { port, token } = await target()
    for (const path of ['/', '/mcp', '/events', '/ws', '/link/', '/LINK', '//link', '/tools/get_workers']) {
      const heads = `Host: localhost:${port}\r\nAuthorization: Bearer ${token}\r\nConnection: Upgrade\r\nUpgrade: websocket`
      const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
      const it = wire(port, `GET ${path} HTTP/1.1\r\n${heads}\r\n${key}\r\n\r\n`)
      await it.closed
      expect(it.said(), path).toMatch(/^HTTP\/1\.1 40[34] /)
    }
  })
})

describe('guessing', () => {
  test.each(['', 'secret', 'x'.repeat(31)])(
    'a token of the person’s own that is as short as "%s" is refused',
    async (token) => {
      const folder = tempDir()
      const place = { workspace: folder, database: join(folder, 'tasks.db'), artifacts: folder, backups: folder }
      const log = makeLog({ to: [] })
      const why = /BATON_TOKEN has \d+ characters.* 32 or more random ones \(openssl rand -hex 32 .*or leave it out/
      await expect(serve({ place, product: '0.1.0', log, port: 0, token })).rejects.toThrow(
        refused('invalid_input', why),
      )
      expect(existsSync(place.database)).toBe(false)
      const host = await serve({ place, product: '0.1.0', log, port: 0, token: 'y'.repeat(32) })
      if (!('record' in host)) throw new Error(host.why)
      onTestFinished(() => host.stop())
      expect(host.record.token).toBe('y'.repeat(32))
    },
  )

  test('is told to wait, and never locks the right token out', async () => {
    const to = await target()
    const ask = (token: string) =>
      fetch(`${to.url}tools/get_workers`, { method: 'POST', headers: json({ ...to, token }) })
    const seen = new Map<number, number>()
    for (let n = 0; n < 60; n++) {
      const { status, headers, ...answer } = await ask(`guess-${n}`)
      seen.set(status, (seen.get(status) ?? 0) + 1)
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      void answer
      expect((await ask(to.token)).status).toBe(200)
    }
    expect([...seen.keys()].sort()).toEqual([401, 429])
    expect(seen.get(401)).toBeLessThanOrEqual(30)
    const last = await ask('guess')
    expect(await last.json()).toMatchObject({ code: 'too_many_requests', details: { retry_after: expect.any(Number) } })
    // Who shows none at all is only told what to show.
    expect((await fetch(`${to.url}openapi.json`)).status).toBe(401)
  })

  test('a wrong proof on the link ends the connection', async () => {
    const to = await target()
    const socket = new WebSocket(`${to.url.replace('http', 'ws')}link`)
    await new Promise((resolve) => socket.on('open', resolve))
    const ended = new Promise((resolve) => socket.on('close', resolve))
    const said: string[] = []
    socket.on('message', (data) => said.push(String(data)))
    const hello = { protocol: 1, product: '0', connection: 'x', role: 'agent', client: { name: 'x' }, nonce: 'n' }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'baton/hello', params: hello }))
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'baton/prove', params: { proof: 'wrong' } }))
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'baton/status', params: {} }))
    await ended
    expect(said.join('\n')).toMatch(/"id":2,"error"/)
    expect(said.join('\n')).not.toMatch(to.token)
    expect(said.join('\n')).not.toMatch(/"store"/)
  })
})

describe('connections', () => {
  /** The port with quicker limits: what is asked is how it behaves at them, not how long they are. */
  const late: Faces['mcp'] = async (_, res) => {
    res.end('all')
    res.write('and more')
  }
  async function quick(limits: Partial<ServerLimits>, faces: Partial<Faces> = {}) {
    const guard = makeGuard({ token: 'right', port: () => 1 })
    const server = makeServer({
      guard,
      entered: () => {},
      mcp: async () => {},
      rest: (req, res) => {
        req.resume()
        req.on('end', () => res.end('served'))
      },
      link: () => {},
      heard: () => {},
      complain: () => {},
      limits,
      ...faces,
    })
    const port = await listen(server, 0, '127.0.0.1')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return port
  }
  const head = 'POST /tools/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer right\r\nContent-Length: 100\r\n'

  test('one that says nothing, one that dribbles its headers, one that dribbles its body: each is closed', async () => {
    const port = await quick({ headers: 200, request: 600, look: 50 })
    const silent = wire(port)
    const slowHead = wire(port, 'GET /health HTTP/1.1\r\nHost: localhost\r\n')
    const slowBody = wire(port, `${head}\r\n`)
    const drips = setInterval(() => {
      slowHead.socket.write('X-More: y\r\n')
      slowBody.socket.write('x')
    }, 40)
    onTestFinished(() => clearInterval(drips))
    await Promise.all([silent.closed, slowHead.closed, slowBody.closed])
    expect(slowHead.said()).toMatch(/^HTTP\/1\.1 408 /)
    expect(slowBody.said()).toMatch(/^HTTP\/1\.1 408 /)
    // And who is only slow, but within the limit, is served.
    const patient = wire(port, `${head}\r\n${'x'.repeat(99)}`)
    setTimeout(() => patient.socket.write('x'), 100)
    while (!patient.said().includes('served')) await sleep(10)
  })

  test('an answer that goes on after its end is complained of, and ends nobody', async () => {
    const complaints: string[] = []
    const port = await quick({}, { complain: (what, error) => complaints.push(`${what} ${error}`), mcp: late })
    const ask = () => fetch(`http://127.0.0.1:${port}/mcp`, { headers: { authorization: 'Bearer right' } })
    expect(await (await ask()).text()).toBe('all')
    await expect.poll(() => complaints).toEqual([expect.stringMatching(/^answer .*write after end/)])
    expect(await (await ask()).text()).toBe('all')
  })

  test('headers without an end are cut off', async () => {
    const { port } = await target()
    const it = wire(port, `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}`)
    await it.closed
    expect(it.said()).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('too many that have shown no token: the oldest goes, and who shows one stays', async () => {
    const port = await quick({ strangers: 3, headers: 600_000 })
    const known = wire(port, `${head}\r\n${'x'.repeat(100)}`)
    while (!known.said().includes('served')) await sleep(10)
    const strangers = [wire(port)]
    for (let n = 0; n < 5; n++) {
      strangers.push(wire(port))
      await sleep(20)
    }
    await Promise.all(strangers.slice(0, 3).map(({ closed }) => closed))
    expect(known.socket.readableEnded).toBe(false)
    known.socket.write(`${head}\r\n${'x'.repeat(100)}`)
    while (known.said().split('served').length < 3) await sleep(10)
    const late = wire(port, `${head}\r\n${'x'.repeat(100)}`)
    while (!late.said().includes('served')) await sleep(10)
  })

  test('1,000 that say nothing and 200 that began a request: the host keeps answering, and needs little for them', async () => {
    const to = await target()
    const answers = async () =>
      (await fetch(`${to.url}tools/get_workers`, { method: 'POST', headers: json(to) })).status
    expect(await answers()).toBe(200)
    const before = process.memoryUsage().rss
    const idle: Wire[] = []
    // Not all at once: what the system's own queue has no room for never reaches the host, and nobody is told.
    while (idle.length < 1_000) {
      idle.push(...Array.from({ length: 100 }, () => wire(to.port)))
      expect(await answers()).toBe(200)
    }
    const begun = Array.from({ length: 200 }, () => wire(to.port, 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX: '))
    const links = Array.from({ length: 100 }, () => new WebSocket(`${to.url.replace('http', 'ws')}link`))
    for (const link of links) link.on('error', () => {})
    for (let n = 0; n < 50; n++) expect(await answers()).toBe(200)
    let closed = 0
    for (const each of idle) void each.closed.then(() => closed++)
    while (closed < 700) await sleep(20)
    expect(await answers()).toBe(200)
    // Both ends of each are in this process.
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(200)
    expect(to.errors).toEqual([])
    for (const link of links) link.terminate()
    for (const { socket } of [...idle, ...begun]) socket.destroy()
  })

  test('somebody who has not proven anything may not say much on the link, nor for long', async () => {
    const to = await target()
    const socket = new WebSocket(`${to.url.replace('http', 'ws')}link`)
    await new Promise((resolve) => socket.on('open', resolve))
    const ended = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => {})
    socket.send('x'.repeat(1_000_000))
    await ended
    const silent = new WebSocket(`${to.url.replace('http', 'ws')}link`)
    silent.on('error', () => {})
    await new Promise((resolve) => silent.on('close', resolve))
    expect(to.errors).toEqual([])
  })

  test('who may not ask is not asked for a body', async () => {
    const { port, token } = await target()
    const expectHead = (bearer: string) =>
      `POST /tools/get_workers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${bearer}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`
    const wrong = wire(port, expectHead('wrong'))
    await wrong.closed
    expect(wrong.said()).toMatch(/^HTTP\/1\.1 401 /)
    const right = wire(port, expectHead(token))
    while (!right.said().includes('100 Continue')) await sleep(10)
    right.socket.write('{}')
    while (!right.said().includes('HTTP/1.1 200')) await sleep(10)
  })

  test('a refused request cannot smuggle another behind it', async () => {
    const { port, token } = await target()
    const second = `POST /tools/create_task HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"title":"x"}`
    const heads = 'Host: localhost\r\nContent-Type: application/json'
    for (const first of [
      `POST /tools/x HTTP/1.1\r\n${heads}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST /tools/x HTTP/1.1\r\n${heads}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde`,
      `POST /tools/x HTTP/1.1\r\n${heads}\r\nContent-Length: ${second.length}\r\n\r\n`,
    ]) {
      const it = wire(port, first + second)
      await it.closed
      expect(it.said()).toMatch(/^HTTP\/1\.1 40\d /)
      expect(it.said()).not.toMatch(/HTTP\/1\.1 200/)
    }
  })
})
