import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Heads, makeGuard } from '../../src/host/faces/http/guard.ts'
import { makeTokens } from '../../src/host/faces/http/tokens.ts'
import { tempDir } from '../support/temp.ts'
import { openSite, type Site } from './site.ts'

const ownPage = { authorization: '', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
const codeFor = (site: Site, wish = {}) => site.logins.invite(wish, 'ada', `${site.url}/`).url.split('#')[1] ?? ''
const redeem = (site: Site, code: string, headers = {}) =>
  site.send('POST', '/login', JSON.stringify({ code }), { ...ownPage, ...headers })

/** A browser that was logged in: what it sends. */
async function loggedIn(site: Site, headers = {}) {
  const answer = await redeem(site, codeFor(site), headers)
  expect(answer).toMatchObject({ status: 200, body: { name: 'ada', role: 'person' } })
  const set = answer.headers.get('set-cookie') ?? ''
  return { set, heads: { ...ownPage, cookie: set.split(';')[0] ?? '' } }
}

describe('a code', () => {
  test('logs in once, and is in no part of the address that a server or a log sees', async () => {
    const site = await openSite()
    const { url } = site.logins.invite({}, 'ada', `${site.url}/`)
    const { pathname, search, hash } = new URL(url)
    expect({ pathname, search }).toEqual({ pathname: '/login', search: '' })
    expect(hash).toMatch(/^#[\w-]{22}$/)
    expect((await redeem(site, hash.slice(1))).status).toBe(200)
    expect(await redeem(site, hash.slice(1))).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('once') },
    })
  })

  test('is good for two minutes', async () => {
    const at = { awake: 0 }
    const site = await openSite({ awake: () => at.awake })
    const [late, inTime] = [codeFor(site), codeFor(site)]
    at.awake = 119_999
    expect((await redeem(site, inTime)).status).toBe(200)
    at.awake = 120_000
    expect((await redeem(site, late)).status).toBe(401)
  })

  test('is one of twenty at most: the oldest goes', async () => {
    const site = await openSite()
    const codes = Array.from({ length: 21 }, () => codeFor(site))
    expect((await redeem(site, codes[0] ?? '')).status).toBe(401)
    expect((await redeem(site, codes[1] ?? '')).status).toBe(200)
  })

  test('guessed too often is answered with 429 and when to try again; the right one still counts', async () => {
    const site = await openSite()
    const code = codeFor(site)
    for (let n = 0; n < 10; n++) expect((await redeem(site, `wrong${n}`)).status).toBe(401)
    const refused = await redeem(site, 'wrong')
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await redeem(site, code)).status).toBe(200)
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': '' }],
    [{ 'sec-fetch-site': '', origin: 'http://127.0.0.1:1' }],
  ])('is taken from Baton’s own page only: not %j', async (headers) => {
    const site = await openSite()
    expect((await redeem(site, codeFor(site), headers)).status).toBe(403)
  })

  test('comes by the page’s origin where the browser says nothing itself', async () => {
    const site = await openSite()
    expect((await redeem(site, codeFor(site), { 'sec-fetch-site': '', origin: site.url })).status).toBe(200)
  })

  test('is never read from a long body', async () => {
    const site = await openSite()
    expect((await redeem(site, 'x'.repeat(1_000))).status).toBe(413)
  })
})

