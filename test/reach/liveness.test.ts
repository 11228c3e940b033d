import { expect, test } from 'vitest'
import { takeoverAfter } from '../../src/reach/liveness.ts'

test.each([
  [undefined, 10_000],
  ['1', 1_000],
  ['0.5', 500],
  ['', 10_000],
  ['0', 10_000],
  ['-3', 10_000],
  ['soon', 10_000],
])('a host may be silent for as long as BATON_TAKEOVER_AFTER says, else for ten seconds: %j', (set, expected) => {
  expect(takeoverAfter(set === undefined ? {} : { BATON_TAKEOVER_AFTER: set })).toBe(expected)
})
