import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** Larger than any that is ours or git's: 200 tokens take 60 kB. */
const largest = 1_000_000

/**
 * A small file's text. Undefined where there is none, or something else in its place: a pipe would keep us waiting for
 * ever, a device or a file of gigabytes fill the memory, and a link lead elsewhere.
 */
export function readSmall(file: string, links: 'follow' | 'refuse' = 'refuse'): string | undefined {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  let fd: number | undefined
  try {
    fd = openSync(file, O_RDONLY | O_NONBLOCK | (links === 'refuse' ? O_NOFOLLOW : 0))
    const it = fstatSync(fd)
    return it.isFile() && it.size <= largest ? readFileSync(fd, 'utf8') : undefined
  } catch {
    return undefined
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