describe('a logged-in browser', () => {
  test('is a person, under the name of whoever asked for the code', async () => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    await site.call('create_task', { title: 'To approve', needs_approval: true })
    await site.call('complete_task', { task_id: 'T-1' })
    expect(await site.call('approve', { task_id: 'T-1' })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await site.call('approve', { task_id: 'T-1' }, heads)).toMatchObject({
      status: 200,
      body: { status: 'done' },
    })
    const { events } = (await site.call('get_history', { task_id: 'T-1' })).body
    expect(JSON.stringify(events)).toMatch(/"actor":"ada"/)
    expect((await site.get('/session', heads)).body).toMatchObject({ name: 'ada', role: 'person' })
  })

  test('is listed by its login as long as it follows the board, and as gone when it does no more', async () => {
    const site = await openSite()
    const [one, two] = [await loggedIn(site), await loggedIn(site)]
    const leave = new AbortController()
    const stream = await fetch(`${site.url}/events`, { headers: { cookie: one.heads.cookie }, signal: leave.signal })
    expect(stream.status).toBe(200)
    const browsers = async () => {
      const { clients } = (await site.call('list_clients', {}, two.heads)).body
      return clients.map((client: object) => ({ ...client, connected_at: '', last_call_at: '' }))
    }
    const browser = { name: 'ada', protocol: 'board', through: 'browser', role: 'person' }
    const listed = expect.arrayContaining([
      expect.objectContaining({ ...browser, calls_last_minute: 0 }),
      expect.objectContaining({ ...browser, agent: 'ada', calls_last_minute: 1 }),
    ])
    const first = await browsers()
    expect(first).toEqual(listed)
    expect(first).toHaveLength(2)
    expect(first.some((client: { gone?: boolean }) => client.gone)).toBe(false)
    leave.abort()
    await expect.poll(browsers).toContainEqual(expect.objectContaining({ calls_last_minute: 0, gone: true }))
  })

  test('has a cookie that no script reads and no other site sends, with the store’s name in it', async () => {
    const site = await openSite()
    const { set } = await loggedIn(site)
    expect(set).toMatch(/^baton_0123456789ab=baton_[\w-]+; Max-Age=2592000; HttpOnly; SameSite=Strict$/)
    expect(set).not.toMatch(/path|domain/i)
    const proxied = await openSite()
    proxied.logins.invite({ through: 'https://code.example/proxy/8766' }, 'ada', proxied.url)
    expect((await loggedIn(proxied, { origin: 'https://code.example' })).set).toMatch(/; Secure$/)
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }],
    [{ 'sec-fetch-site': '' }],
    [{ 'sec-fetch-site': '', origin: 'http://127.0.0.1:5173' }],
    [{ 'sec-fetch-site': '', origin: 'http://localhost' }],
  ])('writes nothing for another server’s page on this machine: %j', async (headers) => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    const answer = await site.call('create_task', { title: 'Forged' }, { ...heads, ...headers })
    expect([401, 403]).toContain(answer.status)
    expect((await site.call('get_all_tasks')).body.tasks).toEqual([])
  })

  test('shows nothing to another page that loads it, but follows a link', async () => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    const guard = makeGuard({ token: 'secret', port: () => 1, tokens: site.tokens })
    const asked = { method: 'GET', path: '/events', host: '127.0.0.1', origin: undefined, authorization: undefined }
    const by = (site: string, mode: string) => guard({ ...asked, cookie: heads.cookie, site, mode }).ok
    for (const mode of ['no-cors', 'cors', 'websocket']) {
      expect(by('same-site', mode), mode).toBe(false)
      expect(by('cross-site', mode), mode).toBe(false)
      expect(by('same-origin', mode), mode).toBe(true)
    }
    expect(by('same-site', 'navigate')).toBe(true)
    expect(by('none', 'navigate')).toBe(true)
  })

  test('logs out: the cookie goes, and is worth nothing to whoever kept it', async () => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    const stream = await fetch(`${site.url}/events`, { headers: heads })
    const ended = stream.text().then(
      () => 'ended',
      () => 'cut off',
    )
    const out = await site.send('POST', '/logout', '', heads)
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^baton_0123456789ab=; Max-Age=0;/)
    expect(['ended', 'cut off']).toContain(await ended)
    expect((await site.get('/session', heads)).status).toBe(401)
  })

  test('stays logged in over a restart, for thirty days, and knows its own store from another', async () => {
    const at = { wall: Date.parse('2026-04-20T12:00:00Z') }
    const site = await openSite({ now: () => at.wall })
    const { heads } = await loggedIn(site)
    const file = join(site.folder, 'access/tokens.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
    const next = (store: string) => makeTokens(file, store, () => at.wall).cookie(heads.cookie)
    expect(next('0123456789abcdef')).toMatchObject({ name: 'ada', role: 'person' })
    expect(next('fedcba9876543210')).toBeUndefined()
    expect(makeTokens(join(tempDir(), 'a/other.json'), '0123456789abcdef').cookie(heads.cookie)).toBeUndefined()
    at.wall += 30 * 86_400_000 - 1
    expect((await site.get('/session', heads)).status).toBe(200)
    at.wall += 1
    expect((await site.get('/session', heads)).status).toBe(401)
  })

  test('is one of fifty at most: the oldest is logged out', async () => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    for (let n = 0; n < 49; n++) site.tokens.login('ada')
    expect((await site.get('/session', heads)).status).toBe(200)
    site.tokens.login('ada')
    expect((await site.get('/session', heads)).status).toBe(401)
  })

  test('leads no agent’s way, and its cookie is no bearer’s token', async () => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    for (const path of ['/mcp', '/sse', '/message']) expect((await site.get(path, heads)).status, path).toBe(401)
    const token = heads.cookie.split('=')[1]
    expect((await site.get('/session', { authorization: `Bearer ${token}` })).status).toBe(401)
  })

  test('may send two cookies of one name, from two prefixes', async () => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    const stale = `baton_0123456789ab=baton_00000000_${'x'.repeat(43)}`
    expect((await site.get('/session', { ...heads, cookie: `a=b; ${stale}; ${heads.cookie}` })).status).toBe(200)
  })
})

