/** A unified diff, line by line, to be drawn. */

export type Mark = 'added' | 'removed' | 'same' | 'place' | 'head'

export interface DiffLine {
  readonly mark: Mark
  readonly text: string
}

/** Undefined where it is none. Only a hunk's own numbers tell its lines from a header: a removed "-- x" looks like one. */
export function readLines(diff: string): DiffLine[] | undefined {
  let left = { before: 0, after: 0 }
  let hunks = 0
  const lines = diff.replace(/\r?\n$/, '').split(/\r?\n/)
  const read = lines.map((text): DiffLine => {
    if (left.before + left.after > 0 && !text.startsWith('\\')) {
      const added = text.startsWith('+')
      const removed = text.startsWith('-')
      if (!added) left.before--
      if (!removed) left.after--
      return { mark: added ? 'added' : removed ? 'removed' : 'same', text }
    }
    const place = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text)
    if (!place) return { mark: 'head', text }
    hunks++
    left = { before: Number(place[1] ?? 1), after: Number(place[2] ?? 1) }
    return { mark: 'place', text }
  })
  return hunks > 0 ? read : undefined
}
