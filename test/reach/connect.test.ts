import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { type Client, clientNamed, clients, clientsHere, type Surroundings } from '../../src/reach/connect/clients.ts'
import { undone, write } from '../../src/reach/connect/files.ts'
import { planConnect, planDisconnect } from '../../src/reach/connect/plan.ts'
import { preview } from '../../src/reach/connect/preview.ts'
import { tempDir } from '../support/temp.ts'

const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  home: tempDir(),
  workspace: tempDir(),
  env: {},
  ...more,
})
const named = (id: string) => clientNamed(id) as Client
const text = (file: string) => readFileSync(file, 'utf8')
function put(file: string, content: string): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
const connect = (client: Client, at: Surroundings, http?: { url: string; token: string }) => {
  const plans = planConnect(client, at, { http })
  plans.forEach(write)
  return plans[0]?.file ?? ''
}
const disconnect = (client: Client, at: Surroundings) => {
  for (const plan of planDisconnect(client, at)) {
    write(plan)
    undone(plan.file)
  }
}
// biome-ignore lint/suspicious/noExplicitAny: settings read as data
const parsers: Record<string, (content: string) => any> = { json: JSON.parse, toml: parseToml, yaml: parseYaml }
const parsed = ({ format }: Client, content: string) => parsers[format]?.(content)

const each = clients.map((client) => [client.id, client] as const)
const address = { url: 'http://127.0.0.1:8766/mcp', token: 'a-secret-of-more-than-twenty-characters' }

test.each(each)('%s: connected, connected again, and taken back without a trace', (_, client) => {
  const at = around()
  const file = connect(client, at)
  expect(file.startsWith(client.spot(at).level === 'project' ? at.workspace : at.home)).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o644)
  expect(planConnect(client, at).every(({ before, after }) => before === after)).toBe(true)
  disconnect(client, at)
  expect(existsSync(file)).toBe(false)
  expect(planDisconnect(client, at)).toEqual([])
})

test('each entry looks as its client wants it', () => {
  const at = around()
  const launcher = join(at.home, '.baton', 'bin', 'baton')
  const stdio = { command: launcher, args: ['stdio'] }
  const here = { command: launcher, args: ['stdio', '--dir', at.workspace] }
  const entry = (id: string, http?: typeof address) => {
    const client = named(id)
    return parsed(client, text(connect(client, at, http)))
  }
  const shared = (home: string, ...more: string[]) => ({
    command: `\${${home}}/.baton/bin/baton`,
    args: ['stdio', ...more],
  })
  expect(entry('claude-code')).toEqual({ mcpServers: { baton: { type: 'stdio', ...shared('HOME') } } })
  expect(entry('cursor')).toEqual({ mcpServers: { baton: shared('userHome', '--dir', `\${workspaceFolder}`) } })
  expect(entry('codex')).toEqual({ mcp_servers: { baton: stdio } })
  expect(entry('gemini')).toEqual({ mcpServers: { baton: stdio } })
  expect(entry('copilot')).toEqual({ mcpServers: { baton: { type: 'local', ...stdio, tools: ['*'] } } })
  expect(entry('windsurf')).toEqual({ mcpServers: { baton: here } })
  expect(entry('claude-desktop')).toEqual({ mcpServers: { baton: here } })
  expect(entry('hermes')).toEqual({ mcp_servers: { baton: stdio } })

  const headers = { Authorization: `Bearer ${address.token}` }
  const { url } = address
  const http = { type: 'http', url, headers }
  expect(entry('claude-code', address)).toEqual({ projects: { [at.workspace]: { mcpServers: { baton: http } } } })
  expect(entry('codex', address)).toEqual({ mcp_servers: { baton: { url, http_headers: headers } } })
  expect(entry('gemini', address)).toEqual({ mcpServers: { baton: http } })
  expect(entry('copilot', address)).toEqual({ mcpServers: { baton: { ...http, tools: ['*'] } } })
  expect(entry('cursor', address)).toEqual({ mcpServers: { baton: { url, headers } } })
  expect(entry('windsurf', address)).toEqual({ mcpServers: { baton: { serverUrl: url, headers } } })
  expect(entry('hermes', address)).toEqual({ mcp_servers: { baton: { url, headers } } })
  expect(() => planConnect(named('claude-desktop'), at, { http: address })).toThrow(/by HTTP/)
})

