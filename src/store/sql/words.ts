/**
 * Finding words in tasks, by looking at each from the newest on until a page is full. The worst case, a word that occurs
 * nowhere, takes 12 ms over 10,000 tasks of 350 characters, a third of them with notes of as many (25 ms for a word with
 * letters beyond ASCII); that is asked by a person who types. An index would be written with every create instead, and
 * the one that sql.js has (FTS3) knows neither the case of "für" nor the middle of a word.
 */
import type { Value } from './port.ts'

/** The condition that `word` occurs in a task `t`: in its texts, a label, its holder's name, or a checkpoint's notes. */
export function occurs(word: string, bind: (value: Value) => string): string {
  const is = likeness(word, bind)
  // As JSON would write it: a look at the whole text saves taking most of them apart.
  const json = likeness(JSON.stringify(word).slice(1, -1), bind)
  return `(${['t.key', 't.title', 't.description', 't.goal', 't.holder'].map(is).join(' OR ')}
    OR (${json('t.labels')} AND EXISTS (SELECT 1 FROM json_each(t.labels) WHERE ${is('value')}))
    OR (t.checkpoints > 0 AND EXISTS (SELECT 1 FROM checkpoints c
      WHERE c.task = t.id AND ${json('c.body')} AND ${is("json_extract(c.body, '$.notes')")})))`
}

/** LIKE knows the case of ASCII alone, so other letters are asked for in both: up to here, as there are twice as many each. */
const asked = 2

/**
 * GLOB can be told both cases of every letter, but then looks at each place of a text by itself, ten times as slowly: it
 * is asked only about texts in which LIKE has found the beginning of such a word.
 */
function likeness(word: string, bind: (value: Value) => string): (text: string) => string {
  const letters = [...word].map((letter) => [letter, ...otherCase(letter)])
  const cased = letters.flatMap((cases, at) => (cases.length > 1 ? [at] : []))
  const end = cased[asked] ?? letters.length
  const likes = combined(letters.slice(0, end)).map((part) => bind(`%${part.replace(/[\\%_]/g, '\\$&')}%`))
  const glob = end < letters.length ? bind(`*${letters.map(oneOf).join('')}*`) : undefined
  return (text) => {
    const like = likes.map((pattern) => `${text} LIKE ${pattern} ESCAPE '\\'`).join(' OR ')
    return glob ? `((${like}) AND ${text} GLOB ${glob})` : `(${like})`
  }
}

/** Of a letter beyond ASCII, whose case LIKE does not know. */
function otherCase(letter: string): string[] {
  if (letter <= '\x7f') return []
  return [letter.toLowerCase(), letter.toUpperCase()].filter((other) => other !== letter && [...other].length === 1)
}

const combined = (letters: readonly (readonly string[])[]): string[] =>
  letters.reduce<string[]>((parts, cases) => parts.flatMap((part) => cases.map((one) => part + one)), [''])

function oneOf(cases: readonly string[]): string {
  const [letter = ''] = cases
  if (letter <= '\x7f' && letter.toLowerCase() !== letter.toUpperCase())
    return `[${letter.toLowerCase()}${letter.toUpperCase()}]`
  return cases.length > 1 || '*?['.includes(letter) ? `[${cases.join('')}]` : letter
}
