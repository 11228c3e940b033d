/** A few lines in a project's AGENTS.md (CLAUDE.md, …) that tell agents when to come to Baton. Asked first, always. */
import { join } from 'node:path'
import { failure } from '../failure.ts'
import type { Client, Surroundings } from './clients.ts'
import { existedBefore, type Plan, textOf, trueFile } from './files.ts'

const begin = '<!-- baton:begin -->'
const end = '<!-- baton:end -->'

export const guide = `${begin}
## Tasks and handoffs (Baton)

- Before you start: \`get_available_tasks\`, then \`claim_task\`; read the brief that comes with it. Nobody else works on what you hold.
- Work that nobody wrote down yet: \`create_task\` first, with what "done" means.
- After every step that you would not want to lose, and before long commands: \`save_checkpoint\` with completed and remaining steps.
- When your context runs short, or another agent is better at the rest: \`save_checkpoint\`, then \`handoff_task\` with the reason.
- Stuck on a decision: \`request_input\`. Finished and checked: \`complete_task\`. Not going on: \`release_task\`.
${end}
`

/** Adds the section, or brings it up to date where it is. Undefined where this client's agents read no such file. */
export function planGuide({ guide: name }: Client, { workspace }: Surroundings): Plan | undefined {
  if (name === undefined) return undefined
  const file = trueFile(join(workspace, name))
  const before = textOf(file)
  const text = before ?? ''
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const section = guide.replaceAll('\n', eol)
  const old = sectionIn(text, file)
  if (old) return { file, before, after: text.slice(0, old.from) + section + text.slice(old.to) }
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol
  return { file, before, after: text + gap + section }
}

/** Undefined where there is nothing to take out. */
export function planNoGuide({ guide: name }: Client, { workspace }: Surroundings): Plan | undefined {
  if (name === undefined) return undefined
  const file = trueFile(join(workspace, name))
  const before = textOf(file)
  const old = before === undefined ? undefined : sectionIn(before, file)
  if (before === undefined || !old) return undefined
  const head = before.slice(0, old.from)
  const tail = before.slice(old.to)
  // With the empty line that set it apart.
  const after = (tail === '' ? head.replace(/(\r?\n)\r?\n$/, '$1') : head) + tail
  return { file, before, after: after.trim() === '' && existedBefore(file) === false ? undefined : after }
}

function sectionIn(text: string, file: string): { from: number; to: number } | undefined {
  const from = text.indexOf(begin)
  const stop = text.indexOf(end)
  if (from < 0 && stop < 0) return undefined
  if (from < 0 || stop < from || text.indexOf(begin, from + 1) >= 0) {
    const line = text.slice(0, Math.max(0, from < 0 ? stop : from)).split('\n').length
    const message = `The marks ${begin} and ${end} in ${file} do not fit together (line ${line}). Mend them, then try again; nothing was written.`
    throw failure('invalid_input', message, { file })
  }
  const after = stop + end.length
  const newline = /^\r?\n/.exec(text.slice(after))?.[0].length ?? 0
  return { from, to: after + newline }
}