test.each(each.filter(([, client]) => client.http))(
  '%s by HTTP: a file of the user’s that nobody else reads, a secret that is not shown, and back to stdio',
  (_, client) => {
    const at = around()
    const [plan] = planConnect(client, at, { http: address })
    expect(preview(plan as NonNullable<typeof plan>)).not.toContain(address.token)
    const file = connect(client, at, address)
    expect(file.startsWith(at.home)).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    connect(client, at)
    expect(existsSync(file) ? text(file) : '').not.toContain(address.token)
    connect(client, at, address)
    for (const left of planDisconnect(client, at)) expect(preview(left)).not.toContain(address.token)
    disconnect(client, at)
    expect(existsSync(file)).toBe(false)
  },
)

const jsonFile = `{
\t// servers of mine
\t"mcpServers": {
\t\t"other": { "command": "x" }, /* keep */
\t},
\t"mine": [1, 2], // and this
}
`
const tomlFile = `# my settings
model = "o5"

[mcp_servers.other] # mine
command = "x"
args = ["a",   "b"]

# behind it
[profiles.fast]
text = """
[mcp_servers.baton]
"""
`
const yamlFile = `# my settings
model: "big"   # quoted
toolsets:
- web
- files
mcp_servers:
    # mine
    other:
        command: x
        args: [a,   b]

# behind it
agent:
    text: |
      mcp_servers:
        baton: 1
`
const written: Record<string, string> = { json: jsonFile, toml: tomlFile, yaml: yamlFile }

test.each(each)('%s: comments, foreign entries and their layout stay, at connecting and after', (_, client) => {
  const at = around()
  const content = written[client.format] ?? ''
  const file = put(client.spot(at).file, content)
  chmodSync(file, 0o640)
  connect(client, at)
  const lines = text(file).split('\n')
  const missing = content.split('\n').filter((line) => !lines.includes(line))
  // Where a comma is added to the line before, it is the only thing.
  expect(missing.filter((line) => !lines.some((l) => l.replace(',', '') === line.replace(',', '')))).toEqual([])
  expect(text(file)).toContain('baton')
  expect(statSync(file).mode & 0o777).toBe(0o640)
  if (client.format !== 'json')
    expect(parsed(client, text(file)).mcp_servers.other).toEqual(parsed(client, content).mcp_servers.other)
  disconnect(client, at)
  expect(text(file).replace(/[,\s]/g, '')).toBe(content.replace(/[,\s]/g, ''))
  if (client.format !== 'json') expect(text(file)).toBe(content)
})

