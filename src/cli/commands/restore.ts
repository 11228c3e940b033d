import { resolve } from 'node:path'
import { product } from '../../host/product.ts'
import { restoreInto } from '../../host/upkeep.ts'
import { failure } from '../../reach/failure.ts'
import { alone } from '../alone.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { mustBeHere } from '../reach.ts'

export const restore: Command = async (argv) => {
  mustBeHere('restore')
  const flags = readFlags(argv)
  const [file] = flags.words
  const place = flags.place()
  if (file === undefined)
    throw failure('invalid_input', `Which backup? They are in ${place.backups}: baton restore FILE`)
  const aside = await alone(place, () => restoreInto(place, resolve(file), product))
  if (flags.on('json')) process.stdout.write(`${JSON.stringify({ restored: file, ...(aside && { aside }) })}\n`)
  else process.stdout.write(`Restored ${file}.${aside ? ` What was there is kept as ${aside}.` : ''}\n`)
  return 0
}
