// Collects the texts that the editor's part and its pages show, l10n.t('…'), into l10n/bundle.l10n.json, from which
// translators start: `node scripts/l10n.mjs`. What is missing in a translation is told by test/extension/l10n.test.ts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const literal = /l10n\s*\.t\(\s*('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")/g

/** Every text, sorted; `unread` are calls whose text is not written out, which nobody could translate. */
export function collect() {
  const texts = new Set()
  const unread = []
  for (const folder of ['src/extension', 'webview'].filter((name) => existsSync(join(root, name)))) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name)) continue
      const source = readFileSync(join(root, folder, name), 'utf8')
      const found = [...source.matchAll(literal)]
      for (const [, text] of found) texts.add(unquoted(text))
      if (found.length !== source.split(/l10n\s*\.t\(/).length - 1) unread.push(`${folder}/${name}`)
    }
  }
  return { texts: [...texts].sort(), unread }
}

const unquoted = (text) => text.slice(1, -1).replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter))

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { texts } = collect()
  const bundle = Object.fromEntries(texts.map((text) => [text, text]))
  writeFileSync(join(root, 'l10n', 'bundle.l10n.json'), `${JSON.stringify(bundle, null, 2)}\n`)
  console.log(`Wrote ${texts.length} texts to l10n/bundle.l10n.json.`)
}
