import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectStdio } from '../clients/sdk.ts'
import { freePort } from '../support/temp.ts'
import { kill, person, rest, script } from './person.ts'

const json = (text: string) => JSON.parse(text) as Record<string, unknown>

test('call, status, backup, export, import and restore: a whole life of a store', async () => {
  const me = person()
  expect(
    json((await me.baton('call', 'create_task', '--json', '{"title": "Water the plants", "labels": ["home"]}')).out),
  ).toMatchObject({ task_id: 'T-1' })
  const { running, url, token, pid, version, store } = json((await me.baton('status', '--json')).out)
  expect({ running, pid, store }).toEqual({
    running: true,
    pid: me.record()?.pid,
    store: join(me.dir, '.baton', 'tasks.db'),
  })
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(await rest(String(url), String(token), 'get_task', { task_id: 't-1' })).toMatchObject({ labels: ['home'] })

  const backup = json((await me.baton('backup', '--json')).out)
  expect(statSync(String(backup.path)).size).toBe(backup.bytes)
  await me.baton('call', 'create_task', '--json', '{"title": "Feed the cat"}')
  const file = join(me.dir, 'all.jsonl')
  expect((await me.baton('export', file)).out).toContain('Exported')
  const tables = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1, -1)
    .map((line) => json(line).table)
  expect(new Set(tables)).toEqual(new Set(['tasks', 'events', 'labels', 'slots', 'answers', 'meta']))

  expect(json((await me.baton('restore', String(backup.path), '--json')).out)).toEqual({
    restored: backup.path,
    aside: expect.stringContaining('tasks.db.replaced-'),
  })
  expect(json((await me.baton('call', 'get_all_tasks')).out).tasks).toHaveLength(1)
  expect(await me.baton('import', file)).toMatchObject({ code: 2, err: expect.stringContaining('Nothing was changed') })
  expect(json((await me.baton('import', file, '--replace', '--json')).out)).toMatchObject({ tasks: 2, checkpoints: 0 })
  expect(json((await me.baton('call', 'get_all_tasks')).out).tasks).toHaveLength(2)
})

test('an export can be taken in by somebody else', async () => {
  const me = person()
  const you = person()
  await me.baton('call', 'create_task', '--json', '{"title": "Shared"}')
  const { out } = await me.baton('export')
  const file = join(you.dir, 'in.jsonl')
  writeFileSync(file, out)
  expect((await you.baton('import', file)).out).toContain('Imported')
  expect(json((await you.baton('call', 'get_task', '--json', '{"task_id":"T-1"}')).out)).toMatchObject({
    title: 'Shared',
  })
})

test('a refusal is one line that says what to do, and exit code 1; wrong words give 2', async () => {
  const me = person()
  const refused = await me.baton('call', 'claim_task', '--json', '{"task_id": "T-9"}')
  expect(refused).toMatchObject({ code: 1, err: 'There is no task T-9. list_tasks shows those that there are.\n' })
  expect(json(refused.out).error).toMatchObject({ code: 'not_found' })
  expect(await me.baton('call', 'approve', '--json', '{"task_id": "T-9"}')).toMatchObject({
    code: 1,
    err: expect.stringContaining('for a person'),
  })
  expect(await me.baton('frobnicate')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no command "frobnicate"'),
  })
  expect(await me.baton('status', '--jsn')).toMatchObject({ code: 2, err: expect.stringContaining('--json') })
  expect(await me.baton('call', 'create_task', '--json', '{')).toMatchObject({
    code: 2,
    err: expect.stringContaining('not JSON'),
  })
})

test('the stock sqlite3 opens the file while the host is stopped and after kill -9', async () => {
  const me = person()
  const { url, token, pid } = await me.serve()
  await rest(url, token, 'create_task', { title: 'kept' })
  kill(pid)
  const sqlite = (sql: string) =>
    execFileSync('sqlite3', [join(me.dir, '.baton', 'tasks.db'), sql])
      .toString()
      .trim()
  expect(sqlite('SELECT title FROM tasks')).toBe('kept')
  const again = await me.serve()
  await rest(again.url, again.token, 'create_task', { title: 'and more' })
  await again.end()
  expect(sqlite('PRAGMA integrity_check; SELECT group_concat(title) FROM tasks')).toBe('ok\nkept,and more')
})

