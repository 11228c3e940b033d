// Bad days: what a person sees of them, and that nothing is lost.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { RawHttp } from '../clients/rawHttp.ts'
import { cleanUp, endOfFile } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { type BatonWindow, type Desk, desk, patient, picture, until } from './desk.ts'
import { runHost } from './host/run.ts'
import { readOnlyFolder } from './readOnly.ts'

let at: Desk
beforeAll(async () => {
  at = await desk(endOfFile)
}, 120_000)

/** Ends a folder's host the hard way, and waits for the next. */
async function crash(folder: string): Promise<void> {
  const { pid } = await until('a host runs', () => at.host(folder))
  process.kill(pid, 'SIGKILL')
  await until('the next host runs', () => at.host(folder)?.pid !== pid)
}

async function newTask(window: BatonWindow, title: string): Promise<void> {
  await window.run('Baton: New Task…')
  await window.asks('What is to be done?')
  await window.type(title)
}

test(
  'the host is killed, once and then five times in a row: nothing is lost, and nobody is bothered',
  patient,
  async () => {
    const folder = tempDir()
    const window = await at.begin(folder)
    const { task_id } = await at.outside(folder, 'create_task', { title: 'Older than the crash' })
    await at.outside(folder, 'claim_task', { task_id, agent: 'codex' })
    await window.tasks.row('codex').waitFor()

    await crash(folder)
    await at.outside(folder, 'create_task', { title: 'After the first crash' })
    await window.tasks.row('After the first crash').waitFor()

    for (let i = 0; i < 5; i++) await crash(folder)
    await newTask(window, 'After the sixth crash')
    await window.tasks.row('After the sixth crash').waitFor()
    await at.outside(folder, 'save_checkpoint', { task_id, agent: 'codex', notes: 'Still at it' })
    await window.tasks.twist('Older than the crash')
    await window.tasks.row('Still at it').waitFor()
    expect((await window.tasks.spoken()).map((row) => row.replace(/, [\d]+ minutes? left/, ''))).toEqual([
      'In progress, 1',
      `${task_id}, Older than the crash, in progress, held by codex`,
      expect.stringMatching(/^checkpoint \d+ by codex.*: Still at it$/),
      'Ready, 2',
      'T-2, After the first crash, ready',
      'T-3, After the sixth crash, ready',
    ])
    await window.status('1 running').waitFor()
    expect(window.notified).toEqual([])
  },
)

test('the kept port is taken when the host comes back: it moves, and the tree follows', patient, async () => {
  const folder = tempDir()
  const window = await at.begin(folder)
  await at.outside(folder, 'create_task', { title: 'Before the move' })
  const before = await until('a host runs', () => at.host(folder))
  const thief = await takePortOf(folder, before.port)
  cleanUp(() => void thief.close())
  const after = await until('it moved', () => movedFrom(folder, before.port))
  expect(after.token).toBe(before.token)
  await at.outside(folder, 'create_task', { title: 'After the move' })
  await window.tasks.row('After the move').waitFor()
  await window.tasks.row('Before the move').waitFor()
  await window.status('Baton').waitFor()
  expect(window.notified).toEqual([])
})

const movedFrom = (folder: string, port: number) => {
  const record = at.host(folder)
  return record && record.port !== port ? record : undefined
}

/** Kills the host and is at its port before the next one. */
async function takePortOf(folder: string, port: number): Promise<Server> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { pid } = await until('a host runs', () => at.host(folder))
    process.kill(pid, 'SIGKILL')
    for (let tries = 0; tries < 100; tries++) {
      const server = createServer()
      const listens = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false))
        server.listen(port, '127.0.0.1', () => resolve(true))
      })
      if (listens) return server
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await until('the next host runs', () => at.host(folder)?.pid !== pid)
  }
  throw new Error('The next host was always faster.')
}

test('two windows on one folder see each other’s changes, and closing one hurts nobody', patient, async () => {
  const folder = tempDir()
  const first = await at.begin(folder)
  await newTask(first, 'From the first window')
  const second = await at.open(folder)
  await second.tasks.row('From the first window').waitFor()
  await newTask(second, 'From the second window')
  await first.tasks.row('From the second window').waitFor()
  const { pid } = await until('a host runs', () => at.host(folder))
  expect(first.notified).toEqual([])
  await first.close()
  await second.tasks.row('From the first window').getByRole('checkbox').click()
  await second.tasks.row('Done').waitFor()
  await at.outside(folder, 'create_task', { title: 'From an agent' })
  await second.tasks.row('From an agent').waitFor()
  expect(at.host(folder)?.pid).toBe(pid)
  expect(second.notified).toEqual([])
})

