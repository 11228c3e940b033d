import { homedir } from 'node:os'
import { createInterface } from 'node:readline/promises'
import {
  type Address,
  type Client,
  clientNamed,
  clients,
  clientsHere,
  type Surroundings,
} from '../../reach/connect/clients.ts'
import { changes, type Plan, undone, write } from '../../reach/connect/files.ts'
import { planGuide, planNoGuide } from '../../reach/connect/guide.ts'
import { planHooks, planNoHooks } from '../../reach/connect/hooks.ts'
import { refreshLauncher } from '../../reach/connect/launcher.ts'
import { planConnect, planDisconnect } from '../../reach/connect/plan.ts'
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
  const around = { platform: process.platform, home: homedir(), env: process.env, workspace: flags.place().workspace }
  const [id] = flags.words
  if (id === undefined) return list(around)
  const client = clientNamed(id)
  if (!client) {
    const known = clients.map((one) => one.id).join(', ')
    throw failure('invalid_input', `Baton does not know how to connect "${id}". Known: ${known}.`)
  }
  return flags.on('undo') ? disconnect(client, around, flags) : join(client, around, flags)
}

function list(around: Surroundings): number {
  const here = new Set(clientsHere(around))
  const lines = (which: Client[]) => which.map(({ id, title }) => `  ${id.padEnd(15)} ${title}\n`).join('')
  const found = clients.filter((client) => here.has(client))
  const others = clients.filter((client) => !here.has(client))
  if (found.length > 0) say(`Found on this machine:\n${lines(found)}`)
  if (others.length > 0)
    say(`${found.length > 0 ? 'Known too' : 'Known, though none was found here'}:\n${lines(others)}`)
  say('Connect one with: baton connect CLIENT  (--dry-run only shows what would be written)\n')
  return 0
}

async function join(client: Client, around: Surroundings, flags: Flags): Promise<number> {
  const connection = planConnect(client, around, { http: flags.on('http') ? await addressOf(flags) : undefined })
  const extras = [
    {
      flag: 'guide',
      about: 'A few lines for its agents, on when to claim, checkpoint and hand off',
      plan: planGuide(client, around),
    },
    {
      flag: 'hooks',
      about: 'Hooks, so that its sessions leave checkpoints by themselves',
      plan: client.id === 'claude-code' ? planHooks(around) : undefined,
    },
  ]
  if (flags.on('dry-run')) {
    for (const plan of connection) say(`Would write ${preview(plan)}`)
    for (const { flag, plan } of extras) if (plan && flags.on(flag)) say(`Would write ${preview(plan)}`)
    return 0
  }
  const launcher = refreshLauncher(process.execPath, script)
  if (connection.some(changes)) {
    for (const plan of connection.filter(changes)) {
      write(plan)
      say(`Wrote ${preview(plan)}`)
    }
    if (!flags.on('http')) say(`It runs ${launcher}. `)
    say(`${client.next}\nTake it back with: baton connect ${client.id} --undo\n`)
  } else say(`${client.title} is connected already (${connection[0]?.file}).\n`)
  for (const { flag, about, plan } of extras) {
    if (!plan || !changes(plan)) continue
    if (flags.on(flag) || (await agreed(about, plan))) {
      write(plan)
      say(`Wrote ${preview(plan)}`)
    } else if (!isPerson()) say(`${about}: baton connect ${client.id} --${flag}\n`)
  }
  return 0
}

function disconnect(client: Client, around: Surroundings, flags: Flags): number {
  const plans = [
    ...planDisconnect(client, around),
    ...[planNoGuide(client, around), client.id === 'claude-code' ? planNoHooks(around) : undefined],
  ].filter((plan) => plan !== undefined && changes(plan)) as Plan[]
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

const say = (text: string) => {
  process.stdout.write(text)
}
