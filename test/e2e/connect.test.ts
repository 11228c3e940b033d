import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { expect, test } from 'vitest'
import { connectHttp, connectStdio } from '../clients/sdk.ts'
import { person, rest } from './person.ts'

test('connect alone lists the clients that are here, and the others', async () => {
  const me = person()
  mkdirSync(join(me.home, '.codex'))
  const { code, out } = await me.baton('connect')
  expect(code).toBe(0)
  const [here = '', others = ''] = out.split('Known too')
  expect(here).toMatch(/Found on this machine:\n(.|\n)* {2}codex +Codex\n/)
  expect(others).toMatch(/windsurf +Windsurf/)
  expect(others).not.toMatch(/codex/)
  expect(await me.baton('connect', 'emacs')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Known: claude-code, codex'),
  })
})

test('the same for programs: how each client stands, and what would be written', async () => {
  const me = person()
  const file = join(me.home, '.codex', 'config.toml')
  mkdirSync(join(me.home, '.codex'))
  mkdirSync(join(me.home, '.gemini'))
  writeFileSync(join(me.home, '.gemini', 'settings.json'), '{ broken')
  const standing = async () => {
    const all = JSON.parse((await me.baton('connect', '--json')).out) as Record<string, unknown>[]
    return Object.fromEntries(all.map((one) => [one.id, one]))
  }
  const before = await standing()
  expect(before.codex).toMatchObject({ title: 'Codex', file, found: true, connected: false })
  expect(before.gemini).toMatchObject({ found: true, connected: false, trouble: expect.stringContaining('not JSON') })
  expect(before.windsurf).toMatchObject({ found: false })

  const dry = JSON.parse((await me.baton('connect', 'codex', '--dry-run', '--json')).out)
  expect(dry.parts.map(({ part }: { part: string }) => part)).toEqual(['server', 'guide'])
  expect(dry.parts[0].plans).toEqual([{ file, after: expect.stringContaining('[mcp_servers.baton]') }])
  expect(existsSync(file)).toBe(false)

  await me.baton('connect', 'codex', '--guide')
  expect((await standing()).codex).toMatchObject({ connected: true })
  const undo = JSON.parse((await me.baton('connect', 'codex', '--undo', '--dry-run', '--json')).out)
  expect(undo.plans.map((plan: { file: string }) => plan.file)).toEqual([file, join(me.dir, 'AGENTS.md')])
})

test('codex: shown first, then written, works from any project, and is taken back', async () => {
  const me = person()
  const file = join(me.home, '.codex', 'config.toml')
  mkdirSync(join(me.home, '.codex'))
  writeFileSync(file, '# mine\nmodel = "o5"\n')
  const dry = await me.baton('connect', 'codex', '--dry-run')
  expect(dry.out).toContain('  + [mcp_servers.baton]\n')
  expect(readFileSync(file, 'utf8')).toBe('# mine\nmodel = "o5"\n')
  expect(existsSync(join(me.home, '.baton', 'bin'))).toBe(false)

  const { code, out } = await me.baton('connect', 'codex')
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('--undo') })
  const { mcp_servers } = parseToml(readFileSync(file, 'utf8')) as {
    mcp_servers: { baton: { command: string; args: string[] } }
  }
  const client = await connectStdio({ ...mcp_servers.baton, cwd: me.dir, env: { ...process.env, ...me.env } }, 'codex')
  expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('claim_task')
  await client.close()
  expect((await me.baton('connect', 'codex')).out).toContain('already')

  const undone = await me.baton('connect', 'codex', '--undo')
  expect(readFileSync(file, 'utf8')).toBe('# mine\nmodel = "o5"\n')
  const copy = /As it was before: (.*)/.exec(undone.out)?.[1] ?? ''
  expect(readFileSync(copy, 'utf8')).toBe('# mine\nmodel = "o5"\n')
  expect((await me.baton('connect', 'codex', '--undo')).out).toContain('not connected')
})

test('by HTTP: the address and token go to the user’s own file alone, and work', async () => {
  const me = person()
  const { url, token } = await me.serve()
  await rest(url, token, 'create_task', { title: 'x' })
  const dry = await me.baton('connect', 'claude-code', '--http', '--dry-run', '--json')
  expect(dry.out).toContain('Bearer …')
  expect(dry.out).not.toContain(token)
  const { out } = await me.baton('connect', 'claude-code', '--http')
  const file = join(me.home, '.claude.json')
  expect(out).toContain(file)
  expect(out).not.toContain(token)
  expect(existsSync(join(me.dir, '.mcp.json'))).toBe(false)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { baton } = JSON.parse(readFileSync(file, 'utf8')).projects[me.dir].mcpServers
  expect(baton).toMatchObject({ type: 'http', url: `${url}mcp` })
  const client = await connectHttp(baton.url, baton.headers.Authorization.replace('Bearer ', ''))
  expect((await client.listTools()).tools.length).toBeGreaterThan(5)
  await client.close()
  expect(await me.baton('connect', 'claude-desktop', '--http')).toMatchObject({ code: 2 })
})

test('the guide and the hooks are offered, written when asked for, and go with the connection', async () => {
  const me = person()
  const { out } = await me.baton('connect', 'claude-code')
  expect(out).toContain('baton connect claude-code --guide')
  expect(out).toContain('baton connect claude-code --hooks')
  const [claude, settings] = [join(me.dir, 'CLAUDE.md'), join(me.dir, '.claude', 'settings.json')]
  expect([claude, settings].map((file) => existsSync(file))).toEqual([false, false])
  await me.baton('connect', 'claude-code', '--guide', '--hooks')
  expect(readFileSync(claude, 'utf8')).toContain('<!-- baton:begin -->')
  expect(Object.keys(JSON.parse(readFileSync(settings, 'utf8')).hooks)).toEqual([
    'SessionStart',
    'PreCompact',
    'SessionEnd',
  ])
  expect((await me.baton('connect', 'claude-code')).out).not.toContain('--guide')
  await me.baton('connect', 'claude-code', '--undo')
  expect([claude, settings, join(me.dir, '.mcp.json')].map((file) => existsSync(file))).toEqual([false, false, false])
})

test('a broken file is named with its line and left alone', async () => {
  const me = person()
  const file = join(me.home, '.gemini', 'settings.json')
  mkdirSync(join(me.home, '.gemini'))
  writeFileSync(file, '{\n  "a": 1,\n  broken\n')
  chmodSync(file, 0o600)
  expect(await me.baton('connect', 'gemini')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/settings\.json is not JSON \(.* in line 3\)\. Mend it/),
  })
  expect(readFileSync(file, 'utf8')).toBe('{\n  "a": 1,\n  broken\n')
})
