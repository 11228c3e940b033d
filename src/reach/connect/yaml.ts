/** YAML, for one entry of one map: edited by position, because writing a document anew would lay it out anew. */
import { isMap, isScalar, LineCounter, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml'
import type { Entry } from './format.ts'

export function readYaml(text: string): unknown {
  return documentOf(text).toJS()
}

function documentOf(text: string) {
  const document = parseDocument(text, { lineCounter: new LineCounter() })
  const [first] = document.errors
  if (!first) return document
  throw new Error(`${first.message.split(/ at line|\n/)[0]} in line ${first.linePos?.[0].line ?? '?'}`)
}

export function putYaml(text: string, [key = '', name = '']: readonly string[], entry: Entry): string {
  const root = documentOf(text).contents
  const map = isMap(root) ? pairOf(root, key) : undefined
  const ours = isMap(map?.value) ? pairOf(map.value, name) : undefined
  if (!map) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${block({ [key]: { [name]: entry } }, '')}`
  if (isMap(map.value) && map.value.flow) {
    const at = startOf(map.value) + 1
    const comma = map.value.items.length > 0 ? ', ' : ''
    const without = ours ? dropYaml(text, [key, name]) : text
    return `${without.slice(0, at)}${JSON.stringify(name)}: ${JSON.stringify(entry)}${comma}${without.slice(at)}`
  }
  if (ours) {
    const { from, to, indent } = linesOf(text, ours)
    return text.slice(0, from) + block({ [name]: entry }, indent) + text.slice(to)
  }
  const first = isMap(map.value) ? map.value.items[0] : undefined
  if (first) {
    const { from, indent } = linesOf(text, first as Pair)
    return text.slice(0, from) + block({ [name]: entry }, indent) + text.slice(from)
  }
  // The key stands there without a value.
  const { to, indent } = linesOf(text, map)
  const line = text.slice(0, to)
  return `${line}${line.endsWith('\n') ? '' : '\n'}${block({ [name]: entry }, `${indent}  `)}${text.slice(to)}`
}

export function dropYaml(text: string, [key = '', name = '']: readonly string[]): string {
  const root = documentOf(text).contents
  const map = isMap(root) ? pairOf(root, key) : undefined
  const ours = isMap(map?.value) ? pairOf(map.value, name) : undefined
  if (!map || !ours || !isMap(map.value)) return text
  // A key without a value is no map; some programs stumble over that.
  const { from, to } = linesOf(text, map.value.items.length === 1 && !map.value.flow ? map : ours)
  if (!map.value.flow) return text.slice(0, from) + text.slice(to)
  const begin = startOf(ours.key)
  const rest = text.slice(endOf(ours)).replace(/^\s*,\s*/, '')
  return text.slice(0, begin) + rest
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)

const rangeOf = (node: unknown) => (node as { range?: [number, number, number] } | null)?.range
const startOf = (node: unknown) => rangeOf(node)?.[0] ?? 0
const endOf = ({ key, value }: Pair) => rangeOf(value)?.[1] ?? rangeOf(key)?.[1] ?? 0

/** The whole lines of a pair in a block, and how far it is indented. Comments behind its last line are the next one's. */
function linesOf(text: string, pair: Pair): { from: number; to: number; indent: string } {
  const start = startOf(pair.key)
  const from = text.lastIndexOf('\n', start - 1) + 1
  const end = Math.max(start, text.slice(0, endOf(pair)).trimEnd().length)
  const next = text.indexOf('\n', end)
  return { from, to: next < 0 ? text.length : next + 1, indent: text.slice(from, start) }
}

const block = (value: object, indent: string) => stringify(value, { lineWidth: 0 }).replace(/^(?=.)/gm, indent)