test('health and doctor say that everything works, and name what does not', async () => {
  const me = person()
  expect(await me.baton('health')).toMatchObject({ code: 0, out: expect.stringContaining('Everything works.') })
  writeFileSync(join(me.dir, '.baton', 'tasks.db.damaged-20260101T000000000'), '')
  const { code, out } = await me.baton('doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/WRONG {2}no damaged database.*baton restore/)
})

test('connect claude-code keeps what .mcp.json holds, writes no secret, and what it wrote works', async () => {
  const me = person()
  const file = join(me.dir, '.mcp.json')
  writeFileSync(file, '{\n    "mcpServers": {"other": {"command": "x"}},\n    "mine": 1\n}\n')
  expect((await me.baton('connect', 'claude-code')).code).toBe(0)
  const written = json(readFileSync(file, 'utf8')) as {
    mine: number
    mcpServers: Record<string, { command: string; args: string[] }>
  }
  expect(written).toMatchObject({ mine: 1, mcpServers: { other: { command: 'x' } } })
  expect(readFileSync(file, 'utf8')).not.toContain(me.home)
  const { command = '', args = [] } = written.mcpServers.baton ?? {}
  const client = await connectStdio({
    command: command.replace(/^\$\{HOME\}/, me.home),
    args,
    cwd: me.dir,
    env: { ...process.env, ...me.env },
  })
  expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('save_checkpoint')
  await client.close()
  expect((await me.baton('connect', 'claude-code')).out).toContain('already')
  writeFileSync(file, '{ broken')
  expect(await me.baton('connect', 'claude-code')).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not JSON'),
  })
  expect(readFileSync(file, 'utf8')).toBe('{ broken')
})

test('a taken port is an error when it was asked for; a kept one moves', async () => {
  const me = person()
  const port = await freePort()
  const first = await me.serve('--port', String(port))
  await first.end()
  const squatter = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  onTestFinished(() => void squatter.close())
  expect(await me.baton('serve', '--port', String(port))).toMatchObject({
    code: 1,
    err: expect.stringContaining(`Port ${port} is taken`),
  })
  const moved = me.start(['serve'])
  const [, url] = await moved.line(/listening on (\S+)/)
  expect(url).not.toBe(first.url)
})

test('a second serve says who serves already and exits with 3; with --wait it takes over', async () => {
  const me = person()
  const first = await me.serve()
  expect(await me.baton('serve')).toMatchObject({ code: 3, err: expect.stringContaining(`process ${first.pid}`) })
  const waiting = me.start(['serve', '--wait'])
  await first.end()
  await waiting.line(/listening on/)
})

test('the environment of the other designs counts: paths, port, --http', async () => {
  const me = person()
  const port = await freePort()
  const folder = join(me.dir, 'elsewhere')
  mkdirSync(folder)
  const env = {
    MCP_TASK_DB_PATH: join(folder, 'tasks.db'),
    MCP_TASK_ARTIFACTS_DIR: join(folder, 'things'),
    MCP_TASK_PORT: String(port),
  }
  const host = me.start(['--http'], env)
  await host.line(new RegExp(`listening on http://127.0.0.1:${port}/`))
  const token = me.record()?.token ?? ''
  await rest(`http://127.0.0.1:${port}/`, token, 'create_task', { title: 'x' })
  await rest(`http://127.0.0.1:${port}/`, token, 'attach_artifact', { task_id: 'T-1', content: 'hello' })
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['tasks.db', 'things']))
  expect(existsSync(join(me.dir, '.baton'))).toBe(false)
})

test('TASK_COORDINATOR_URL bridges to a host elsewhere', async () => {
  const there = person()
  const here = person()
  const { url, token } = await there.serve()
  await rest(url, token, 'create_task', { title: 'over there' })
  const env = { ...process.env, ...here.env, TASK_COORDINATOR_URL: url.replace(/\/$/, ''), BATON_TOKEN: token }
  const client = await connectStdio({ command: process.execPath, args: [script, 'stdio'], cwd: here.dir, env })
  const { content } = await client.callTool({ name: 'get_task', arguments: { task_id: 'T-1' } })
  expect((content as { text: string }[])[0]?.text).toContain('over there')
  await client.close()
  expect(existsSync(join(here.dir, '.baton'))).toBe(false)
})

