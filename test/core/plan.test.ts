import fc from 'fast-check'
import { expect, test } from 'vitest'
import { criticalPath, type Edge } from '../../src/core/plan.ts'

/** `a>b`: b waits for a. */
const edges = (...told: string[]): Edge[] =>
  told.map((one) => {
    const [from = '', to = ''] = one.split('>')
    return { from, to }
  })

test.each<[string, string[], Edge[], string[]]>([
  ['nothing left has no path', [], [], []],
  ['one alone is its own', ['a'], [], ['a']],
  ['a chain is whole', ['a', 'b', 'c'], edges('a>b', 'b>c'), ['a', 'b', 'c']],
  ['the longer of two ways', ['a', 'b', 'c', 'd'], edges('a>d', 'a>b', 'b>c', 'c>d'), ['a', 'b', 'c', 'd']],
  ['the order of the list is not that of the work', ['c', 'a', 'b'], edges('a>b', 'b>c'), ['a', 'b', 'c']],
  ['what is not left is not on the way', ['a', 'c', 'd'], edges('a>b', 'b>c', 'c>d'), ['c', 'd']],
  ['of equal ones whichever begins first', ['a', 'b', 'c', 'd'], edges('b>d', 'a>c'), ['a', 'c']],
  ['and goes on with whichever stands first', ['a', 'c', 'b'], edges('a>b', 'a>c'), ['a', 'c']],
])('%s', (_, left, given, path) => {
  expect(criticalPath(left, given)).toEqual(path)
  expect(criticalPath(left, given.toReversed())).toEqual(path)
})

test('two thousand in a row are no trouble', () => {
  const left = Array.from({ length: 2_000 }, (_, i) => `T-${i}`)
  const chain = left.slice(1).map((to, i) => ({ from: left[i] ?? '', to }))
  expect(criticalPath(left, chain)).toEqual(left)
})

/** Numbers wait for smaller ones only, so there is no circle. */
const plans = fc.integer({ min: 2, max: 9 }).chain((size) =>
  fc.record({
    left: fc.shuffledSubarray(Array.from({ length: size }, (_, i) => String(i))),
    edges: fc.uniqueArray(
      fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([a, b]) => a < b),
      { selector: String },
    ),
  }),
)

test('no chain of what is left is longer, and each on it waits for the one before', () => {
  fc.assert(
    fc.property(plans, ({ left, edges: pairs }) => {
      const given = pairs.map(([a, b]) => ({ from: String(a), to: String(b) }))
      const waits = (from: string, to: string) => given.some((edge) => edge.from === from && edge.to === to)
      const longest = (id: string): number =>
        1 + Math.max(0, ...left.filter((other) => waits(id, other)).map((other) => longest(other)))
      const path = criticalPath(left, given)
      expect(path).toHaveLength(Math.max(0, ...left.map(longest)))
      for (const [at, id] of path.entries()) {
        expect(left).toContain(id)
        if (at > 0) expect(waits(path[at - 1] ?? '', id)).toBe(true)
      }
    }),
  )
})