test.each(each)('%s: an older entry of ours is replaced, in place', (_, client) => {
  const at = around()
  const file = connect(client, at)
  const old = text(file).replace('stdio"', 'stdio-of-old"').replace('- stdio', '- stdio-of-old')
  writeFileSync(file, old)
  connect(client, at)
  expect(text(file)).not.toContain('stdio-of-old')
  expect(text(file).match(/baton\b(?=["\]:])/g)?.length).toBeLessThanOrEqual(3)
})

test('what the user added to our entry stays when it is renewed', () => {
  const at = around()
  const client = named('codex')
  const file = put(
    client.spot(at).file,
    '[mcp_servers.baton]\ncommand = "/old/baton"\n\n[mcp_servers.baton.env]\nA = "b"\n',
  )
  connect(client, at)
  expect(parseToml(text(file))).toEqual({
    mcp_servers: { baton: { command: join(at.home, '.baton/bin/baton'), args: ['stdio'], env: { A: 'b' } } },
  })
  expect(planConnect(client, at).some(({ before, after }) => before !== after)).toBe(false)
  connect(client, at, address)
  expect(parseToml(text(file))).toMatchObject({ mcp_servers: { baton: { url: address.url, env: { A: 'b' } } } })
  expect(text(file)).not.toContain('command')
})

test('taking ours out shows nobody’s token and leaves the mode', () => {
  const at = around()
  const client = named('gemini')
  const theirs = { other: { url: 'http://x', headers: { Authorization: 'Bearer theirs-of-more-than-twenty' } } }
  const file = put(client.spot(at).file, JSON.stringify({ mcpServers: theirs }, null, 2))
  connect(client, at)
  for (const plan of planDisconnect(client, at)) expect(preview(plan)).not.toContain('theirs-of')
  disconnect(client, at)
  expect(JSON.parse(text(file))).toEqual({ mcpServers: theirs })
  expect(statSync(file).mode & 0o777).toBe(0o644)
})

test.each([
  ['gemini', '{\n  "a": 1,\n  broken\n}\n', /settings\.json is not JSON \(.* in line 3\)/],
  ['gemini', '[]', /does not hold an object/],
  ['gemini', '{"mcpServers": []}', /"mcpServers" in .* is not an object/],
  ['codex', 'a = 1\nb = = 2\n', /config\.toml is not TOML \(.* in line 2\)/],
  ['hermes', 'a: 1\nb: [1\n', /config\.yaml is not YAML \(.* in line \d/],
  ['codex', 'mcp_servers = { other = { command = "x" } }\n', /cannot edit safely.*by hand/],
])('%s: a file that is broken or odd is named and left alone', (id, content, message) => {
  const at = around()
  const file = put(named(id).spot(at).file, content)
  expect(() => planConnect(named(id), at)).toThrow(message)
  expect(() => planConnect(named(id), at)).toThrow(/nothing was written/)
  expect(text(file)).toBe(content)
})

test.each(['mcp_servers:\n', 'mcp_servers: {}\n', 'mcp_servers: {other: {command: x}}\n', 'a: 1', '', '# only this\n'])(
  'Hermes: %j is a beginning, too',
  (content) => {
    const at = around()
    const client = named('hermes')
    const file = put(client.spot(at).file, content)
    connect(client, at)
    expect(parseYaml(text(file))).toEqual({
      ...parseYaml(content),
      mcp_servers: {
        ...parseYaml(content)?.mcp_servers,
        baton: client.stdio({ command: join(at.home, '.baton/bin/baton'), args: ['stdio'] }),
      },
    })
    disconnect(client, at)
    expect(parseYaml(text(file))?.mcp_servers?.baton).toBeUndefined()
  },
)

test('line ends of Windows and a mark at the beginning stay', () => {
  const at = around()
  const file = put(named('gemini').spot(at).file, '\uFEFF{\r\n    "a": 1\r\n}\r\n')
  connect(named('gemini'), at)
  expect(text(file)).toMatch(/^\uFEFF\{\r\n {4}"a": 1,\r\n {4}"mcpServers": \{\r\n/)
  expect(text(file).replaceAll('\r\n', '')).not.toContain('\n')
})

test('a link is followed and stays a link; a file that changed meanwhile is not written', () => {
  const at = around()
  const real = put(join(tempDir(), 'dotfiles', 'settings.json'), '{}\n')
  const link = named('gemini').spot(at).file
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(real, link)
  const [plan] = planConnect(named('gemini'), at)
  expect(plan?.file).toBe(real)
  connect(named('gemini'), at)
  expect(text(real)).toContain('baton')
  expect(text(link)).toBe(text(real))
  const [late] = planDisconnect(named('gemini'), at)
  writeFileSync(real, '{"changed": 1}')
  expect(() => late && write(late)).toThrow(/changed meanwhile/)
  expect(text(real)).toBe('{"changed": 1}')
})

test('a copy of the file as it was is kept for the user alone', () => {
  const at = around()
  const file = put(named('codex').spot(at).file, 'secret = "mine"\n')
  connect(named('codex'), at)
  for (const plan of planDisconnect(named('codex'), at)) write(plan)
  const copy = undone(file) ?? ''
  expect(text(copy)).toBe('secret = "mine"\n')
  expect(statSync(copy).mode & 0o777).toBe(0o600)
})

test('the preview shows what comes and what goes, with a little of what is around it', () => {
  const at = around()
  put(named('codex').spot(at).file, 'a = 1\nb = 2\nc = 3\n')
  const [plan] = planConnect(named('codex'), at)
  expect(plan && preview(plan)).toBe(`${named('codex').spot(at).file}
    b = 2
    c = 3
  + 
  + [mcp_servers.baton]
  + command = "${join(at.home, '.baton/bin/baton')}"
  + args = ["stdio"]
`)
})

test('files are where each system has them, and clients are found by their traces or programs', () => {
  const file = (id: string, more: Partial<Surroundings>) =>
    named(id).spot(around({ home: '/h', workspace: '/w', ...more })).file
  expect(file('claude-desktop', { platform: 'darwin' })).toBe(
    '/h/Library/Application Support/Claude/claude_desktop_config.json',
  )
  expect(file('claude-desktop', { platform: 'win32', env: { APPDATA: '/a' } })).toBe(
    '/a/Claude/claude_desktop_config.json',
  )
  expect(file('claude-desktop', {})).toBe('/h/.config/Claude/claude_desktop_config.json')
  expect(file('codex', { env: { CODEX_HOME: '/c' } })).toBe('/c/config.toml')
  const at = around()
  expect(clientsHere(at)).toEqual([])
  mkdirSync(join(at.home, '.gemini'))
  const bin = tempDir()
  writeFileSync(join(bin, 'codex'), '')
  expect(clientsHere({ ...at, env: { PATH: bin } }).map(({ id }) => id)).toEqual(['codex', 'gemini'])
})