test('a damaged database is set aside and the good backup offered; the next start serves', async () => {
  const me = person()
  await me.baton('call', 'create_task', '--json', '{"title": "precious"}')
  const { path } = json((await me.baton('backup', '--json')).out)
  await me.baton('stop')
  writeFileSync(join(me.dir, '.baton', 'tasks.db'), Buffer.alloc(9_000, 'nonsense'))
  const failed = await me.baton('serve')
  expect(failed).toMatchObject({ code: 1, err: expect.stringContaining(String(path)) })
  expect(readdirSync(join(me.dir, '.baton')).some((name) => name.includes('.damaged-'))).toBe(true)
  expect((await me.baton('restore', String(path))).code).toBe(0)
  const { url, token } = await me.serve()
  expect(await rest(url, token, 'get_task', { task_id: 'T-1' })).toMatchObject({ title: 'precious' })
})

test('a newer database is left alone, and the message says which version is needed', async () => {
  const me = person()
  await me.baton('call', 'get_workers')
  await me.baton('stop')
  const file = join(me.dir, '.baton', 'tasks.db')
  execFileSync('sqlite3', [file, "PRAGMA user_version=99; INSERT INTO schema_history VALUES (99, 'later', '9.9.9', 0)"])
  expect(await me.baton('serve')).toMatchObject({ code: 1, err: expect.stringContaining('Update Baton to 9.9.9') })
})

test('what works on files of this machine refuses to be sent to a host elsewhere', async () => {
  const there = person()
  const { url, token } = await there.serve()
  await rest(url, token, 'create_task', { title: 'Not to be touched' })
  const here = person()
  await here.baton('call', 'create_task', '--json', '{"title":"Of this folder"}')
  const env = { TASK_COORDINATOR_URL: url, BATON_TOKEN: token }
  for (const words of [['stop'], ['restore', 'a.db'], ['import', 'a.jsonl'], ['export', 'a.jsonl']]) {
    const running = here.start(words, env)
    running.child.stdin.end()
    expect((await running.exited).code, words[0]).toBe(2)
    expect(running.err).toBe(
      `"baton ${words[0]}" works on files of this machine, and TASK_COORDINATOR_URL names ${url}. Run it where that host runs, or unset TASK_COORDINATOR_URL to mean this folder.\n`,
    )
  }
  for (const host of [there, here]) expect((await host.baton('status')).code).toBe(0)
  expect(await rest(url, token, 'list_tasks', {})).toMatchObject({ tasks: [{ title: 'Not to be touched' }] })
})

test('started in the home folder without --dir, stdio makes no store there', async () => {
  const me = person()
  const running = me.start(['stdio'], { HOME: me.dir, USERPROFILE: me.dir })
  expect((await running.exited).code).toBe(2)
  expect(running.err).toContain('--dir')
  expect(existsSync(join(me.dir, '.baton'))).toBe(false)
})

test('the shipped command runs on the machine’s own Node', async () => {
  const node = process.env.BATON_SYSTEM_NODE ?? process.execPath
  const me = person(onTestFinished, node)
  expect(await me.baton('health')).toMatchObject({ code: 0 })
})

test('tasks without a folder take texts, and say why a file by its path cannot be attached', async () => {
  const me = person()
  const where = ['--no-folder', '--db', join(me.dir, 'own', 'tasks.db')]
  const call = (operation: string, input: object) =>
    me.baton('call', operation, ...where, '--json', JSON.stringify(input))
  await call('create_task', { title: 'Nobody’s folder' })
  writeFileSync(join(me.dir, 'notes.txt'), 'x')
  expect(await call('attach_artifact', { task_id: 'T-1', path: 'notes.txt' })).toMatchObject({
    code: 1,
    err: expect.stringContaining('No folder is open, so no file can be attached. Send its text as content.'),
  })
  expect(await call('attach_artifact', { task_id: 'T-1', content: 'x' })).toMatchObject({ code: 0 })
  expect((await me.baton('status', ...where)).out).toContain('serves tasks without a folder')
  expect(json((await me.baton('doctor', '--json', ...where)).out)).not.toMatchObject({ ok: false })
  await me.baton('stop', ...where)
})
