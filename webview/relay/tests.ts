/** What an agent's own words say of its tests. They are free text, so this only reads what most of them write. */
export type Tests = 'pass' | 'fail' | 'none'

const failing =
  /\b(?:[1-9]\d*\s+(?:\w+\s+)?(?:fail|error|broken)|fail(?:s|ed|ing|ure|ures)?\b|broken\b|do(?:es)? not pass)/i
const noneFail = /\b(?:0|no|none|without)\s+(?:\w+\s+)?(?:fail|error)\w*/gi
const passing = /\b(?:pass(?:es|ed|ing)?|ok|green|succe\w+)\b|✓|✔/i

export function testsOf(results: string | undefined): Tests {
  if (!results?.trim()) return 'none'
  const text = results.replace(noneFail, '')
  const share = /(\d+)\s*(?:of|\/|out of)\s*(\d+)/i.exec(text)
  if (share && Number(share[1]) < Number(share[2])) return 'fail'
  if (failing.test(text)) return 'fail'
  if (share || passing.test(text)) return 'pass'
  return text === results ? 'none' : 'pass'
}
