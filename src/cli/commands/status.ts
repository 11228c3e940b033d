import { readRecord } from '../../reach/records.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { remote, withBaton } from '../reach.ts'

/** Exit code 1 where nothing serves the store. */
export const status: Command = async (argv) => {
  const flags = readFlags(argv)
  try {
    const { url, pid, version, store, workspace, started_at, connections, seq } = await withBaton(
      flags.place,
      ({ baton }) => baton.status(),
      { start: false },
    )
    if (flags.on('json')) {
      const token = (remote() ?? readRecord(flags.place().database))?.token
      process.stdout.write(
        `${JSON.stringify({ running: true, url, token, pid, version, store, workspace, started_at, connections, seq })}\n`,
      )
    } else {
      process.stdout.write(
        `Baton ${version} serves ${workspace ?? 'tasks without a folder'}\n  at     ${url}\n  pid    ${pid}, since ${started_at}\n  store  ${store}\n  linked ${connections - 1} other(s)\n`,
      )
    }
    return 0
  } catch (error) {
    if (flags.on('json'))
      process.stdout.write(`${JSON.stringify({ running: false, reason: (error as Error).message })}\n`)
    else process.stdout.write(`${(error as Error).message}\n`)
    return 1
  }
}
