/** The bytes of artifacts over HTTP: what agents attached is shown or saved, and never runs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSite, token } from './site.ts'

/** Browsers judge files by how they begin. */
const beginnings: readonly (readonly [name: string, bytes: Buffer, type: string])[] = [
  ['a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'image/png'],
  ['b.jpg', Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg'],
  ['c.gif', Buffer.from('GIF89a'), 'image/gif'],
  ['d.webp', Buffer.from('RIFF\x24\0\0\0WEBPVP8 \xff', 'latin1'), 'image/webp'],
  ['page.html', Buffer.from('<script>alert(1)</script>'), 'application/octet-stream'],
  ['really-a-page.png', Buffer.from('<html><script>alert(1)</script>'), 'application/octet-stream'],
  ['drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'application/octet-stream'],
  ['tool.exe', Buffer.from('4d5a90000300000004000000ffff', 'hex'), 'application/octet-stream'],
]

test.each(beginnings)('%s is sent whole, as a file to be saved, in a sandbox', async (name, bytes, type) => {
  const site = await openSite()
  writeFileSync(join(site.folder, name), bytes)
  await site.call('create_task', { task_id: 'a', title: 'A' })
  const { body } = await site.call('attach_artifact', { task_id: 'a', path: name })
  const answer = await fetch(`${site.url}/artifacts/${body.artifact_id}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': type,
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
})

test('a name of any letters is the name that it is saved by', async () => {
  const site = await openSite()
  await site.call('create_task', { task_id: 'a', title: 'A' })
  const named = async (name: string) => {
    const { body } = await site.call('attach_artifact', { task_id: 'a', content: 'x', name })
    return (await site.get(`/artifacts/${body.artifact_id}`)).headers.get('content-disposition')?.split("''")[1]
  }
  expect(await named('src/Übersicht (1).txt')).toBe('%C3%9Cbersicht%20%281%29.txt')
  expect(await named('a"; filename=b.exe')).toBe('a%22%3B%20filename%3Db.exe')
  expect(await named('folder/')).toBe('artifact')
})

test('a browser reads them by its login, and no other page through it', async () => {
  const site = await openSite()
  await site.call('create_task', { task_id: 'a', title: 'A' })
  const { body } = await site.call('attach_artifact', { task_id: 'a', content: 'x' })
  const code = site.logins.invite({}, 'ada', site.url).url.split('#')[1]
  const login = await site.send('POST', '/login', JSON.stringify({ code }), {
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
    authorization: '',
  })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const as = async (headers: Record<string, string>) =>
    (await site.get(`/artifacts/${body.artifact_id}`, { authorization: '', ...headers })).status
  expect(await as({ cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' })).toBe(200)
  expect(await as({ cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toBe(401)
  expect(await as({})).toBe(401)
  expect((await site.send('POST', `/artifacts/${body.artifact_id}`)).status).toBe(405)
})
