import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { product } from '../../host/product.ts'
import { importInto } from '../../host/upkeep.ts'
import { failure } from '../../reach/failure.ts'
import { alone } from '../alone.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { mustBeHere } from '../reach.ts'
import { Tally } from '../tally.ts'

/** Into an empty store; with --replace in place of what it holds, which is backed up first. */
export const importAll: Command = async (argv) => {
  mustBeHere('import')
  const flags = readFlags(argv, { replace: { type: 'boolean' } })
  const [file] = flags.words
  if (file === undefined) throw failure('invalid_input', 'Which file? baton import FILE [--replace]')
  const place = flags.place()
  const tally = new Tally()
  const rows = await alone(place, () => importInto(place, tally.of(linesOf(file)), product, flags.on('replace')))
  process.stdout.write(
    flags.on('json') ? `${JSON.stringify(tally)}\n` : `Imported ${rows} rows into ${place.database}.\n`,
  )
  return 0
}

/** Opened when it is read: lines that came before anybody listened would be lost. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}
