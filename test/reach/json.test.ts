import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson, setJson } from '../../src/reach/connect/json.ts'

// biome-ignore lint/suspicious/noExplicitAny: settings read as data
type Data = any

const key = fc.constantFrom('a', 'b', 'mcpServers', 'baton', 'with space', 'ü')
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(1, null, true, 'text, "quoted"', '// no comment', '[', '\\'),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value
const settings = fc.dictionary(key, tree, { maxKeys: 4 })
const remarks = fc.array(
  fc.constantFrom('', ' ', '\n', '\t', ' // it is, said "so"\n', ' /* a, b */ ', '\n  /* ] } */\n'),
  {
    minLength: 40,
    maxLength: 40,
  },
)

/** As somebody could have written it: remarks and blanks between any two words, and commas that are not needed. */
function spelled(value: unknown, gaps: readonly string[]): string {
  let at = 0
  const gap = () => gaps[at++ % gaps.length] ?? ''
  const write = (v: unknown): string => {
    if (typeof v !== 'object' || v === null) return JSON.stringify(v)
    const items = Array.isArray(v)
      ? v.map((item) => gap() + write(item) + gap())
      : Object.entries(v).map(([k, item]) => `${gap()}${JSON.stringify(k)}${gap()}:${gap()}${write(item)}${gap()}`)
    const spare = items.length > 0 && gap().length > 3 ? `,${gap()}` : ''
    return (Array.isArray(v) ? ['[', ']'] : ['{', '}']).join(items.join(',') + spare + (items.length > 0 ? '' : gap()))
  }
  return gap() + write(value) + gap()
}

const remarksIn = (text: string) => text.match(/\/\* (a, b|\] \}) \*\/|\/\/ it is, said "so"/g)?.length ?? 0

test('an entry set and taken out again changes nothing else, however the file is written', () => {
  fc.assert(
    fc.property(settings, remarks, fc.array(key, { minLength: 1, maxLength: 3 }), (before, gaps, path) => {
      const text = spelled(before, gaps)
      expect(readJson(text)).toEqual(before)
      const parents = path.slice(0, -1).map((_, i) => path.slice(0, i + 1).reduce<Data>((t, k) => t?.[k], before))
      fc.pre(parents.every((p) => p === undefined || (typeof p === 'object' && p !== null && !Array.isArray(p))))
      const there = path.reduce<Data>((t, k) => t?.[k], before)
      const put = setJson(text, path, { command: 'x' })
      const wanted = structuredClone(before)
      path.reduce<Data>((t, k, i) => {
        if (i === path.length - 1) t[k] = { command: 'x' }
        else t[k] ??= {}
        return t[k]
      }, wanted)
      expect(readJson(put)).toEqual(wanted)
      if (there === undefined) expect(remarksIn(put)).toBe(remarksIn(text))
      const gone = setJson(put, path, undefined)
      path.reduce<Data>((t, k, i) => {
        if (i === path.length - 1) delete t[k]
        return t[k]
      }, wanted)
      expect(readJson(gone)).toEqual(wanted)
      if (there === undefined) expect(remarksIn(gone)).toBe(remarksIn(text))
    }),
    { numRuns: 500 },
  )
})

test('a list gets one more at its end, and loses any of its items', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 4 }), remarks, fc.nat(4), (list, gaps, at) => {
      const text = spelled({ list }, gaps)
      const put = setJson(text, ['list', -1], { command: 'x' })
      expect(readJson(put)).toEqual({ list: [...list, { command: 'x' }] })
      const which = Math.min(at, list.length)
      expect(readJson(setJson(put, ['list', which], undefined))).toEqual({
        list: [...list, { command: 'x' }].filter((_, i) => i !== which),
      })
    }),
    { numRuns: 300 },
  )
})
