import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '../../contract/places.ts'
import { gitState } from '../../host/git.ts'
import { product } from '../../host/product.ts'
import { linkBaton } from '../../reach/link.ts'
import { findPlace } from '../../reach/place.ts'
import type { Command } from '../commands.ts'
import { remote, starter } from '../reach.ts'
import { tailOf } from '../transcript.ts'

/** What Claude Code sends on stdin; other fields come with some events. */
interface Input {
  readonly cwd?: string
  readonly transcript_path?: string
  readonly trigger?: string
  readonly reason?: string
}

interface Session {
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>
}

/** The client must not wait for us longer than this, nor stumble over us. */
const patience = 1_700
/** As that client names itself to MCP servers, so that its tasks are these. */
const agent = 'claude-code'
/** More would fill the context that the brief is to save. */
const mostBriefs = 3

/** `hook <event>`: for Claude Code. Ends with 0 whatever happens, soon; what went wrong is said on stderr. */
export const hook: Command = async ([event = '']) => {
  const handle = handlers[event]
  if (!handle) return 0 // an event of which we have nothing to say, now or in a later version of the client
  const late = setTimeout(() => {
    process.stderr.write(`baton hook ${event}: no answer in time, so nothing was done.\n`)
    process.exit(0)
  }, patience)
  try {
    const input = await readInput()
    await withSession(input, (session) => handle(session, input))
  } catch (error) {
    process.stderr.write(`baton hook ${event}: ${(error as Error).message}\n`)
  } finally {
    clearTimeout(late)
  }
  return 0
}

const handlers: Readonly<Record<string, (session: Session, input: Input) => Promise<void>>> = {
  async SessionStart(session, input) {
    const tasks = await heldHere(session, input)
    if (tasks.length === 0) return
    const briefs = tasks.slice(0, mostBriefs).map((task) => task.brief ?? `${task.task_id}: ${task.title}`)
    const ids = tasks.map(({ task_id }) => task_id).join(', ')
    const additionalContext = `You hold ${ids} in Baton. Claim it again with claim_task before you go on; release_task if you will not.\n\n${briefs.join('\n\n')}`
    process.stdout.write(
      `${JSON.stringify({ hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext } })}\n`,
    )
  },
  PreCompact: (session, input) =>
    checkpoint(session, input, `before its context was compacted (${input.trigger ?? 'auto'})`),
  SessionEnd: (session, input) => checkpoint(session, input, `when its session ended (${input.reason ?? 'other'})`),
}

/** On every task that it holds here. One that fails does not keep the others from theirs. */
async function checkpoint(session: Session, input: Input, when: string): Promise<void> {
  const tasks = await heldHere(session, input)
  if (tasks.length === 0) return
  const seen = await gitState(folderOf(input), 1_000)
  const { notes, ...steps } = input.transcript_path ? tailOf(expanded(input.transcript_path)) : {}
  const fields = {
    ...steps,
    ...(seen && { git: seen.git, ...(seen.files.length > 0 && { files: seen.files }) }),
    notes: [`Noted ${when}.`, notes].filter(Boolean).join('\n'),
  }
  const saved = await Promise.allSettled(
    tasks.map(({ task_id }) => session.call('save_checkpoint', { task_id, agent, automatic: true, ...fields })),
  )
  for (const one of saved) if (one.status === 'rejected') process.stderr.write(`${(one.reason as Error).message}\n`)
}

interface Held {
  readonly task_id: string
  readonly title: string
  readonly worktree?: string
  readonly brief?: string
}

/** What the agent holds, but for what belongs to another work tree. */
async function heldHere(session: Session, input: Input): Promise<Held[]> {
  const { tasks } = (await session.call('list_tasks', { owner: agent, agent })) as { tasks: { task_id: string }[] }
  const whole = await Promise.all(tasks.map(({ task_id }) => session.call('get_task', { task_id, agent })))
  const folder = real(folderOf(input))
  const isHere = ({ worktree }: Held) => {
    const tree = worktree === undefined ? undefined : real(worktree)
    return tree === undefined || folder === tree || folder.startsWith(`${tree}/`) || folder.startsWith(`${tree}\\`)
  }
  return (whole as unknown as Held[]).filter(isHere)
}

/** Nothing is begun for a folder that has no store: a hook may be set up where Baton was never used. */
async function withSession(input: Input, work: (session: Session) => Promise<void>): Promise<void> {
  process.chdir(folderOf(input))
  const to = remote() ?? storeHere()
  if (!to) return
  const client = { name: agent, version: product }
  const baton = linkBaton({ to, starter: starter(false), role: 'agent', client, product })
  const caller = { role: 'agent', principal: 'local', client, connection: baton.connection } as const
  try {
    await work({ call: (operation, given) => baton.call(operation, given, caller) })
  } finally {
    baton.close()
  }
}

function storeHere(): Place | undefined {
  try {
    const place = findPlace({})
    return existsSync(place.database) ? place : undefined
  } catch {
    return undefined // the home folder, which is no project
  }
}

async function readInput(): Promise<Input> {
  if (process.stdin.isTTY) return {}
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  const input: unknown = text.trim() === '' ? {} : JSON.parse(text)
  return typeof input === 'object' && input !== null ? (input as Input) : {}
}

const folderOf = ({ cwd }: Input) => (cwd !== undefined && existsSync(cwd) ? cwd : process.cwd())
const expanded = (path: string) => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path)

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