describe('the pages', () => {
  test('“/” is the login page, and after the login says that Baton runs', async () => {
    const site = await openSite()
    expect((await site.get('/', { authorization: '' })).body).toContain('baton open')
    const { heads } = await loggedIn(site)
    expect((await site.get('/', heads)).body).toContain('board/board.js')
    expect((await site.get('/', { ...heads, cookie: 'baton_0123456789ab=x' })).body).toContain('baton open')
  })

  test.each(['/', '/login'])('%s: strict policy, relative addresses only', async (path) => {
    const site = await openSite()
    const { heads } = await loggedIn(site)
    const { headers, body } = await site.get(path, heads)
    const csp = headers.get('content-security-policy') ?? ''
    expect(csp).toMatch(/^default-src 'none'; script-src (?:'sha256-|'self';)/)
    expect(csp).toContain("frame-ancestors 'none'")
    expect(csp).not.toMatch(/unsafe|\*|http/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(body).not.toMatch(/(?:href|src|action)="(?:\/|http)|fetch\('(?:\/|http)|replace\('\//)
  })
})

describe('through an editor’s port proxy', () => {
  const through = 'https://Code.example:8443/proxy/8766'
  const guard = (site: Site) => makeGuard({ token: 'secret', port: () => 1, tokens: site.tokens })
  const heads: Heads = {
    method: 'GET',
    path: '/login',
    host: 'code.example:8443',
    origin: 'https://code.example:8443',
    authorization: undefined,
  }

  test('the code’s address is the proxy’s, and the host answers to that name from then on, this name only', async () => {
    const site = await openSite()
    expect(guard(site)(heads)).toMatchObject({ ok: false, status: 403 })
    const { url } = site.logins.invite({ through }, 'ada', site.url)
    expect(url).toMatch(/^https:\/\/code\.example:8443\/proxy\/8766\/login#[\w-]{22}$/)
    expect(guard(site)(heads)).toMatchObject({ ok: true })
    expect(guard(site)({ ...heads, host: 'code.example' })).toMatchObject({ ok: false })
    expect(guard(site)({ ...heads, host: '127.0.0.1:8766' })).toMatchObject({ ok: true })
    expect(guard(site)({ ...heads, origin: 'https://evil.example' })).toMatchObject({ ok: false })
  })

  test.each(['code.example', 'javascript:alert(1)', 'file:///etc', 'https://u:p@code.example/'])(
    '%s is no address of a browser',
    async (through) => {
      const site = await openSite()
      expect(() => site.logins.invite({ through }, 'ada', site.url)).toThrow(/through/)
    },
  )
})
