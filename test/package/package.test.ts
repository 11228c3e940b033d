import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pack } from '../../scripts/pack.mjs'
import { readZip } from '../support/zip.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baton-')))
const file = join(folder, 'baton.vsix')
let files = new Map<string, Buffer>()

beforeAll(() => {
  // Throws at any warning.
  pack(file)
  files = readZip(file)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** What is built: names without their hash, so that one of something else stands out. */
const wanted = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/NOTICES.txt',
  'extension/dist/baton.js',
  'extension/dist/checker.js',
  'extension/dist/extension.cjs',
  'extension/dist/marks.woff',
  'extension/dist/sqlite.wasm',
  'extension/dist/webview/board.css',
  'extension/dist/webview/board.js',
  'extension/dist/webview/browser.css',
  'extension/dist/webview/codicon.ttf',
  // What is written for users; nothing else belongs there.
  ...readdirSync(join(root, 'docs')).map((name) => `extension/docs/${name}`),
  'extension/l10n/bundle.l10n.de.json',
  'extension/l10n/bundle.l10n.json',
  'extension/media/baton.svg',
  'extension/media/icon.png',
  ...['checkpoints', 'connect', 'resume', 'start', 'tree'].flatMap((name) =>
    ['dark', 'light'].map((theme) => `extension/media/pictures/${name}-${theme}.png`),
  ),
  'extension/package.json',
  'extension/package.nls.de.json',
  'extension/package.nls.json',
  'extension/readme.md',
]
const chunk = /^extension\/dist\/[a-z]+-[A-Z0-9]{8}\.js$/

test('the package holds what the extension needs and nothing else', () => {
  const names = [...files.keys()].filter((name) => !chunk.test(name))
  expect(names.sort()).toEqual(wanted.toSorted())
  expect(files.size - names.length).toBeGreaterThan(10)
})

test('every package that is in it is there with its licence', () => {
  const notices = files.get('extension/dist/NOTICES.txt')?.toString() ?? ''
  const named = [...notices.matchAll(/^(@?[\w./-]+) (\d+\.\d+\.\d+\S*) \((.+)\)$/gm)].map(([, name, , licence]) => [
    name,
    licence,
  ])
  const names = named.map(([name]) => name)
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(Object.keys(dependencies).filter((name) => !names.includes(name))).toEqual([])
  // Others would ask for more than their text.
  expect(
    named.filter(
      ([, licence]) => !/^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC-BY-4\.0)$/.test(licence ?? ''),
    ),
  ).toEqual([])
})

test('it is small', () => {
  expect(statSync(file).size).toBeLessThan(3 * 1024 * 1024)
})

test('no source map, no path of the machine that built it and no registry’s address is in it', () => {
  const telling = ['sourceMappingURL', root, realpathSync(tmpdir()), '/node_modules/', 'file:///', userInfo().homedir]
  // What a path of every machine has to be longer than.
  const secrets = [...telling.filter((text) => text.length > 5), 'registry.npmjs.org']
  const found = [...files].flatMap(([name, bytes]) =>
    secrets.filter((text) => bytes.includes(text)).map((text) => `${text} in ${name}`),
  )
  expect(found).toEqual([])
})

test('what the manifest names is in it', () => {
  const manifest = JSON.parse(String(files.get('extension/package.json')))
  const named = JSON.stringify(manifest).matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g)
  const missing = [...named].map(([, path]) => `extension/${path}`).filter((path) => !files.has(path))
  expect(missing).toEqual([])
  expect(manifest.version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)
})

test('the shop shows an icon, a banner and where to ask', () => {
  const manifest = JSON.parse(String(files.get('extension/package.json')))
  const { galleryBanner, keywords, categories, qna, bugs, repository, license, preview, pricing } = manifest
  expect(galleryBanner).toEqual({ color: expect.stringMatching(/^#[0-9a-f]{6}$/), theme: expect.any(String) })
  expect(categories).toEqual(['AI', 'Chat', 'Other'])
  // The shop takes 30 at most.
  expect(keywords.length).toBeLessThanOrEqual(30)
  for (const url of [qna, bugs.url, repository.url]) expect(url).toMatch(/^https:\/\//)
  expect([license, preview, pricing]).toEqual(['MIT', true, 'Free'])
  const icon = files.get(`extension/${manifest.icon}`)
  expect(icon?.readUInt32BE(16)).toBeGreaterThanOrEqual(128)
  expect(icon?.readUInt32BE(20)).toBe(icon?.readUInt32BE(16))
})

test('pictures of the README are loaded from the repository, and are there', () => {
  const text = String(files.get('extension/readme.md'))
  const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, url]) => url ?? '')
  expect(pictures.length).toBeGreaterThan(0)
  for (const url of pictures) {
    const [, path = ''] =
      /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/raw\/HEAD\/(media\/readme\/[\w-]+\.png)$/.exec(url) ?? []
    expect(existsSync(join(root, path)) && path, url).toBeTruthy()
  }
})
