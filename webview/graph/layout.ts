/** Where tasks and the lines between them stand: in layers from left to right, each after all that it waits for. */
import {
  coordGreedy,
  coordSimplex,
  decrossTwoLayer,
  graph,
  type LayoutResult,
  layeringLongestPath,
  type SugiNode,
  sugiyama,
  twolayerAgg,
} from 'd3-dag'

export const nodeWidth = 178
export const nodeHeight = 58
const layerGap = 54
const margin = 24
const tightest = 10
const loosest = 32
/** Half the height that a line keeps free where it passes a layer. */
const halfLane = 8
/** The arrow's head. */
const head = 6
/** From here on a good arrangement takes longer than anybody waits. */
const many = 100

export interface Spot {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly layer: number
}

export interface Line {
  readonly from: string
  readonly to: string
  readonly path: string
  readonly head: string
}

export interface Layout {
  /** Layer by layer, each from its top. */
  readonly spots: readonly Spot[]
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
}

type Link = { readonly from: string; readonly to: string }
type Layers = SugiNode<string, Link>[][]

export function layoutOf(ids: readonly string[], edges: readonly Link[]): Layout {
  if (ids.length === 0) return { spots: [], lines: [], width: 0, height: 0 }
  const dag = graph<string, Link>()
  const nodes = new Map(ids.map((id) => [id, dag.node(id)]))
  for (const edge of edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)]
    if (from && to) dag.link(from, to, edge)
  }
  const coord = ids.length > many ? coordGreedy() : coordSimplex()
  const arrange = sugiyama()
    .layering(layeringLongestPath())
    .decross(ids.length > many ? decrossTwoLayer().order(twolayerAgg()) : decrossTwoLayer())
    .coord((layers: Layers) => coord(layers, distances(layers)))
    // It lays out from top to bottom: x and y change places.
    .nodeSize([nodeHeight, nodeWidth])
    .gap([tightest, layerGap])
  const { width: height, height: width } = (arrange as unknown as (plan: typeof dag) => LayoutResult)(dag)
  const left = (y: number) => Math.round(y - nodeWidth / 2 + margin)
  const down = (x: number) => Math.round(x + margin)
  const spots = [...dag.nodes()].map((node) => ({
    id: node.data,
    x: left(node.y),
    y: down(node.x) - nodeHeight / 2,
    layer: Math.round((node.y - nodeWidth / 2) / (nodeWidth + layerGap)),
  }))
  const lines = [...dag.links()].map(({ data, points }) =>
    line(
      data,
      points.map(([x, y]) => ({ x: left(y), y: down(x) })),
    ),
  )
  return {
    spots: spots.sort((a, b) => a.layer - b.layer || a.y - b.y),
    lines,
    width: Math.round(width + 2 * margin),
    height: Math.round(height + 2 * margin),
  }
}

/** The fullest layer stands close, the others have air. */
function distances(layers: Layers) {
  const counts = layers.map((layer) => layer.filter(({ data }) => data.role === 'node').length)
  const tall = Math.max(...counts.map((count) => count * (nodeHeight + tightest) - tightest))
  const gaps = new Map<SugiNode<string, Link>, number>()
  for (const [at, layer] of layers.entries()) {
    const count = counts[at] ?? 0
    const gap = count > 1 ? Math.min(loosest, (tall - count * nodeHeight) / (count - 1)) : loosest
    for (const node of layer) gaps.set(node, gap)
  }
  const half = (node: SugiNode<string, Link>) => (node.data.role === 'node' ? nodeHeight / 2 : halfLane)
  return (a: SugiNode<string, Link> | undefined, b: SugiNode<string, Link> | undefined) => {
    if (!a || !b) return a ? half(a) : b ? half(b) : 0
    const both = a.data.role === 'node' && b.data.role === 'node'
    return half(a) + half(b) + (both ? (gaps.get(a) ?? tightest) : tightest)
  }
}

/** Curves between layers; straight on, in a free row, where it passes one. */
function line({ from, to }: Link, points: readonly { readonly x: number; readonly y: number }[]): Line {
  const [first = { x: 0, y: 0 }, ...rest] = points
  let x = first.x + nodeWidth
  let y = first.y
  let path = `M${x} ${y}`
  for (const [at, next] of rest.entries()) {
    const isLast = at === rest.length - 1
    const end = isLast ? next.x - head : next.x
    path += `C${x + layerGap / 2} ${y} ${end - layerGap / 2} ${next.y} ${end} ${next.y}`
    if (!isLast) path += `H${next.x + nodeWidth}`
    x = next.x + nodeWidth
    y = next.y
  }
  const tip = rest.at(-1) ?? first
  return { from, to, path, head: `M${tip.x} ${tip.y}l-7 -3.5v7z` }
}
