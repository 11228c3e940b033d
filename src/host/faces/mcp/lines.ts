/** Splits a stream into lines. A line longer than `max` bytes is skipped, and told as undefined. */
import type { Readable } from 'node:stream'

const newline = 0x0a

export function readLines(input: Readable, max: number, take: (line: string | undefined) => void): void {
  let parts: Buffer[] = []
  let size = 0
  const add = (part: Buffer) => {
    size += part.length
    if (size <= max) parts.push(part)
    else parts = []
  }
  const end = () => {
    const line = size > max ? undefined : Buffer.concat(parts).toString()
    parts = []
    size = 0
    if (line === undefined || line.trim() !== '') take(line)
  }
  input.on('data', (chunk: Buffer | string) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    let from = 0
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      add(bytes.subarray(from, at))
      end()
      from = at + 1
    }
    add(bytes.subarray(from))
  })
  // A last line that nobody ended is whole all the same.
  input.on('end', end)
}
