/** Words that were misspelled. Apart from the operations, so that a bridge can help without knowing them. */

/** As our own names are written. */
export const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

/** The known word that is a few letters away, if any. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const from = snake(word.slice(0, 64)).toLowerCase()
  let best: { word: string; distance: number } | undefined
  for (const candidate of known) {
    const d = distance(from, candidate)
    if (d <= 1 + Math.floor(candidate.length / 4) && (!best || d < best.distance))
      best = { word: candidate, distance: d }
  }
  return best?.word
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
