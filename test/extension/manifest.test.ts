import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const sources = readdirSync(join(root, 'src', 'extension'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src', 'extension', name), 'utf8'))
  .join('\n')
const text = readFileSync(join(root, 'package.json'), 'utf8')
const manifest = JSON.parse(text)
const { contributes } = manifest
const texts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'))

const named = (pattern: RegExp, within: string) => [...within.matchAll(pattern)].map(([, name]) => name as string)
const declared: string[] = contributes.commands.map(({ command }: { command: string }) => command)
const registered = new Set(named(/^ {2}'(baton\.\w+)': \w+,$/gm, sources))

test('every command of the manifest is registered', () => {
  expect(declared.filter((id) => !registered.has(id))).toEqual([])
  expect(new Set(declared).size).toBe(declared.length)
})

test('every command that is registered is declared, or used only by what the extension draws itself', () => {
  expect([...registered].filter((id) => !declared.includes(id))).toEqual(['baton.showMore'])
})

test('menus, welcome texts and sources name only commands that there are', () => {
  const used = [
    ...Object.values(contributes.menus as Record<string, { command: string }[]>).flatMap((items) =>
      items.map(({ command }) => command),
    ),
    ...named(/\(command:(baton\.\w+)\)/g, Object.values(texts).join('\n')),
    ...named(/command: '(baton\.\w+)'/g, sources),
  ]
  expect(used.filter((id) => !registered.has(id))).toEqual([])
})

test('every setting of the manifest is read, and no other', () => {
  const settings = Object.keys(contributes.configuration.properties)
  const read = named(/\bread(?:<[^(]+>)?\('(\w+)'/g, sources).map((name) => `baton.${name}`)
  expect(read.sort()).toEqual(settings.sort())
})

test('defaults of settings are the same in the manifest and where they are read', () => {
  for (const [name, { default: value }] of Object.entries<{ default: unknown }>(contributes.configuration.properties)) {
    const shown = typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
    const [, read] = new RegExp(`\\bread(?:<[^(]+>)?\\('${name.replace('baton.', '')}', ([^,)]+)`).exec(sources) ?? []
    expect(read, name).toBe(shown)
  }
})

test('what a setting may be is said where it is typed: its bounds, its length, what a list holds', () => {
  const schemas = Object.entries<Record<string, unknown>>(contributes.configuration.properties)
  for (const [name, schema] of schemas) {
    const bounds = { number: ['minimum', 'maximum'], string: ['maxLength'], array: ['items'], boolean: [] }
    expect(Object.keys(schema), name).toEqual(expect.arrayContaining(bounds[schema.type as keyof typeof bounds]))
  }
})

test('a row offers what can be done with it, and nothing that would be refused', () => {
  const items = contributes.menus['view/item/context'] as { command: string; group: string; when: string }[]
  const offered = (row: string) =>
    items
      .filter(({ when }) => new RegExp(/viewItem =~ \/(.*)\//.exec(when)?.[1] ?? '$^').test(row))
      .map(({ command }) => command.replace('baton.', ''))
  expect(offered('task in_progress progress held leased')).toEqual(
    expect.arrayContaining(['handOff', 'extendLease', 'forceRelease', 'cancel']),
  )
  expect(offered('task in_progress progress held leased')).not.toContain('release')
  expect(offered('task in_progress progress held mine leased')).toContain('release')
  expect(offered('task in_progress progress held mine leased')).not.toContain('forceRelease')
  expect(offered('task handoff_ready handedOff free')).toContain('redirect')
  expect(offered('task handoff_ready handedOff free')).not.toContain('handOff')
  expect(offered('task failed needs free')).not.toEqual(expect.arrayContaining(['handOff']))
  for (const over of ['task done done free', 'task cancelled done free'])
    expect(offered(over).filter((id) => !['openTask', 'openArtifact', 'copyBrief'].includes(id))).toEqual([])
})

test('every text is used once at least, and every one that is used is there', () => {
  const used = new Set(named(/%([\w.-]+)%/g, text))
  expect([...used].filter((key) => !(key in texts))).toEqual([])
  expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([])
})

test('every icon of the font is drawn, declared and used', () => {
  const drawn = readdirSync(join(root, 'media', 'marks'))
    .sort()
    .map((name) => name.replace('.svg', ''))
  const icons: [string, { default: { fontCharacter: string } }][] = Object.entries(contributes.icons)
  // In this order they are in the font.
  expect(icons.map(([id, icon]) => [id, icon.default.fontCharacter])).toEqual(
    drawn.map((name, i) => [`baton-${name}`, `\\E${String(i + 1).padStart(3, '0')}`]),
  )
  const marks = /const marks: [^=]*= \{([\s\S]*?)\n\}\n/.exec(sources)?.[1] ?? ''
  const used = [...named(/\['(\w+)'/g, marks), ...named(/\$\(baton-(\w+)\)/g, sources)]
  expect([...new Set(used)].sort()).toEqual(drawn)
})

test('each step of the walkthrough ends by something that there is', () => {
  const [{ steps }] = contributes.walkthroughs as [{ steps: { id: string; completionEvents: string[] }[] }]
  for (const { id, completionEvents } of steps)
    for (const event of completionEvents) {
      const [, kind, of = ''] = /^(\w+):([\w.]+)/.exec(event) ?? []
      if (kind === 'onCommand') expect(declared, id).toContain(of)
      else expect(sources, `${id}: ${event}`).toContain(`'setContext', '${of}'`)
    }
})

test('each state of the window has its welcome text', () => {
  const states = named(/baton\.state == (\w+)/g, JSON.stringify(contributes.viewsWelcome))
  const looks = /const looks: Record<WindowState, Look> = \{([\s\S]*?)\n\}\n/.exec(sources)?.[1] ?? ''
  // Where it is up, clients that could be connected are offered beside it.
  expect([...new Set(states)].sort()).toEqual(named(/^ {2}(\w+): \{/gm, looks).sort())
})

test('no row shows more than three actions', () => {
  // What each kind of row says of itself, as the menus' conditions see it.
  const rows = [
    'task open ready free',
    'task open blocked free',
    'task in_progress progress held leased',
    'task in_progress progress held mine leased',
    'task input_required needs answer held',
    'task input_required needs approval held',
    'task handoff_ready handedOff free',
    'task agent_exhausted handedOff free',
    'task failed needs free',
    'task done done free',
    'task cancelled done free',
  ]
  const items = (contributes.menus['view/item/context'] as { group: string; when: string }[]).filter(({ group }) =>
    group.startsWith('inline'),
  )
  const shown = rows.map(
    (row) => items.filter(({ when }) => new RegExp(/viewItem =~ \/(.*)\//.exec(when)?.[1] ?? '$^').test(row)).length,
  )
  expect(shown).toEqual([2, 1, 1, 1, 2, 3, 3, 2, 2, 0, 0])
})

test('the types of the editor are those of the oldest one that is served', () => {
  expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode)
})

test('where ports are forwarded, the host’s is not announced to a person', () => {
  const [[command, { onAutoForward }]] = Object.entries<{ onAutoForward: string }>(
    contributes.configurationDefaults['remote.portsAttributes'],
  ) as [[string, { onAutoForward: string }]]
  expect(['ignore', 'silent']).toContain(onAutoForward)
  for (const line of [
    'node /x/dist/baton.js serve --dir /y',
    'node.exe C:\\x\\dist\\baton.js serve',
    'node\0/baton.js\0serve',
  ])
    expect(line).toMatch(new RegExp(command))
  expect('node server.js serve').not.toMatch(new RegExp(command))
})
