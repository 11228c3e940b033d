/** TOML, for one table of our own: its lines are added at the end, or found by their header and taken out. */
import { parse, TomlError } from 'smol-toml'
import type { Entry } from './format.ts'

export function readToml(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof TomlError) throw new Error(`${error.message.split('\n')[0]} in line ${error.line}`)
    throw error
  }
}

export function putToml(text: string, path: readonly string[], entry: Entry): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const fields = Object.entries(entry).map(([key, value]) => `${key} = ${written(value)}\n`)
  const table = `[${path.join('.')}]\n${fields.join('')}`.replaceAll('\n', eol)
  const lines = linesOf(text)
  const old = tablesAt(lines, path)
  const [first] = old
  if (first === undefined) {
    const gap = text === '' || /(^|\n)\r?\n$/.test(text) ? '' : text.endsWith('\n') ? eol : eol + eol
    return `${text}${gap}${table}`
  }
  return lines
    .flatMap((line, i) => (i === first.from ? [table] : old.some(({ from, to }) => i >= from && i < to) ? [] : [line]))
    .join('')
}

export function dropToml(text: string, path: readonly string[]): string {
  const lines = linesOf(text)
  const old = tablesAt(lines, path)
  const kept = lines.map((line, i) => (old.some(({ from, to }) => i >= from && i < to) ? undefined : line))
  const after = kept.filter((line) => line !== undefined).join('')
  // The empty line that we set before our table.
  const first = old[0]?.from ?? 0
  const wasLast = kept.slice(first).every((line) => line === undefined)
  return wasLast ? after.replace(/(\r?\n)\r?\n$/, '$1') : after
}

/** Tables within are written in the line, so that they are one with ours. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key} = ${written(inner)}`)
    .join(', ')} }`
}

const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/** Where the table at `path`, and those within it, begin and end. What stands between a table and the next is the next's. */
function tablesAt(lines: readonly string[], path: readonly string[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  let from: number | undefined
  let last = 0
  let quote: string | undefined
  const end = () => {
    if (from !== undefined) found.push({ from, to: last + 1 })
    from = undefined
  }
  lines.forEach((line, i) => {
    const within = quote
    quote = quoteAfter(line, quote)
    const header = within ? undefined : /^\s*\[\[?([^[\]]+)\]\]?\s*(#.*)?$/.exec(line.trimEnd())?.[1]
    if (header !== undefined) {
      end()
      if (isWithin(keysOf(header), path)) from = i
    }
    if (line.trim() !== '' && !line.trim().startsWith('#')) last = i
  })
  end()
  return found
}

/** Which kind of string that goes over lines is open behind `line`, if any. What has the looks of a header there is none. */
function quoteAfter(line: string, open: string | undefined): string | undefined {
  let quote = open
  for (let at = 0; at < line.length; at++) {
    const three = line.slice(at, at + 3)
    if (quote === undefined && line[at] === '#') return undefined
    if (three !== '"""' && three !== "'''") continue
    if (quote === undefined) quote = three
    else if (quote === three) quote = undefined
    at += 2
  }
  return quote
}

const keysOf = (header: string) =>
  [...header.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '')

const isWithin = (keys: readonly string[], path: readonly string[]) => path.every((key, i) => keys[i] === key)
