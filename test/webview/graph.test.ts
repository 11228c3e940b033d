import { expect, test } from 'vitest'
import { layoutOf, nodeHeight, nodeWidth } from '../../webview/graph/layout.ts'

const edges = (...told: string[]) =>
  told.map((one) => {
    const [from = '', to = ''] = one.split('>')
    return { from, to }
  })

test('each stands right of what it waits for, and none over another', () => {
  const lines = edges('a>b', 'a>c', 'b>d', 'c>d', 'a>d', 'd>e', 'x>e')
  const { spots, lines: drawn, width, height } = layoutOf(['a', 'b', 'c', 'd', 'e', 'x', 'alone'], lines)
  const spot = (id: string) => spots.find((one) => one.id === id) ?? { x: Number.NaN, y: Number.NaN }
  expect(spots).toHaveLength(7)
  expect(drawn).toHaveLength(7)
  for (const { from, to } of lines) expect(spot(to).x).toBeGreaterThanOrEqual(spot(from).x + nodeWidth + 54)
  for (const [at, one] of spots.entries()) {
    expect(one.x + nodeWidth).toBeLessThanOrEqual(width)
    expect(one.y + nodeHeight).toBeLessThanOrEqual(height)
    for (const other of spots.slice(at + 1))
      expect(one.x !== other.x || Math.abs(one.y - other.y) >= nodeHeight + 10).toBe(true)
  }
  expect(layoutOf([], []).spots).toEqual([])
})
