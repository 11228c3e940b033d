import { once } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import { product } from '../../host/product.ts'
import { exportBackup } from '../../host/upkeep.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { mustBeHere, withBaton } from '../reach.ts'
import { Tally } from '../tally.ts'

/** Every table as JSON Lines, from a copy, so that nobody waits. To a file or to stdout. */
export const exportAll: Command = async (argv) => {
  mustBeHere('export')
  const flags = readFlags(argv)
  const [file] = flags.words
  const { path } = await withBaton(flags.place, ({ baton, caller }) => baton.call('backup', {}, caller))
  const out =
    file === undefined || file === '-' ? process.stdout : createWriteStream(file, { mode: 0o600, flags: 'wx' })
  try {
    if (out !== process.stdout) await once(out, 'open')
    const tally = new Tally()
    for await (const line of tally.of(exportBackup(String(path), product))) {
      if (!out.write(`${line}\n`)) await once(out, 'drain')
    }
    if (out !== process.stdout) {
      out.end()
      await once(out, 'close')
      process.stdout.write(
        flags.on('json') ? `${JSON.stringify(tally)}\n` : `Exported ${tally.rows} rows to ${file}.\n`,
      )
    }
    return 0
  } finally {
    rmSync(String(path), { force: true })
  }
}
