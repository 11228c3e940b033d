import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect } from '../../scripts/l10n.mjs'

const root = join(import.meta.dirname, '..', '..')
const read = (...path: string[]): Record<string, string> => JSON.parse(readFileSync(join(root, ...path), 'utf8'))
const languages = (folder: string, pattern: RegExp) =>
  readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? [])

const bundles = languages(join(root, 'l10n'), /^bundle\.l10n\.(\w+)\.json$/)
const { texts, unread } = collect()

test('every text is written out where it is used, so that it can be collected', () => {
  expect(unread).toEqual([])
  expect(texts.length).toBeGreaterThan(50)
})

test('the collection is up to date', () => {
  expect(Object.entries(read('l10n', 'bundle.l10n.json')), 'Run: node scripts/l10n.mjs').toEqual(
    texts.map((text) => [text, text]),
  )
})

test('the manifest and the texts of the sources are in the same languages', () => {
  expect(languages(root, /^package\.nls\.(\w+)\.json$/)).toEqual(bundles)
  expect(bundles).toContain('de')
})

/** What a translation may not lose: places for values, and what a click does. */
const fixed = (text: string) => [...text.matchAll(/\{\d+\}|\(command:[^)]*\)|`[^`]*`/g)].map(([found]) => found).sort()

for (const language of bundles) {
  const sets = [
    [Object.fromEntries(texts.map((text) => [text, text])), read('l10n', `bundle.l10n.${language}.json`)],
    [read('package.nls.json'), read(`package.nls.${language}.json`)],
  ] as const
  test(`${language}: every text is translated, and nothing that is not used`, () => {
    for (const [original, translated] of sets)
      expect(Object.keys(translated).sort()).toEqual(Object.keys(original).sort())
  })
  test(`${language}: a translation keeps values and links`, () => {
    for (const [original, translated] of sets)
      for (const [key, text] of Object.entries(translated)) expect(fixed(text), key).toEqual(fixed(original[key] ?? ''))
  })
  test(`${language}: nothing is left empty, and whole sentences are not left as they were`, () => {
    for (const [original, translated] of sets)
      for (const [key, text] of Object.entries(translated)) {
        expect(text.trim(), key).not.toBe('')
        if ((original[key]?.replace(/\{\d\}/g, '').match(/\p{L}{2,}/gu)?.length ?? 0) > 3)
          expect(text).not.toBe(original[key])
      }
  })
}
