/** The host's log: one JSON line per event. Never the text of a task, never a token: ids, names, kinds and errors. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Fields = Readonly<Record<string, unknown>>
export type Log = Readonly<Record<Level, (what: string, fields?: Fields) => void>>

export interface LogOptions {
  /** Where lines go, each with its newline. */
  readonly to: readonly ((line: string) => void)[]
  readonly debug?: boolean
  readonly now?: () => number
}

const silent = () => {}

export function makeLog({ to, debug = false, now = Date.now }: LogOptions): Log {
  const at =
    (level: Level) =>
    (what: string, fields: Fields = {}) => {
      const line = lineOf({ at: new Date(now()).toISOString(), level, what }, fields)
      for (const write of to) write(line)
    }
  return { debug: debug ? at('debug') : silent, info: at('info'), warn: at('warn'), error: at('error') }
}

function lineOf(head: Fields, fields: Fields): string {
  try {
    return `${JSON.stringify({ ...head, ...plain(fields) })}\n`
  } catch {
    // A circle, a bigint: the line is worth more than what it carries.
    return `${JSON.stringify({ ...head, fields: Object.keys(fields) })}\n`
  }
}

let heeded = false
/** stdout belongs to a protocol wherever `baton stdio` runs. */
export function toStderr(line: string): void {
  // Whoever read it may have gone; that must not end a host.
  if (!heeded) process.stderr.on('error', () => {})
  heeded = true
  process.stderr.write(line)
}

/** Appends to `path`; at `limit` bytes the file becomes `<path>.1`, in place of the one before. A log that cannot be written stops nobody. */
export function toFile(path: string, limit = 1_000_000): (line: string) => void {
  let size: number | undefined
  return (line) => {
    try {
      if (size === undefined) {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
        size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      }
      const bytes = Buffer.byteLength(line)
      if (size > 0 && size + bytes > limit) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      size += bytes
    } catch {
      size = undefined
    }
  }
}

/** Errors say their name, message, code and stack; long strings are cut, for nothing long belongs here. */
function plain(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, short(value)]))
}

function short(value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack } = value
    const code = (value as NodeJS.ErrnoException).code
    const cause = value.cause === undefined ? undefined : short(value.cause)
    return {
      name,
      message: cut(message),
      ...(code && { code }),
      stack: stack && frames(stack),
      ...(cause !== undefined && { cause }),
    }
  }
  return typeof value === 'string' ? cut(value) : value
}

const cut = (text: string) => (text.length > 500 ? `${text.slice(0, 500)}…` : text)
/** The stack without its first lines, which repeat the message. */
const frames = (stack: string) =>
  cut(
    stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim())
      .join(' | '),
  )
