import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from './support/temp.ts'

const root = join(import.meta.dirname, '..')
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
const rules = ['lint/style/noRestrictedImports', 'plugin']

interface Finding {
  category: string
  severity: string
  location: { path: string; start: { line: number } }
}

/** The layer rules' findings in a folder, as `path:line`. */
function findings(folder: string): string[] {
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--error-on-warnings', '.']
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Finding[] }
  return diagnostics
    .filter(({ category, severity }) => rules.includes(category) && severity === 'error')
    .map(({ location }) => `${location.path}:${location.start.line}`)
}

/** An empty tree with the real rules, into which files can be planted. */
function tree(files: Record<string, string[]>): string {
  const folder = tempDir()
  for (const name of ['biome.json', 'scripts/contract-types-only.grit']) cpSync(join(root, name), join(folder, name))
  execFileSync('git', ['init', '-q'], { cwd: folder })
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`)
  }
  return folder
}

const layers = ['core', 'contract', 'reach', 'store', 'host', 'cli', 'extension'] as const
type Layer = (typeof layers)[number]

/** The design's table: which folders each may import from. Only types, where core meets contract. */
const may: Record<Layer, Layer[]> = {
  core: ['contract'],
  contract: [],
  reach: ['contract'],
  store: ['core', 'contract'],
  host: ['core', 'contract', 'store', 'reach'],
  cli: ['contract', 'host', 'reach'],
  extension: ['contract', 'reach'],
}

/** Packages: what each may import of these. */
const packages = ['node:fs', 'node:fs/promises', 'zod', 'ws', 'vscode-jsonrpc/node', 'hono', 'vscode']
const mayPackages: Record<Layer, string[]> = {
  core: [],
  contract: ['zod'],
  reach: ['node:fs', 'node:fs/promises', 'ws', 'vscode-jsonrpc/node'],
  store: packages.filter((name) => name !== 'vscode'),
  host: packages.filter((name) => name !== 'vscode'),
  cli: packages.filter((name) => name !== 'vscode'),
  extension: packages,
}

test.each(layers)('%s may import what the design says, from any depth, and nothing else', (layer) => {
  const others = layers.filter((other) => other !== layer)
  // One import a line, so that a finding's line tells which it was.
  const lines = (up: string) => [
    ...others.map((other) => `import type { A${other} } from '${up}${other}/some/file.ts'`),
    `import type { W } from '${up}../webview/app.ts'`,
    `import type { T } from '${up}../test/support/temp.ts'`,
    ...packages.map((name, index) => `import type { P${index} } from '${name}'`),
    `import type { Own } from './own.ts'`,
    `export type { ${others.map((other) => `A${other}`).join(', ')}, W, T, Own }`,
  ]
  const files = { [`src/${layer}/a.ts`]: lines('../'), [`src/${layer}/some/deep/a.ts`]: lines('../../../') }
  const refused = [
    ...others.map((other) => !may[layer].includes(other)),
    true,
    true,
    ...packages.map((name) => !mayPackages[layer].includes(name)),
  ].flatMap((is, index) => (is ? [index + 1] : []))
  const expected = Object.keys(files).flatMap((path) => refused.map((line) => `${path}:${line}`))
  expect(findings(tree(files)).sort()).toEqual(expected.sort())
})

const values = [
  "import { a } from '../src/contract/a.ts'",
  "import { type B } from '../src/contract/b.ts'",
  "import * as c from '../src/contract/c.ts'",
  "import '../src/contract/d.ts'",
  "export { e } from '../src/contract/e.ts'",
  "export * from '../src/contract/f.ts'",
  "export const g = await import('../src/contract/g.ts')",
]

test.each(['src/core', 'webview'])('%s may import types of contract, no values', (folder) => {
  const types = [
    "import type { A } from '../src/contract/a.ts'",
    "import { groupOf } from '../src/contract/groups.ts'",
    "export type { B } from '../src/contract/b.ts'",
  ]
  const found = findings(tree({ [`${folder}/types.ts`]: types, [`${folder}/values.ts`]: values }))
  expect(found.sort()).toEqual(values.map((_, index) => `${folder}/values.ts:${index + 1}`))
})

test('the webview knows nothing of the host, the extension or node', () => {
  const names = ['../src/host/main.ts', '../src/extension/main.ts', '../src/core/task.ts', '../src/store/sql/port.ts']
  const lines = [...names, '../src/reach/ensure.ts', '../src/cli/main.ts', 'node:fs', 'vscode'].map(
    (name) => `import '${name}'`,
  )
  const found = findings(tree({ 'webview/main.ts': lines, 'webview/types.ts': ["import 'preact'"] }))
  expect(found.sort()).toEqual(lines.map((_, index) => `webview/main.ts:${index + 1}`))
})

test('only the extension and the tests inside the editor import vscode', () => {
  const lines = ["import 'vscode'"]
  const files = {
    'test/a.test.ts': lines,
    'scripts/a.mjs': lines,
    'test/vscode/a.ts': lines,
    'src/extension/a.ts': lines,
  }
  expect(findings(tree(files)).sort()).toEqual(['scripts/a.mjs:1', 'test/a.test.ts:1'])
})

test('this tree keeps to its layers', () => {
  expect(findings(root)).toEqual([])
})
