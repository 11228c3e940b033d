import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type Heads, makeGuard } from '../../src/host/faces/http/guard.ts'
import { openSite, type Site, token } from './site.ts'

const guard = makeGuard({ token: 'secret', hosts: ['box.lan', 'tunnel.example:443'], port: () => 8766 })
const good: Heads = {
  method: 'POST',
  path: '/tools/create_task',
  host: '127.0.0.1:8766',
  origin: undefined,
  authorization: 'Bearer secret',
}
const ask = (heads: Partial<Heads>) => {
  const verdict = guard({ ...good, ...heads })
  return verdict.ok ? 200 : verdict.status
}

test('the right token makes an agent of the store’s own principal', () => {
  expect(guard(good)).toEqual({ ok: true, principal: 'local', role: 'agent' })
})

describe('Host', () => {
  test.each([
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost:8766',
    'LOCALHOST',
    '[::1]',
    '[::1]:8766',
    'Box.lan',
    'box.lan:80',
    'tunnel.example:443',
  ])('%s is ours', (host) => expect(ask({ host })).toBe(200))
  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8766',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example#localhost',
    'localhost@evil.example',
    'localhost:8766:1',
    'localhost/x',
    'localhost, evil.example',
    '0.0.0.0:8766',
    '127.0.0.2',
    '::1',
    '[::1',
    'tunnel.example',
    'tunnel.example:80',
    'xbox.lan',
  ])('%s is refused, token or not', (host) => {
    expect(ask({ host })).toBe(403)
    expect(ask({ host, path: '/health' })).toBe(403)
  })
})

describe('Origin', () => {
  test.each([
    'http://localhost:5173',
    'https://127.0.0.1',
    'http://[::1]:1',
    'HTTP://LOCALHOST',
    'https://tunnel.example:443',
    'https://box.lan',
  ])('%s may ask', (origin) => expect(ask({ origin })).toBe(200))
  test.each([
    '',
    'null',
    'https://evil.example',
    'https://localhost.evil.example',
    'http://localhost:1@evil.example',
    'http://localhost/path',
    'file://localhost',
    'chrome-extension://localhost',
    'vscode-webview://localhost',
    'localhost',
    'http://localhost http://evil.example',
  ])('%j is refused, token or not', (origin) => {
    expect(ask({ origin })).toBe(403)
    expect(ask({ origin, path: '/health' })).toBe(403)
  })
})

describe('token', () => {
  test.each(['Bearer secret', 'bearer secret', 'BEARER   secret', 'Bearer secret '])('%j is right', (authorization) =>
    expect(ask({ authorization })).toBe(200),
  )
  test.each([
    undefined,
    '',
    'secret',
    'Bearer',
    'Bearer ',
    'Bearer secre',
    'Bearer secret2',
    'Bearer Secret',
    'Basic secret',
    'Bearer secret secret',
    'Bearer ünï',
  ])('%j is not, and what to do is said', (authorization) => {
    const verdict = guard({ ...good, authorization })
    expect(verdict).toMatchObject({
      ok: false,
      status: 401,
      problem: { detail: expect.stringMatching(/baton status/) },
    })
  })
})

describe('without a token', () => {
  const authorization = undefined
  test.each([
    '/health',
    '/health?x=1',
    '/',
    '/login?x',
    '/api/health',
    '/register',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-authorization-server/mcp',
    '/.well-known',
  ])('%s is open', (path) => expect(ask({ method: 'GET', path, authorization })).toBe(200))
  test.each([
    '/login/',
    '/logout',
    '/session',
    '/tokens',
    '/mcp',
    '/sse',
    '/message?sessionId=1',
    '/events',
    '/openapi.json',
    '/tools/create_task',
    '/resources/task/a',
    '/health/',
    '/healthy',
    '/HEALTH',
    '//health',
    '/tools/create_task?/health',
    '/register/x',
    '/.well-known/../tools/create_task',
    '/.well-known/%2e%2e/tools/create_task',
    '/.well-known/..%2ftools/create_task',
    '/.well-known/.\\..\\tools',
    '/.well-known//../x',
  ])('%s is not', (path) => expect(ask({ path, authorization })).toBe(401))
})

describe('on a server', () => {
  test('a 401 says how to authenticate', async () => {
    const site = await openSite()
    const answer = await site.get('/openapi.json', { authorization: '' })
    expect(answer).toMatchObject({ status: 401, type: 'application/problem+json', body: { code: 'unauthorized' } })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect((await site.send('POST', '/tools/create_task', '{}', { authorization: 'Bearer x' })).status).toBe(401)
    expect((await site.call('get_all_tasks')).body.tasks).toEqual([])
  })

  test('health is open, and OAuth’s paths are not there', async () => {
    const site = await openSite()
    for (const path of ['/health', '/api/health']) {
      const health = await site.get(path, { authorization: '' })
      expect(health).toMatchObject({ status: 200, body: { status: 'ok' } })
      expect(health.body).toEqual({ status: 'ok' })
    }
    expect((await site.get('/.well-known/oauth-protected-resource', { authorization: '' })).status).toBe(404)
    expect((await site.send('POST', '/register', '{}', { authorization: '' })).status).toBe(404)
  })

  test('no path that looks open leads to an operation', async () => {
    const site = await openSite()
    for (const path of [
      '/.well-known/../tools/get_workers',
      '/.well-known/%2e%2e/tools/get_workers',
      '/health/../tools/get_workers',
      '/health?/../tools/get_workers',
      'http://localhost/tools/get_workers',
    ]) {
      expect(await asWritten(site, 'POST', path), path).toBeGreaterThanOrEqual(400)
      expect(await asWritten(site, 'POST', path, token), path).toBeLessThan(500)
    }
  })

  test('whom the guard let in without a token gets nothing but what is open, whatever the guard thought of the path', async () => {
    const site = await openSite()
    const nobody = { 'x-test-principal': 'anyone' }
    expect((await site.call('get_workers', {}, nobody)).status).toBe(401)
    for (const path of ['/resources/task/a', '/events', '/openapi.json'])
      expect((await site.get(path, nobody)).status, path).toBe(401)
    expect((await site.get('/health', nobody)).status).toBe(200)
  })

  test('a page that had its name resolve to this machine is refused', async () => {
    const site = await openSite()
    expect(await asWritten(site, 'GET', '/health', token, 'evil.example')).toBe(403)
  })
})

/** fetch would tidy the path. */
function asWritten({ port }: Site, method: string, path: string, bearer = '', host = 'localhost'): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, ...(bearer && { authorization: `Bearer ${bearer}` }) }
    const req = request({ host: '127.0.0.1', port, method, path, headers }, (res) => {
      res.resume()
      resolve(res.statusCode ?? 0)
    })
    req.on('error', reject)
    req.end()
  })
}
