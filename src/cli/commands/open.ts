import { link } from '../../contract/link.ts'
import { browse } from '../browse.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { withBaton } from '../reach.ts'

/** Logs a browser in: prints an address that is good once, and opens it where there is a display. */
export const open: Command = async (argv) => {
  const flags = readFlags(argv, { print: { type: 'boolean' } })
  const { url, expires_at } = await withBaton(flags.place, ({ baton }) => baton.ask(link.login, {}))
  if (flags.on('json')) {
    process.stdout.write(`${JSON.stringify({ url, expires_at })}\n`)
    return 0
  }
  const opened = !flags.on('print') && (await browse(url))
  const says = opened
    ? 'Your browser should show Baton now. If it does not, open this address in it'
    : 'Open this in your browser'
  process.stdout.write(`${says}:\n\n  ${url}\n\nIt works once, for two minutes, and logs that browser in as you.\n`)
  return 0
}
