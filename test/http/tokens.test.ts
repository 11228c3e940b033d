import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTokens } from '../../src/host/faces/http/tokens.ts'
import { tempDir } from '../support/temp.ts'
import { openSite } from './site.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const start = Date.parse('2026-04-20T12:34:56Z')

function given() {
  const file = join(tempDir(), 'access', 'store.json')
  const at = { wall: start }
  const open = () => makeTokens(file, '0123456789abcdef', () => at.wall)
  return { file, at, open, tokens: open() }
}

test('a token works under its role and name; the store’s own stays an agent', async () => {
  const site = await openSite()
  const [agent, person] = (['agent', 'person'] as const).map((role) => site.tokens.create({ role, name: `my ${role}` }))
  await site.call('create_task', { title: 'Held' }, bearer(agent?.token ?? ''))
  await site.call('claim_task', { task_id: 'T-1' }, bearer(agent?.token ?? ''))
  expect((await site.call('get_task', { task_id: 'T-1' })).body.current_owner).toBe('my agent')
  const release = (headers = {}) => site.call('force_release', { task_id: 'T-1' }, headers)
  expect(await release()).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await release(bearer(agent?.token ?? ''))).toMatchObject({ status: 403 })
  expect(await release(bearer(person?.token ?? ''))).toMatchObject({ status: 200, body: { status: 'open' } })
})

test('only its hash is kept', () => {
  const { file, tokens } = given()
  const { token, id } = tokens.create({ role: 'agent' })
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(id)
  expect(text).not.toContain(token)
  expect(text).not.toContain(token.slice(15))
  expect(JSON.stringify(tokens.list())).not.toMatch(/hash/)
})

test('a revoked one is refused at once, and its event stream ends', async () => {
  const site = await openSite()
  const { token, id } = site.tokens.create({ role: 'agent' })
  const stream = await fetch(`${site.url}/events`, { headers: bearer(token) })
  expect(stream.status).toBe(200)
  const ended = stream.text().catch(() => 'cut off')
  site.tokens.revoke(id)
  expect((await site.get('/session', bearer(token))).status).toBe(401)
  await ended
})

test('what another host wrote counts at once: made, revoked, and streams cut', async () => {
  const { open, tokens } = given()
  const other = open()
  const { token, id } = tokens.create({ role: 'person' })
  expect(other.bearer(token)).toMatchObject({ role: 'person' })
  tokens.revoke(id)
  expect(other.bearer(token)).toBeUndefined()
})

test('it ends after its days, stays listed for a month, and without days it stays', () => {
  const { at, tokens } = given()
  const short = tokens.create({ role: 'agent', days: 2 })
  const long = tokens.create({ role: 'agent' })
  expect(short.expires_at).toBe('2026-04-22T12:34:56.000Z')
  at.wall += 2 * 86_400_000 - 1
  expect(tokens.bearer(short.token)).toBeDefined()
  at.wall += 1
  expect(tokens.bearer(short.token)).toBeUndefined()
  expect(tokens.list()).toHaveLength(2)
  at.wall += 31 * 86_400_000
  expect(tokens.bearer(long.token)).toBeDefined()
  expect(tokens.list().map(({ name }) => name)).toEqual(['agent-2'])
})

test('when it was used is kept to the hour', () => {
  const { at, tokens, open } = given()
  const { token } = tokens.create({ role: 'agent' })
  expect(tokens.list()[0]?.last_used).toBeNull()
  tokens.bearer(token)
  at.wall += 20 * 60_000
  tokens.bearer(token)
  expect(open().list()[0]?.last_used).toBe('2026-04-20T12:00:00.000Z')
  at.wall += 20 * 60_000
  tokens.bearer(token)
  expect(open().list()[0]?.last_used).toBe('2026-04-20T13:00:00.000Z')
})

test.each(['', 'baton_', 'baton_00000000_', `baton_00000000_${'x'.repeat(43)}`])('%j is no token', (text) => {
  const { tokens } = given()
  tokens.create({ role: 'agent' })
  expect(tokens.bearer(text)).toBeUndefined()
})

test('with one’s id and another’s secret, or a letter changed, it is none', () => {
  const { tokens } = given()
  const [a, b] = [tokens.create({ role: 'agent' }), tokens.create({ role: 'admin' })]
  expect(tokens.bearer(`baton_${b.id}_${a.token.slice(15)}`)).toBeUndefined()
  const last = a.token.at(-1) === 'A' ? 'B' : 'A'
  expect(tokens.bearer(a.token.slice(0, -1) + last)).toBeUndefined()
  expect(tokens.bearer(a.token)).toBeDefined()
})

test('names: one each, none that means something else', () => {
  const { tokens } = given()
  tokens.create({ role: 'agent', name: 'ci' })
  for (const name of ['ci', 'CI', 'local', 'browser', 'anyone'])
    expect(() => tokens.create({ role: 'agent', name }), name).toThrow(/already/)
  for (const wish of [
    {},
    { role: 'king' },
    { role: 'agent', days: 0 },
    { role: 'agent', name: 'a\nb' },
    { role: 'agent', x: 1 },
  ])
    expect(() => tokens.create(wish), JSON.stringify(wish)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  tokens.revoke('ci')
  tokens.create({ role: 'agent', name: 'ci' })
})

test('a file that is no list of tokens lets nobody in', () => {
  const { file, tokens } = given()
  const { token } = tokens.create({ role: 'admin' })
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"tokens":5}',
    '{"tokens":[null]}',
    '{"tokens":[{"hash":1}],"hosts":7}',
  ]) {
    writeFileSync(file, text)
    expect(tokens.bearer(token), text).toBeUndefined()
    expect(tokens.list(), text).toEqual([])
    expect(tokens.hosts(), text).toEqual([])
  }
  expect(tokens.create({ role: 'agent' }).name).toBe('agent')
})

test('over HTTP tokens are an admin’s: not an agent’s, not a person’s', async () => {
  const site = await openSite()
  const [admin, person] = (['admin', 'person'] as const).map((role) => bearer(site.tokens.create({ role }).token))
  const make = (headers = {}) =>
    site.send('POST', '/tokens', '{"role":"agent","name":"ci"}', { 'content-type': 'application/json', ...headers })
  for (const headers of [{}, person]) {
    expect((await make(headers)).status).toBe(403)
    expect((await site.get('/tokens', headers)).status).toBe(403)
    expect((await site.send('DELETE', '/tokens/admin', undefined, headers)).status).toBe(403)
  }
  const { token } = (await make(admin)).body
  expect((await site.get('/session', bearer(token))).body).toMatchObject({ name: 'ci', role: 'agent' })
  expect((await site.get('/tokens', admin)).body.tokens).toHaveLength(3)
  expect((await site.send('DELETE', '/tokens/ci', undefined, admin)).status).toBe(200)
  expect((await site.get('/session', bearer(token))).status).toBe(401)
})
