import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openSite, type Site, token } from './site.ts'

const json = { 'content-type': 'application/json' }
const post = (site: Site, body: string | Uint8Array, headers: Record<string, string> = json) =>
  site.send('POST', '/tools/create_task', body, headers)

/** Refused in one clear way; nothing changed; the next call is served. */
async function refused(site: Site, answer: Promise<unknown>, status: number, code: string, detail: RegExp) {
  expect(await answer).toMatchObject({
    status,
    type: 'application/problem+json',
    body: {
      type: `urn:baton:error:${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.stringMatching(detail),
    },
  })
  expect((await site.call('get_all_tasks')).body).toEqual({ tasks: [] })
}

test('malformed JSON: where it broke', async () => {
  const site = await openSite()
  await refused(site, post(site, '{"description": "x",\n "due": }'), 400, 'invalid_input', /not JSON.*due/s)
  const cut = post(site, '{"description": "x",\n "a" "b"}')
  await refused(site, cut, 400, 'invalid_input', /position 26/)
  expect((await cut).body.details).toMatchObject({ position: 26, line: 2, column: 6 })
  await refused(site, post(site, '{"description": "x"'), 400, 'invalid_input', /not JSON/)
  await refused(site, post(site, Buffer.from([0x22, 0xff, 0x22])), 400, 'invalid_input', /UTF-8/)
})

test.each(['[]', '"text"', '7', 'true'])('%s instead of arguments', async (body) => {
  const site = await openSite()
  await refused(site, post(site, body), 400, 'invalid_input', /object of named arguments/)
  await refused(site, post(site, body, { ...json, 'idempotency-key': 'k' }), 400, 'invalid_input', /object of named/)
})

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=latin1',
  'application/jsonx',
  '',
])('content type %j', async (type) => {
  const site = await openSite()
  // A Uint8Array, to which fetch adds no type of its own.
  const body = Buffer.from('{"description":"x"}')
  await refused(site, post(site, body, { 'content-type': type }), 415, 'unsupported_media_type', /application\/json/)
})

test.each(['application/json;charset=utf-8', 'Application/JSON; charset="UTF-8"', 'application/vnd.baton+json'])(
  'content type %s is JSON',
  async (type) => {
    const site = await openSite()
    expect((await post(site, '{"description":"x"}', { 'content-type': type })).status).toBe(200)
  },
)

test('a compressed body', async () => {
  const site = await openSite()
  const body = post(site, gzipSync('{"description":"x"}'), { ...json, 'content-encoding': 'gzip' })
  await refused(site, body, 415, 'unsupported_media_type', /Content-Encoding/)
})

test('an oversize body is refused by its length, before it is sent', async () => {
  const site = await openSite()
  const said = await raw(site, `Content-Length: 10000001`, '')
  expect(said).toMatch(/^HTTP\/1.1 413 .*\r\nconnection: close\r\n.*"code":"too_large"/is)
  expect((await site.call('get_all_tasks')).body).toEqual({ tasks: [] })
})

test('an oversize body without a length is refused at the limit', async () => {
  const site = await openSite()
  const chunk = `${(1_000_000).toString(16)}\r\n${' '.repeat(1_000_000)}\r\n`
  const said = await raw(site, 'Transfer-Encoding: chunked', chunk.repeat(11))
  expect(said).toMatch(/^HTTP\/1.1 413 .*"code":"too_large"/is)
  expect((await site.call('get_all_tasks')).body).toEqual({ tasks: [] })
})

test('an artifact of 8 MB fits, in a body with a length and in one without; a byte more does not', async () => {
  const site = await openSite()
  await site.call('create_task', { task_id: 'a', description: 'x' })
  const content = 'ä'.repeat(4_000_000)
  const attached = await site.call('attach_artifact', { task_id: 'a', content })
  expect(attached).toMatchObject({ status: 200, body: { bytes: 8_000_000 } })
  const body = new Blob([JSON.stringify({ task_id: 'a', content })]).stream()
  const headers = { ...json, authorization: `Bearer ${token}` }
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  expect((await fetch(`${site.url}/tools/attach_artifact`, init)).status).toBe(200)
  const more = await site.call('attach_artifact', { task_id: 'a', content: `${content}a` })
  expect(more).toMatchObject({ status: 413, body: { code: 'too_large', details: { limit: 8_000_000 } } })
})

test('a body that breaks off changes nothing', async () => {
  const site = await openSite()
  const said = await raw(site, 'Content-Length: 100', '{"description":"x"}', true)
  expect(said).toBe('')
  expect(site.logged).toEqual([])
  expect((await site.call('get_all_tasks')).body).toEqual({ tasks: [] })
})

test('unknown arguments are refused by name, with the nearest known', async () => {
  const site = await openSite()
  const wrong = site.call('create_task', { descriptoin: 'x' })
  await refused(site, wrong, 400, 'invalid_input', /"descriptoin".*"description"/)
  const proto = post(site, '{"description":"x","__proto__":{"a":1}}')
  await refused(site, proto, 400, 'invalid_input', /__proto__/)
})

test.each([
  ['a field too long', 'create_task', { title: 'x'.repeat(201) }, 'title'],
  ['a bad date', 'create_task', { title: 'x', due: 'tomorrow' }, 'due'],
  ['a bad cursor', 'list_tasks', { cursor: 'nonsense' }, 'cursor'],
  ['a bad limit', 'list_tasks', { limit: 0 }, 'limit'],
])('%s names the field', async (_, name, input, field) => {
  const site = await openSite()
  const answer = site.call(name, input)
  await refused(site, answer, 400, 'invalid_input', new RegExp(field))
})

test('unknown tasks, illegal moves and repeated ids', async () => {
  const site = await openSite()
  expect(await site.get('/resources/task/nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(await site.get('/resources/task/..')).toMatchObject({ status: 404 })
  expect(await site.get('/resources/task/%00')).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  expect(await site.get('/resources/task/%ff')).toMatchObject({ status: 400 })
  expect(await site.call('complete_task', { task_id: 'nobody' })).toMatchObject({ status: 404 })
  await site.call('create_task', { task_id: 'a', description: 'x' })
  expect(await site.call('create_task', { task_id: 'A', description: 'x' })).toMatchObject({
    status: 409,
    body: { code: 'already_exists' },
  })
  await site.call('cancel_task', { task_id: 'a' })
  const over = (await site.call('complete_task', { task_id: 'a' })).body
  expect(over).toMatchObject({ status: 409, details: { task_id: 'a', status: 'cancelled' } })
  expect(await site.call('complete_task', { task_id: 'a' })).toMatchObject({
    status: 409,
    body: { code: 'invalid_transition' },
  })
})

test('a path that is not ours names a near one; a known path names its methods', async () => {
  const site = await openSite()
  const near = async (path: string) => (await site.send('POST', path, '{}', json)).body
  expect(await near('/tools/creat_task')).toMatchObject({ status: 404, details: { near: ['/tools/create_task'] } })
  expect(await near('/create_task')).toMatchObject({ status: 404, details: { near: ['/tools/create_task'] } })
  expect(await near('/zzz')).toMatchObject({ status: 404, detail: expect.stringMatching(/openapi/) })
  expect((await site.get('/event')).body).toMatchObject({ status: 404, details: { near: ['/events'] } })
  expect((await site.get('/openapi.yaml')).body).toMatchObject({ status: 404, details: { near: ['/openapi.json'] } })
  const get = await site.get('/tools/create_task')
  expect(get).toMatchObject({ status: 405, body: { code: 'method_not_allowed', details: { allow: 'POST' } } })
  expect(get.headers.get('allow')).toBe('POST')
  const put = await site.send('PUT', '/resources/task/a', '{}', json)
  expect(put.headers.get('allow')).toBe('GET, HEAD')
  expect((await site.send('DELETE', '/health')).status).toBe(405)
  expect((await site.send('POST', '/events', '{}', json)).status).toBe(405)
})

test('what went wrong inside stays inside, and is logged', async () => {
  const site = await openSite({
    wrap: (baton) => ({
      ...baton,
      call: async () => {
        throw new Error('the inside of it')
      },
    }),
  })
  const answer = await site.call('get_workers')
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
  expect(JSON.stringify(answer.body)).not.toMatch(/inside of it/)
  expect(site.logged.join('')).toMatch(/"level":"error".*the inside of it/)
})

test('unavailable says when to try again', async () => {
  const failure = Object.assign(new Error('The disk is full.'), { code: 'unavailable', details: {} })
  const site = await openSite({ wrap: (baton) => ({ ...baton, call: () => Promise.reject(failure) }) })
  const answer = await site.call('get_workers')
  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', detail: 'The disk is full.' } })
  expect(answer.headers.get('retry-after')).toBe('1')
})

/** Says it byte by byte; resolves with all that was answered until the connection closed. */
function raw({ port }: Site, length: string, body: string, breakOff = false): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(said))
    socket.write(
      `POST /tools/create_task HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${length}\r\n\r\n${body}`,
      () => breakOff && setTimeout(() => socket.destroy(), 100),
    )
  })
}
