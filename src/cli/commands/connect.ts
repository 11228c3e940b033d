import { homedir } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { type Address, type Client, clientNamed, clients, type Surroundings } from '../../reach/connect/clients.ts'
import { changes, type Plan, undone, write } from '../../reach/connect/files.ts'
import { refreshLauncher } from '../../reach/connect/launcher.ts'
import { partsOf, type Standing, standings, undoOf } from '../../reach/connect/parts.ts'
import { preview } from '../../reach/connect/preview.ts'
import { failure } from '../../reach/failure.ts'
import type { Command } from '../commands.ts'
import { type Flags, readFlags } from '../flags.ts'
import { remote, script, withBaton } from '../reach.ts'

const own = {
  'dry-run': { type: 'boolean' },
  undo: { type: 'boolean' },
  http: { type: 'boolean' },
  guide: { type: 'boolean' },
  hooks: { type: 'boolean' },
} as const

/** Sets a client up for this project, shows what it writes, and takes it back with --undo. */
export const connect: Command = async (argv) => {
  const flags = readFlags(argv, own)
  const { workspace } = flags.place()
  if (workspace === null)
    throw failure('invalid_input', 'A client is connected to the tasks of a folder. Name it: --dir')
  const around = { platform: process.platform, home: homedir(), env: process.env, workspace }
  const [id] = flags.words
  if (id === undefined) return list(standings(around), flags.on('json'))
  const client = clientNamed(id)
  if (!client) {
    const known = clients.map((one) => one.id).join(', ')
    throw failure('invalid_input', `Baton does not know how to connect "${id}". Known: ${known}.`)
  }
  return flags.on('undo') ? disconnect(client, around, flags) : join(client, around, flags)
}

function list(all: readonly Standing[], asJson: boolean): number {
  if (asJson) return say(`${JSON.stringify(all)}\n`)
  const lines = (which: readonly Standing[]) =>
    which.map(({ id, title, connected }) => `  ${id.padEnd(15)} ${title}${connected ? ', connected' : ''}\n`).join('')
  const found = all.filter((client) => client.found)
  const others = all.filter((client) => !client.found)
  if (found.length > 0) say(`Found on this machine:\n${lines(found)}`)
  if (others.length > 0)
    say(`${found.length > 0 ? 'Known too' : 'Known, though none was found here'}:\n${lines(others)}`)
  return say('Connect one with: baton connect CLIENT  (--dry-run only shows what would be written)\n')
}

async function join(client: Client, around: Surroundings, flags: Flags): Promise<number> {
  const [server, ...extras] = partsOf(client, around, { http: flags.on('http') ? await addressOf(flags) : undefined })
  const entry = server?.plans ?? []
  if (flags.on('dry-run')) {
    if (flags.on('json')) {
      const parts = [server, ...extras].map((part) => part && { ...part, plans: part.plans.map(told) })
      return say(`${JSON.stringify({ next: client.next, parts })}\n`)
    }
    for (const plan of entry) say(`Would write ${preview(plan)}`)
    for (const { part, plans } of extras)
      if (flags.on(part)) for (const plan of plans) say(`Would write ${preview(plan)}`)
    return 0
  }
  const launcher = refreshLauncher(process.execPath, script)
  if (entry.some(changes)) {
    for (const plan of entry.filter(changes)) {
      write(plan)
      say(`Wrote ${preview(plan)}`)
    }
    if (!flags.on('http')) say(`It runs ${launcher}. `)
    say(`${client.next}\nTake it back with: baton connect ${client.id} --undo\n`)
  } else say(`${client.title} is connected already (${entry[0]?.file}).\n`)
  for (const { part, about, plans } of extras) {
    for (const plan of plans.filter(changes)) {
      if (flags.on(part) || (await agreed(about, plan))) {
        write(plan)
        say(`Wrote ${preview(plan)}`)
      } else if (!isPerson()) say(`${about}: baton connect ${client.id} --${part}\n`)
    }
  }
  return 0
}

function disconnect(client: Client, around: Surroundings, flags: Flags): number {
  const plans = undoOf(client, around)
  if (flags.on('dry-run') && flags.on('json')) return say(`${JSON.stringify({ plans: plans.map(told) })}\n`)
  if (plans.length === 0) say(`${client.title} is not connected here.\n`)
  for (const plan of plans) {
    if (flags.on('dry-run')) {
      say(`Would write ${preview(plan)}`)
      continue
    }
    write(plan)
    const copy = undone(plan.file)
    say(`Wrote ${preview(plan)}`)
    if (copy) say(`As it was before: ${copy}\n`)
  }
  return 0
}

/** For whoever shows plans in its own way; without our secret. */
function told({ file, before, after, secret }: Plan): Pick<Plan, 'file' | 'before' | 'after'> {
  const bare = (text: string | undefined) => (secret === undefined ? text : text?.replaceAll(secret, '…'))
  return { file, before: bare(before), after: bare(after) }
}

async function addressOf(flags: Flags): Promise<Address> {
  const there = remote() ?? (await withBaton(flags.place, ({ baton }) => baton.ready()))
  if (!there) throw failure('unavailable', 'Baton has no address for this folder. Run "baton doctor".')
  return { url: new URL('mcp', there.url).href, token: there.token }
}

const isPerson = () => Boolean(process.stdin.isTTY && process.stdout.isTTY)

async function agreed(about: string, plan: Plan): Promise<boolean> {
  if (!isPerson()) return false
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    say(`\n${about}:\n${preview(plan)}`)
    return /^y(es)?$/i.test((await terminal.question('Write this? [y/N] ')).trim())
  } finally {
    terminal.close()
  }
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}
