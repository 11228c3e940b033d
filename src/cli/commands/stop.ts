import { stopHost } from '../alone.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { mustBeHere } from '../reach.ts'

/** Ends the host. Bridges will not start it again; `baton serve` and the editor will. */
export const stop: Command = async (argv) => {
  mustBeHere('stop')
  const idle = await stopHost(readFlags(argv).place())
  process.stdout.write(`${idle ?? 'Baton is stopped for this folder. Start it again with: baton serve'}\n`)
  return 0
}
