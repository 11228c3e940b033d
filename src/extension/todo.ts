/** Comments that say that something is left to do. One line is looked at, and only when a person stands on it. */
const mark = /(?:^|[^\p{L}\p{N}_])(?:TODO|FIXME|XXX|HACK)\b(?:\(([^)]*)\))?\s*[:-]?\s*(.*)$/u
const comment = /\/\/|\/\*|^\s*\*|#|--|;|<!--|%/

/** What a line leaves to do, without the comment's marks. Undefined where it is no such comment. */
export function todoIn(line: string): string | undefined {
  const found = mark.exec(line)
  if (!found) return undefined
  if (!comment.test(line.slice(0, found.index + 1))) return undefined
  return bare(found[2] ?? '')
}

/** A line without the marks of a comment and the word that made it one. */
export const bare = (line: string) =>
  line
    .trim()
    .replace(/^(?:\/\/+|\/\*+|#+|--|;+|<!--|\*)\s*/, '')
    .replace(/\s*(?:\*\/|-->)$/, '')
    .replace(/^(?:TODO|FIXME|XXX|HACK)\b(?:\([^)]*\))?\s*[:-]?\s*/i, '')