test(
  'the only window is reloaded while a client over HTTP is in its session: the session lives on',
  patient,
  async () => {
    const folder = tempDir()
    const window = await at.begin(folder)
    const { url, token, pid } = await until('a host runs', () => at.host(folder))
    const client = new RawHttp(new URL('mcp', url).href, token)
    const clientInfo = { name: 'steady', version: '1' }
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    await client.ask({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })
    await client.post({ jsonrpc: '2.0', method: 'notifications/initialized' })
    const { session } = client
    const create = (id: number, title: string) =>
      client.ask({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'create_task', arguments: { title } } })
    expect(await create(2, 'Before the reload')).not.toHaveProperty('error')
    await window.tasks.row('Before the reload').waitFor()

    await window.reload()
    const [answer] = await Promise.all([
      create(3, 'During the reload'),
      window.tasks.row('Before the reload').waitFor(),
    ])
    expect(answer).not.toHaveProperty('error')
    expect(await create(4, 'After the reload')).not.toHaveProperty('error')
    await window.tasks.row('After the reload').waitFor()
    await window.tasks.row('During the reload').waitFor()
    expect([client.session, at.host(folder)?.pid]).toEqual([session, pid])
    expect(window.notified).toEqual([])
  },
)

test('several roots each have their own tasks, grouped in the tree', patient, async () => {
  const parent = tempDir()
  const [api, web] = [join(parent, 'api'), join(parent, 'web')]
  for (const folder of [api, web]) mkdirSync(folder)
  const file = join(parent, 'both.code-workspace')
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'api' }, { path: 'web' }] }))
  const window = await at.open(file)
  const start = window.page.getByRole('button', { name: 'Start Baton' })
  // TODO: seldom, and only after other windows, the extension is told of no folder in a workspace that has two.
  await start.waitFor({ timeout: 15_000 }).catch(() => window.reload())
  await start.click()
  await window.page.getByText('Connect an agent, and its tasks').waitFor()
  await window.run('Baton: New Task…')
  await window.asks('In which folder?')
  await window.pick('web')
  await window.asks('What is to be done?')
  await window.type('Draw the page')
  await window.tasks.row('Draw the page').waitFor()
  await at.outside(api, 'create_task', { title: 'Serve the page' })
  await window.tasks.row('Serve the page').waitFor()
  await picture(window, 'several-roots')
  expect(await window.tasks.spoken()).toEqual([
    'api',
    'Ready, 1',
    'T-1, Serve the page, ready',
    'web',
    'Ready, 1',
    'T-1, Draw the page, ready',
  ])
  expect((await at.outside(web, 'list_tasks')).tasks).toHaveLength(1)
  expect(window.notified).toEqual([])
})

test('settings that make no sense count as not set', patient, async () => {
  const nonsense = { 'baton.connectAtStart': 'perhaps', 'baton.offerToAgents': 17, 'baton.name': { first: 'Kim' } }
  at.set(nonsense)
  cleanUp(() => at.set({ 'baton.connectAtStart': true, 'baton.offerToAgents': true, 'baton.name': '' }))
  const folder = tempDir()
  const window = await at.begin(folder)
  await newTask(window, 'Mine')
  await window.tasks.act('Mine', 'Claim for Me')
  await window.tasks.row('In progress').waitFor()
  const { current_owner } = await at.outside(folder, 'get_task', { task_id: 'T-1' })
  expect(current_owner).toMatch(/^[^[]+$/)
  await window.reload()
  await window.tasks.row('Mine').waitFor()
  expect(window.notified).toEqual([])
})

test('4 KB of markup as a title is text, in the row and over it', patient, async () => {
  const markup = '<img src=x onerror="document.title=1"> **bold** [link](command:baton.stop) $(trash) 👩‍🚀 &lt;b&gt; '
  const long = markup.repeat(Math.ceil(4_096 / markup.length))
  const folder = tempDir()
  const window = await at.begin(folder)
  await at.outside(folder, 'create_task', { description: long })
  const row = window.tasks.row('<img src=x')
  await row.waitFor()
  expect(await row.getByRole('link').count()).toBe(0)
  expect(await row.textContent()).toContain('**bold** [link](command:baton.stop) $(trash) 👩‍🚀 &lt;b&gt;')
  await row.hover()
  const hover = window.page.locator('.workbench-hover').filter({ hasText: 'ready' })
  await hover.waitFor()
  await picture(window, 'markup')
  // What a person reads, with the editor's own spaces.
  const read = (await hover.textContent())?.replaceAll('\u00a0', ' ')
  expect(read).toContain(
    '<img src=x onerror="document.title=1"> **bold** [link](command:baton.stop) $(trash) 👩‍🚀 &lt;b&gt;',
  )
  expect(await hover.locator('img, a, strong').count()).toBe(0)
  expect(await window.page.locator('img[src="x"]').count()).toBe(0)

  await newTask(window, long)
  await window.tasks.row('Ready2').waitFor()
  expect(window.notified).toEqual([])
})

test('a folder that cannot be written is named as what it is', patient, async () => {
  const folder = readOnlyFolder()
  const window = await at.open(folder)
  await window.page.getByRole('button', { name: 'Start Baton' }).click()
  await window.page.getByText('Baton cannot write to this folder').waitFor()
  await window.page.getByRole('button', { name: 'Try Again' }).waitFor()
  await picture(window, 'read-only')
})

test('the kept port is taken when the host comes back: the editor’s own agents follow', patient, async () => {
  const suite = join(import.meta.dirname, 'days.suite.ts')
  const { outcomes } = await runHost({ workspace: tempDir(), extension: join(import.meta.dirname, '..', '..'), suite })
  expect(outcomes).toMatchObject([{ name: expect.stringContaining('the port is taken') }])
})
