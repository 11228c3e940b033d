import { expect, test } from 'vitest'
import { isNewer } from '../../src/reach/version.ts'

test('versions are compared by their numbers', () => {
  const inOrder = ['0', '0.0.9', '0.1.0-alpha', '0.1.0-beta', '0.1.0', '0.1.1', '0.2', '0.10.0', '1.0.0']
  for (const [at, one] of inOrder.entries())
    for (const [other, two] of inOrder.entries()) expect(isNewer(one, two), `${one} ${two}`).toBe(at > other)
  expect(isNewer('1.0', '1.0.0')).toBe(false)
  expect(isNewer('1.0.0+build', '1.0.0')).toBe(false)
  expect(isNewer('nonsense', '0.1.0')).toBe(false)
})
