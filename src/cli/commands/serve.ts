import { join, relative } from 'node:path'
import { makeLog, toFile, toStderr } from '../../host/log.ts'
import { product } from '../../host/product.ts'
import { type Held, type Host, serve as start } from '../../host/serve.ts'
import type { Started } from '../../reach/ensure.ts'
import { failure } from '../../reach/failure.ts'
import { storeKey, userFolder } from '../../reach/records.ts'
import type { Command } from '../commands.ts'
import { portIn, readFlags } from '../flags.ts'
import { heedUnforeseen } from '../unforeseen.ts'

const own = {
  port: { type: 'string' },
  bind: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  wait: { type: 'boolean' },
  verbose: { type: 'boolean' },
  // What ensureHost says to the hosts that it starts.
  'leave-when-idle': { type: 'boolean' },
} as const

/** Serves until it is stopped. Exit code 3: another host has this store. */
export const serve: Command = async (argv) => {
  const flags = readFlags(argv, own)
  const place = flags.place()
  const leaveWhenIdle = flags.on('leave-when-idle')
  const debug = flags.on('verbose') || Boolean(process.env.MCP_DEBUG)
  const file = toFile(join(userFolder(), 'logs', `${storeKey(place.database)}.log`))
  const log = makeLog({ to: leaveWhenIdle ? [file] : debug ? [file, toStderr] : [file], debug })
  // A person's or a service's words count; what a client inherits from its own surroundings does not.
  const env = leaveWhenIdle ? {} : process.env
  const port =
    portIn(flags.text('port'), '--port') ?? portIn(env.MCP_TASK_PORT, 'MCP_TASK_PORT') ?? portIn(env.PORT, 'PORT')
  const hosts = flags.values['allow-host'] as unknown as string[] | undefined
  const options = {
    place,
    product,
    log,
    port,
    address: flags.text('bind'),
    // Where it is set to nothing (`-e BATON_TOKEN=`), it is not set.
    token: env.BATON_TOKEN || undefined,
    hosts,
    leaveWhenIdle,
  }
  heedUnforeseen(process, log, process.exit)
  try {
    for (;;) {
      const host = await start(options)
      if (!('why' in host)) return await run(host, leaveWhenIdle)
      if (!flags.on('wait')) return lost(host, leaveWhenIdle)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  } catch (error) {
    tell({ failed: (error as Error).message })
    throw error
  }
}

async function run(host: Host, leaveWhenIdle: boolean): Promise<number> {
  const { record } = host
  tell({ ready: record })
  if (!leaveWhenIdle) process.stdout.write(greeting(record.url))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void host.stop('idle'))
  const reason = await host.ended
  if (reason)
    throw failure(
      'unavailable',
      host.superseded()
        ? 'Another Baton took over this folder while this one did not answer, so this one ends. Nothing that was acknowledged is lost.'
        : `Baton had to stop: ${reason.message}. Nothing that was acknowledged is lost. Start it again.`,
    )
  return 0
}

function lost({ why, elsewhere }: Held, quietly: boolean): number {
  tell(elsewhere ? { failed: why } : { lost: why })
  if (!quietly) process.stderr.write(`${why}\n`)
  return 3
}

/** To whoever started this process and waits for it. */
function tell(started: Started): void {
  if (process.connected) process.send?.(started, () => {})
}

/** How whoever reads this can call the same program: by its file, unless it was started by a name. */
function self(): string {
  const [, file = ''] = process.argv
  if (!file.endsWith('.js')) return 'baton'
  const near = relative(process.cwd(), file)
  return `node ${near.startsWith('..') ? file : near}`
}

const greeting = (url: string) => `Baton is listening on ${url}

  board    ${self()} open
  MCP      ${url}mcp   (older clients: ${url}sse)
  API      ${url}openapi.json
  token    ${self()} status --json

Connect a client, in the project's folder:  ${self()} connect
Stop with Ctrl-C. Nothing is lost when you do.
`
