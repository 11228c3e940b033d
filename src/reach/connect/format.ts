/** One entry in somebody else's settings file: set, or taken out, with every other character left as it was. */
import { isDeepStrictEqual } from 'node:util'
import { failure } from '../failure.ts'
import { dropJson, putJson, readJson } from './json.ts'
import { dropToml, putToml, readToml } from './toml.ts'
import { dropYaml, putYaml, readYaml } from './yaml.ts'

export type Entry = Readonly<Record<string, unknown>>
export type FormatName = 'json' | 'toml' | 'yaml'

interface Format {
  readonly title: string
  /** What the text says. Throws an Error whose message names the line. */
  read(text: string): unknown
  put(text: string, path: readonly string[], entry: Entry): string
  drop(text: string, path: readonly string[]): string
}

const formats: Readonly<Record<FormatName, Format>> = {
  json: { title: 'JSON', read: readJson, put: putJson, drop: dropJson },
  toml: { title: 'TOML', read: readToml, put: putToml, drop: dropToml },
  yaml: { title: 'YAML', read: readYaml, put: putYaml, drop: dropYaml },
}

type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at `path`; undefined where nothing does. */
export function entryIn(name: FormatName, file: string, text: string, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), read(name, file, text))
}

/**
 * `text` with `entry` at `path`, or without what is there. The edit is made by position in the text, so that comments
 * stay; that it says what it should, and nothing else changed, is seen by reading the outcome. Throws `invalid_input`.
 */
export function edited(
  name: FormatName,
  file: string,
  text: string,
  path: readonly string[],
  entry: Entry | undefined,
): string {
  const { put, drop, read: parse } = formats[name]
  const before = read(name, file, text)
  mustBeTrees(before, path, file)
  if (entry === undefined && entryIn(name, file, text, path) === undefined) return text
  const wanted = changed(before, path, entry)
  let after: string
  try {
    after = entry === undefined ? drop(text, path) : put(text, path, entry)
    if (isDeepStrictEqual(plain(withoutEmpty(parse(after), path)), plain(withoutEmpty(wanted, path)))) return after
  } catch {
    // Said below: what to do is the same.
  }
  throw failure(
    'invalid_input',
    `${file} is written in a way that Baton cannot edit safely. ${
      entry === undefined
        ? `Remove ${path.join('.')} by hand`
        : `Add this by hand as ${path.join('.')}: ${JSON.stringify(entry).replace(/Bearer [^"]+/, 'Bearer …')}`
    }; nothing was written.`,
    { file },
  )
}

function read(name: FormatName, file: string, text: string): Tree {
  const { title, read: parse } = formats[name]
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw failure(
      'invalid_input',
      `${file} is not ${title} (${(error as Error).message}). Mend it, then try again; nothing was written.`,
      { file },
    )
  }
  if (value === undefined || value === null) return {}
  if (isTree(value)) return value
  throw failure('invalid_input', `${file} does not hold an object. Mend it, then try again; nothing was written.`, {
    file,
  })
}

function mustBeTrees(value: Tree, path: readonly string[], file: string): void {
  let at: unknown = value
  for (const [i, key] of path.slice(0, -1).entries()) {
    at = (at as Tree)[key]
    if (at === undefined || at === null) return
    if (isTree(at)) continue
    const name = path.slice(0, i + 1).join('.')
    throw failure(
      'invalid_input',
      `"${name}" in ${file} is not an object. Mend it, then try again; nothing was written.`,
    )
  }
}

function changed(tree: Tree, [key = '', ...rest]: readonly string[], entry: Entry | undefined): Tree {
  const copy = { ...tree }
  if (rest.length > 0) copy[key] = changed(isTree(tree[key]) ? tree[key] : {}, rest, entry)
  else if (entry === undefined) delete copy[key]
  else copy[key] = entry
  return copy
}

/** A list of servers that is empty, or missing, is the same. */
function withoutEmpty(value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  if (!isTree(value) || rest.length === 0) return value
  const { [key]: inner, ...others } = value
  const left = withoutEmpty(inner ?? {}, rest)
  return isTree(left) && Object.keys(left).length === 0 ? others : { ...others, [key]: left }
}

/** Nothing is left but maps without anything in them. */
export const isHollow = (name: FormatName, file: string, text: string) => hollow(read(name, file, text))
const hollow = (value: unknown): boolean => isTree(value) && Object.values(value).every(hollow)

/** As JSON has it: parsers differ in prototypes and in how they write dates. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? {}))
