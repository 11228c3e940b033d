/** JSON as people write it: with comments and trailing commas, all of which stay. */
import {
  createScanner,
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import type { Entry } from './format.ts'

const bom = '\uFEFF'

export function readJson(text: string): unknown {
  const body = text.startsWith(bom) ? text.slice(1) : text
  if (body.trim() === '') return undefined
  const errors: ParseError[] = []
  const value: unknown = parse(body, errors, { allowTrailingComma: true })
  const [first] = errors
  if (!first) return value
  const line = body.slice(0, first.offset).split('\n').length
  throw new Error(`${words(printParseErrorCode(first.error))} in line ${line}`)
}

export const putJson = (text: string, path: readonly string[], entry: Entry) => setJson(text, [...path], entry)
export const dropJson = (text: string, path: readonly string[]) => setJson(text, [...path], undefined)

/** `value` at `path`; undefined takes it out, and -1 as the last step adds to a list. Only the lines in question change. */
export function setJson(text: string, path: JSONPath, value: unknown): string {
  const mark = text.startsWith(bom) ? bom : ''
  const given = text.slice(mark.length)
  const body = given.trim() === '' ? '{}\n' : given
  const root = parseTree(body, [], { allowTrailingComma: true })
  if (!root) return text
  const there = path.at(-1) === -1 ? undefined : findNodeAtLocation(root, path)
  if (value === undefined) return there ? mark + without(body, there) : text
  if (there) return mark + replaced(body, there.offset, there.offset + there.length, written(value, body, there.offset))
  // The innermost part that is there already takes the rest.
  let depth = path.length - 1
  while (depth > 0 && !isHolder(findNodeAtLocation(root, path.slice(0, depth)))) depth--
  const holder = findNodeAtLocation(root, path.slice(0, depth)) ?? root
  const inner = path.slice(depth + 1).reduceRight<unknown>((tree, key) => ({ [key]: tree }), value)
  return mark + inserted(body, holder, path[depth], inner)
}

const isHolder = (node: Node | undefined) => node?.type === 'object' || node?.type === 'array'

/** Behind the last item and what is said of it on its line. */
function inserted(text: string, holder: Node, key: string | number | undefined, value: unknown): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const last = holder.children?.at(-1)
  const outer = indentAt(text, holder.offset)
  const margin = last && startsLine(text, last.offset) ? indentAt(text, last.offset) : outer + stepOf(text)
  const name = holder.type === 'array' ? '' : `${JSON.stringify(key)}: `
  const item = margin + name + indented(value, text, margin)
  if (!last) {
    const end = holder.offset + holder.length - 1
    const space = text.slice(holder.offset + 1, end).trimEnd()
    return replaced(text, holder.offset + 1, end, `${space}${eol}${item}${eol}${outer}`)
  }
  const close = holder.offset + holder.length - 1
  const lastEnd = last.offset + last.length
  const comma = commaAfter(text, lastEnd)
  const from = comma === undefined ? lastEnd : comma + 1
  const remark =
    /^[ \t]*(?:\/\*[^\n]*?\*\/[ \t]*)*(?:\/\/[^\r\n]*)?(?=\r?\n)/.exec(text.slice(from, close))?.[0].length ?? 0
  const at = from + remark
  const sameLine = !text.slice(at, close).includes('\n')
  const tail = sameLine ? `${eol}${outer}${text.slice(at, close).trimStart()}` : text.slice(at, close)
  const put = `${comma === undefined ? ',' : ''}${text.slice(lastEnd, at)}${eol}${item}${comma === undefined ? '' : ','}`
  return replaced(text, lastEnd, close, put + tail)
}

/** Without the item, its comma, and its lines where nothing else is on them. */
function without(text: string, value: Node): string {
  const item = value.parent?.type === 'property' ? value.parent : value
  const siblings = item.parent?.children ?? []
  const before = siblings[siblings.indexOf(item) - 1]
  const end = item.offset + item.length
  const comma = commaAfter(text, end)
  const last = comma === undefined ? end : comma + 1
  const lineStart = text.lastIndexOf('\n', item.offset) + 1
  const lineEnd = /^[ \t]*\r?\n/.exec(text.slice(last))
  const whole = startsLine(text, item.offset) && lineEnd !== null
  const rest = whole ? replaced(text, lineStart, last + lineEnd[0].length, '') : replaced(text, item.offset, last, '')
  const spare = comma === undefined && before ? commaAfter(text, before.offset + before.length) : undefined
  return spare === undefined ? rest : replaced(rest, spare, spare + 1, '')
}

function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(offset)
  scanner.scan()
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined
}

const replaced = (text: string, from: number, to: number, by: string) => text.slice(0, from) + by + text.slice(to)
const lineBefore = (text: string, offset: number) => text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
const startsLine = (text: string, offset: number) => lineBefore(text, offset).trim() === ''
const indentAt = (text: string, offset: number) => /^[ \t]*/.exec(lineBefore(text, offset))?.[0] ?? ''
/** As the file is indented already. */
const stepOf = (text: string) => /^([ \t]+)["}]/m.exec(text)?.[1] ?? '  '
const written = (value: unknown, text: string, offset: number) => indented(value, text, indentAt(text, offset))
const indented = (value: unknown, text: string, margin: string) =>
  JSON.stringify(value, null, stepOf(text)).replaceAll('\n', (text.includes('\r\n') ? '\r\n' : '\n') + margin)

/** "CloseBraceExpected" to "close brace expected". */
const words = (code: string) => code.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase()
