/** Claude Code's hooks in a project's `.claude/settings.json`, so that its sessions leave checkpoints by themselves. */
import { join } from 'node:path'
import { failure } from '../failure.ts'
import type { Surroundings } from './clients.ts'
import { existedBefore, type Plan, textOf, trueFile } from './files.ts'
import { entryIn } from './format.ts'
import { setJson } from './json.ts'

export const hookEvents = ['SessionStart', 'PreCompact', 'SessionEnd'] as const

/** Seconds after which the client goes on without us; we end sooner. */
const patience = 5

const fileIn = ({ workspace }: Surroundings) => join(workspace, '.claude', 'settings.json')

/** The file is shared: whoever has no Baton must not see an error at every start. */
const commandFor = (event: string, { platform }: Surroundings) =>
  platform === 'win32'
    ? `if exist "%USERPROFILE%\\.baton\\bin\\baton.cmd" "%USERPROFILE%\\.baton\\bin\\baton.cmd" hook ${event}`
    : `test ! -x "$HOME/.baton/bin/baton" || "$HOME/.baton/bin/baton" hook ${event}`

const isOurs = (hook: unknown) =>
  /[\\/]\.baton[\\/]bin[\\/]baton\S* hook /.test((hook as { command?: string } | null)?.command ?? '')
const groupsIn = (file: string, text: string, event: string): { hooks?: unknown[] }[] => {
  const groups = entryIn('json', file, text, ['hooks', event])
  if (groups === undefined) return []
  if (Array.isArray(groups)) return groups
  throw failure(
    'invalid_input',
    `"hooks.${event}" in ${file} is not a list. Mend it, then try again; nothing was written.`,
  )
}

export function planHooks(around: Surroundings): Plan {
  const named = fileIn(around)
  const file = trueFile(named)
  const before = textOf(file)
  let after = before ?? ''
  for (const event of hookEvents) {
    const command = commandFor(event, around)
    const groups = groupsIn(named, after, event)
    if (groups.some(({ hooks }) => hooks?.some((hook) => (hook as { command?: string }).command === command))) continue
    after = withoutOurs(named, after, event)
    const group = { hooks: [{ type: 'command', command, timeout: patience }] }
    const exists = groupsIn(named, after, event).length > 0
    after = exists ? setJson(after, ['hooks', event, -1], group) : setJson(after, ['hooks', event], [group])
  }
  return { file, before, after }
}

export function planNoHooks(around: Surroundings): Plan {
  const named = fileIn(around)
  const file = trueFile(named)
  const before = textOf(file)
  if (before === undefined) return { file, before, after: before }
  let after = before
  for (const event of hookEvents) after = withoutOurs(named, after, event)
  const hooks = entryIn('json', named, after, ['hooks'])
  if (after !== before && hooks && Object.keys(hooks).length === 0) after = setJson(after, ['hooks'], undefined)
  const empty = after.replace(/\s+/g, '') === '{}' && existedBefore(file) === false
  return { file, before, after: empty ? undefined : after }
}

/** Others' hooks of the same event stay, also those in one group with ours. */
function withoutOurs(file: string, text: string, event: string): string {
  let after = text
  const groups = groupsIn(file, text, event)
  for (let i = groups.length - 1; i >= 0; i--) {
    const hooks = groups[i]?.hooks ?? []
    const left = hooks.filter((hook) => !isOurs(hook))
    if (left.length === hooks.length) continue
    after = setJson(
      after,
      left.length > 0 ? ['hooks', event, i, 'hooks'] : ['hooks', event, i],
      left.length > 0 ? left : undefined,
    )
  }
  const rest = groupsIn(file, after, event)
  return after !== text && rest.length === 0 ? setJson(after, ['hooks', event], undefined) : after
}
