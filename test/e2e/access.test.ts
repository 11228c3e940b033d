/** Tokens and logins as a person in a terminal makes them, and what a real host and a real browser make of them. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../support/temp.ts'
import { type HostBrowser, startBrowser } from '../vscode/host/browser.ts'
import { type Person, person, rest } from './person.ts'

const json = (text: string) => JSON.parse(text.slice(text.indexOf('{'))) as Record<string, unknown>
const make = async (me: Person, ...words: string[]) =>
  json((await me.terminal('token', 'create', ...words, '--json')).out)

/** Everything that lies in a folder, as text. */
function allIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n')
}

describe.skipIf(process.platform !== 'linux')('in a terminal', () => {
  test('tokens are made, shown once, used and revoked while the host runs; agents make none', async () => {
    const me = person()
    const host = await me.serve()
    const { token, id } = await make(me, '--role', 'person', '--name', 'ada')
    await rest(host.url, host.token, 'create_task', { title: 'To take away' })
    await rest(host.url, host.token, 'claim_task', { task_id: 'T-1', agent: 'codex' })
    const release = (by: string) => rest(host.url, by, 'force_release', { task_id: 'T-1' })
    await expect(release(host.token)).rejects.toMatchObject({ code: 'forbidden', status: 403 })
    expect(await release(String(token))).toMatchObject({ status: 'open' })

    const listed = (await me.terminal('token', 'list')).out
    expect(listed).toMatch(new RegExp(`^${id}  ada +person  no end  used \\d`, 'm'))
    expect((await me.terminal('token', 'revoke', 'ada')).out).toContain('worth nothing')
    await expect(release(String(token))).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
    expect((await me.terminal('token', 'revoke', 'ada')).code).toBe(1)

    for (const words of [['token', 'create', '--role', 'agent'], ['token', 'list'], ['token', 'revoke', 'x'], ['open']])
      expect(await me.baton(...words), words.join(' ')).toMatchObject({
        code: 1,
        err: expect.stringContaining('terminal'),
      })
    for (const words of [
      ['frob'],
      ['create'],
      ['create', '--role', 'king'],
      ['create', '--role', 'agent', '--days', 'x'],
    ])
      expect((await me.baton('token', ...words)).code, words.join(' ')).toBe(2)
    expect((await me.terminal('token', 'list')).out).toContain('nobody beside')
  })

  test('nothing secret lies in the workspace, in a log or in the file of tokens', async () => {
    const me = person()
    const host = await me.serve('--verbose')
    const { token } = await make(me, '--role', 'admin')
    const { url } = json((await me.terminal('open', '--json')).out)
    const { hash } = new URL(String(url))
    await fetch(new URL('session', host.url), { headers: { authorization: `Bearer ${token}` } })
    await host.end()
    for (const folder of [me.dir, me.home]) {
      expect(allIn(folder)).not.toContain(String(token).slice(15))
      expect(allIn(folder)).not.toContain(hash.slice(1))
    }
    const folder = join(me.home, '.baton', 'access')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test('the address is opened with what the terminal names for it, or only printed', async () => {
    const me = person()
    await me.serve()
    const [opener, seen] = [join(me.home, 'opener'), join(me.home, 'seen')]
    writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > '${seen}.part' && mv '${seen}.part' '${seen}'\n`, {
      mode: 0o755,
    })
    Object.assign(me.env, { BROWSER: opener })
    const address = /^ {2}(http:\/\/127\.0\.0\.1:\d+\/login#[\w-]{22})$/m
    const { out } = await me.terminal('open')
    expect(out).toContain('Your browser should show Baton now')
    await expect.poll(() => existsSync(seen), { timeout: 20_000 }).toBe(true)
    expect(readFileSync(seen, 'utf8')).toBe(address.exec(out)?.[1])
    rmSync(seen)
    expect((await me.terminal('open', '--print')).out).toMatch(address)
    expect(existsSync(seen)).toBe(false)
  })
})

describe.skipIf(process.platform !== 'linux')('in a real browser', () => {
  let browser: HostBrowser
  beforeAll(async () => {
    browser = await startBrowser()
  }, 120_000)
  afterAll(() => browser?.close())

  const pageFor = async () => {
    const page = await browser.page()
    onTestFinished(() => page.context().close())
    return page
  }
  const linkOf = async (me: Person) => String(json((await me.terminal('open', '--json')).out).url)
  const approve = (page: Page, base: string) =>
    page.evaluate(
      (url) =>
        fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"task_id":"T-1"}' }).then(
          ({ status }) => status,
          () => 0,
        ),
      `${base}tools/approve`,
    )

  test('the code logs in, leaves the address and history, and the login outlives the host', async () => {
    const me = person()
    const port = String(await freePort())
    const host = await me.serve('--port', port)
    const page = await pageFor()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => /Content Security/.test(message.text()) && errors.push(message.text()))

    await page.goto(host.url)
    await page.getByText('baton open').waitFor()
    const url = await linkOf(me)
    await page.goto(url)
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    expect(page.url()).toBe(host.url)
    expect(await page.evaluate('document.cookie')).toBe('')
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', domain: '127.0.0.1' })
    await page.goBack()
    expect(page.url()).not.toContain('#')

    await host.end()
    const again = await me.serve('--port', port)
    await page.goto(again.url)
    await page.getByRole('tab', { name: 'Board' }).waitFor()

    await page.goto(url)
    await page.getByRole('alert').getByText('works once').waitFor()
    await page.goto(again.url)
    await page.getByRole('button', { name: /^Logged in as/ }).click()
    await page.getByRole('menuitem', { name: 'Log Out' }).click()
    await page.getByText('baton open').waitFor()
    expect(await page.context().cookies()).toEqual([])
    expect(errors).toEqual([])
  })

  test('a page of another server on this machine can neither use the login nor see what it shows', async () => {
    const me = person()
    const host = await me.serve()
    await rest(host.url, host.token, 'create_task', { title: 'To approve', needs_approval: true })
    await rest(host.url, host.token, 'complete_task', { task_id: 'T-1' })
    const evil = createServer((_, res) =>
      res.setHeader('content-type', 'text/html').end(`<form method="post" action="${host.url}logout"></form>`),
    )
    const port = await freePort()
    await new Promise<void>((resolve) => evil.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void evil.close())

    const page = await pageFor()
    await page.goto(await linkOf(me))
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    await page.goto(`http://127.0.0.1:${port}/`)
    expect(await approve(page, host.url)).toBe(0)
    const read = (path: string) =>
      page.evaluate(
        (url) => fetch(url, { credentials: 'include', mode: 'no-cors' }).then(({ type }) => type),
        `${host.url}${path}`,
      )
    expect(await read('session')).toBe('opaque')
    // A form needs nobody's leave to be sent.
    await page.evaluate('document.forms[0].submit()')
    await page.waitForURL(`${host.url}logout`)
    expect(await page.textContent('body')).toContain('forbidden')

    await page.goto(host.url)
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    expect(await approve(page, host.url)).toBe(200)
  })

  test('two hosts on one machine keep their logins apart', async () => {
    const [me, you] = [person(), person()]
    const [mine, yours] = [await me.serve(), await you.serve()]
    const page = await pageFor()
    await page.goto(await linkOf(me))
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    await page.goto(yours.url)
    await page.getByText('baton open').waitFor()
    await page.goto(await linkOf(you))
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    await page.goto(mine.url)
    await page.getByRole('tab', { name: 'Board' }).waitFor()
  })

  test('behind an editor’s port proxy: a prefix, and the editor’s own name', async () => {
    const me = person()
    const host = await me.serve('--allow-host', 'editor.localhost')
    const { port } = new URL(host.url)
    const proxy = createServer((req, res) => {
      const path = /^\/proxy\/\d+(\/.*)$/.exec(req.url ?? '')?.[1]
      if (path === undefined) return void res.writeHead(404).end()
      const on = request({ host: '127.0.0.1', port, path, method: req.method, headers: req.headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(res)
      })
      req.pipe(on)
    })
    const at = await freePort()
    await new Promise<void>((resolve) => proxy.listen(at, '127.0.0.1', resolve))
    onTestFinished(() => {
      proxy.closeAllConnections()
      proxy.close()
    })
    const base = `http://127.0.0.1:${at}/proxy/${port}/`
    const page = await pageFor()
    await page.goto(`${base}${(await linkOf(me)).split('/').at(-1)}`)
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    expect(page.url()).toBe(base)
    expect((await page.context().cookies())[0]).toMatchObject({ path: `/proxy/${port}` })
    await page.getByText('Live').waitFor()
    await page.getByRole('button', { name: /^Logged in as/ }).click()
    await page.getByRole('menuitem', { name: 'Log Out' }).click()
    await page.getByText('baton open').waitFor()
    expect(page.url()).toBe(base)
    const named = (name: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path: '/login', headers: { host: name } }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        asked.on('error', reject).end()
      })
    expect(await named('editor.localhost:8443')).toBe(200)
    expect(await named('other.localhost:8443')).toBe(403)
  })

  test.each(['light', 'dark'] as const)('the pages in %s', async (colorScheme) => {
    const me = person()
    const host = await me.serve()
    const page = await pageFor()
    await page.emulateMedia({ colorScheme })
    await page.goto(host.url)
    await page.getByText('baton open').waitFor()
    const dark = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(dark === 'rgb(255, 255, 255)').toBe(colorScheme === 'light')
    const folder = process.env.BATON_PICTURES
    if (folder) await page.screenshot({ path: join(folder, `login-${colorScheme}.png`) })
    await page.goto(await linkOf(me))
    await page.getByRole('tab', { name: 'Board' }).waitFor()
    if (folder) await page.screenshot({ path: join(folder, `home-${colorScheme}.png`) })
  })
})
