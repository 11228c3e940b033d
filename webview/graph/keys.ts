/** The graph by keyboard: arrows along the dependencies, and up and down within a layer. */
import type { Layout, Spot } from './layout.ts'
import { at } from './plan.ts'

const domId = (id: string) => `node-${id}`

export function focusNode(id: string): void {
  at.value = id
  document.getElementById(domId(id))?.focus()
}

/** Where a key leads from a task. Of several that it waits for, or that wait for it: the critical one, then the nearest. */
export function target(
  key: string,
  id: string,
  { spots, lines }: Pick<Layout, 'spots' | 'lines'>,
  critical: ReadonlySet<string>,
): string | undefined {
  const here = spots.find((spot) => spot.id === id)
  if (!here) return undefined
  const layer = spots.filter((spot) => spot.layer === here.layer)
  const nearest = (ids: readonly string[]) => {
    const rank = (spot: Spot) => (critical.has(id) && critical.has(spot.id) ? -1 : Math.abs(spot.y - here.y))
    return spots.filter((spot) => ids.includes(spot.id)).sort((a, b) => rank(a) - rank(b))[0]?.id
  }
  switch (key) {
    case 'ArrowRight':
      return nearest(lines.filter(({ from }) => from === id).map(({ to }) => to))
    case 'ArrowLeft':
      return nearest(lines.filter(({ to }) => to === id).map(({ from }) => from))
    case 'ArrowDown':
      return layer[layer.indexOf(here) + 1]?.id
    case 'ArrowUp':
      return layer[layer.indexOf(here) - 1]?.id
    case 'Home':
      return layer[0]?.id
    case 'End':
      return layer.at(-1)?.id
  }
  return undefined
}
