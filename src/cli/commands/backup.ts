import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { withBaton } from '../reach.ts'

export const backup: Command = async (argv) => {
  const flags = readFlags(argv)
  const made = await withBaton(flags.place, ({ baton, caller }) => baton.call('backup', {}, caller))
  process.stdout.write(
    flags.on('json') ? `${JSON.stringify(made)}\n` : `Backed up to ${made.path} (${made.bytes} bytes, checked).\n`,
  )
  return 0
}
