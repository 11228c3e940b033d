/** Unified diffs, as git and diff write them: read, and applied to texts. Pure. */

export interface Hunk {
  /** 1 is the first line. */
  readonly from: number
  readonly to: number
  /** Each with its mark: space, - or +. */
  readonly lines: readonly string[]
}

export interface FileDiff {
  /** Undefined: the file is new. */
  readonly before: string | undefined
  /** Undefined: the file was deleted. */
  readonly after: string | undefined
  /** What git calls the content before, shortened. */
  readonly blob: string | undefined
  readonly binary: boolean
  readonly hunks: readonly Hunk[]
}

interface Draft {
  before: string | undefined
  after: string | undefined
  blob: string | undefined
  binary: boolean
  hunks: { from: number; to: number; lines: string[] }[]
}

/** Empty where the text is no diff. */
export function readDiff(text: string): FileDiff[] {
  const files: Draft[] = []
  const lines = text.split(/\r?\n/)
  let file: Draft | undefined
  let left = { before: 0, after: 0 }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const hunk = file?.hunks.at(-1)
    if (hunk && left.before + left.after > 0) {
      const mark = line === '' ? ' ' : line[0]
      if (mark === '\\') continue
      if (mark === ' ' || mark === '-') left.before--
      if (mark === ' ' || mark === '+') left.after--
      hunk.lines.push(line === '' ? ' ' : line)
      continue
    }
    const git = /^diff --git (.+)$/.exec(line)
    if (git) {
      file = { ...namesIn(git[1] ?? ''), blob: undefined, binary: false, hunks: [] }
      files.push(file)
      continue
    }
    if (line.startsWith('--- ') && lines[i + 1]?.startsWith('+++ ')) {
      if (!file || file.hunks.length > 0) {
        file = { before: undefined, after: undefined, blob: undefined, binary: false, hunks: [] }
        files.push(file)
      }
      file.before = nameIn(line.slice(4), 'a/')
      file.after = nameIn(lines[++i]?.slice(4) ?? '', 'b/')
      continue
    }
    if (!file) continue
    const at = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (at) {
      left = { before: Number(at[2] ?? 1), after: Number(at[4] ?? 1) }
      file.hunks.push({ from: Number(at[1]), to: Number(at[3]), lines: [] })
    } else if (line.startsWith('new file mode')) file.before = undefined
    else if (line.startsWith('deleted file mode')) file.after = undefined
    else if (line.startsWith('rename from ')) file.before = unquoted(line.slice(12))
    else if (line.startsWith('rename to ')) file.after = unquoted(line.slice(10))
    else if (line.startsWith('Binary files ') || line === 'GIT binary patch') file.binary = true
    else file.blob ??= /^index ([0-9a-f]{4,64})\.\./.exec(line)?.[1]
  }
  return files.filter(({ before, after }) => before !== undefined || after !== undefined)
}

/** Both names of "a/x b/x", which are the same but for renames, and those are named again. */
function namesIn(text: string): { before: string | undefined; after: string | undefined } {
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(text)
  const half = (text.length - 1) / 2
  const [a, b] = quoted ? [quoted[1], quoted[2]] : [text.slice(0, half), text.slice(half + 1)]
  return { before: nameIn(a ?? '', 'a/'), after: nameIn(b ?? '', 'b/') }
}

function nameIn(text: string, prefix: string): string | undefined {
  const name = unquoted(text.replace(/\t.*$/, '').trimEnd())
  if (name === '/dev/null' || name === '') return undefined
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}

/** Git puts names that are not plain in quotes, as C does. */
function unquoted(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text
  const bytes: number[] = []
  const source = Buffer.from(text.slice(1, -1))
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0
    if (byte !== 0x5c) {
      bytes.push(byte)
      continue
    }
    const octal = /^[0-7]{3}/.exec(source.toString('latin1', i + 1, i + 4))?.[0]
    if (octal) bytes.push(Number.parseInt(octal, 8))
    else bytes.push(escapes[String.fromCharCode(source[i + 1] ?? 0)] ?? source[i + 1] ?? 0)
    i += octal ? 3 : 1
  }
  return Buffer.from(bytes).toString()
}
const escapes: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11 }

const minus = (hunk: Hunk) => hunk.lines.filter((line) => line[0] !== '+').map((line) => line.slice(1))
const plus = (hunk: Hunk) => hunk.lines.filter((line) => line[0] !== '-').map((line) => line.slice(1))

/** The text after the change; undefined where the diff is not about this text. */
export const applied = (text: string, hunks: readonly Hunk[]) => exchange(text, hunks, minus, plus, ({ from }) => from)
/** The text before the change, from the one after it. */
export const reverted = (text: string, hunks: readonly Hunk[]) => exchange(text, hunks, plus, minus, ({ to }) => to)

type Side = (hunk: Hunk) => string[]

function exchange(text: string, hunks: readonly Hunk[], out: Side, into: Side, where: (hunk: Hunk) => number) {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/\r?\n/)
  const result: string[] = []
  let at = 0
  for (const hunk of hunks) {
    const old = out(hunk)
    // An empty side begins after the line that it names.
    const start = old.length === 0 ? where(hunk) : where(hunk) - 1
    const found = find(lines, old, Math.max(at, start), at)
    if (found === undefined) return undefined
    result.push(...lines.slice(at, found), ...into(hunk))
    at = found + old.length
  }
  result.push(...lines.slice(at))
  return result.join(end)
}

/** Where `part` stands, at `start` or as near to it as may be. */
function find(lines: readonly string[], part: readonly string[], start: number, least: number): number | undefined {
  const fits = (at: number) => at + part.length <= lines.length && part.every((line, i) => lines[at + i] === line)
  if (fits(start)) return start
  if (part.length === 0) return undefined
  for (let away = 1; away <= lines.length; away++) {
    if (start - away >= least && fits(start - away)) return start - away
    if (fits(start + away)) return start + away
  }
  return undefined
}

/** Both sides as far as the diff itself tells them, where the file cannot be had. */
export function fragments(hunks: readonly Hunk[]): { before: string; after: string } {
  const side = (of: Side) => hunks.map((hunk) => of(hunk).join('\n')).join('\n\n⋯\n\n')
  return { before: side(minus), after: side(plus) }
}
