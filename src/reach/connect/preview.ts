/** What a plan changes, line by line, for a person to look at before it happens. */
import { changes, type Plan } from './files.ts'

/** So many lines around a change help to see where it is. */
const around = 2

export function preview(plan: Plan): string {
  const { file, before, after, secret } = plan
  if (!changes(plan)) return `${file}: stays as it is\n`
  const head = before === undefined ? `${file} (new)` : after === undefined ? `${file} (goes)` : file
  const text = [head, ...difference(lines(before), lines(after))].join('\n')
  return `${masked(secret === undefined ? text : text.replaceAll(secret, '…'))}\n`
}

/** Neither ours nor anybody else's token is to be shown. */
const masked = (text: string) => text.replace(/\bBearer [^"'\s]+/g, 'Bearer …')

const lines = (text: string | undefined) => (text ? text.replace(/\r?\n$/, '').split(/\r?\n/) : [])

/** Ours is one stretch of lines, so what both begin and end with is enough to find it. */
function difference(before: readonly string[], after: readonly string[]): string[] {
  let start = 0
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++
  const same = (part: readonly string[]) => part.map((line) => `    ${line}`)
  return [
    ...same(before.slice(Math.max(0, start - around), start)),
    ...before.slice(start, before.length - end).map((line) => `  - ${line}`),
    ...after.slice(start, after.length - end).map((line) => `  + ${line}`),
    ...same(before.slice(before.length - end, before.length - end + around)),
  ]
}
