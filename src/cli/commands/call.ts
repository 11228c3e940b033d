import { readFileSync } from 'node:fs'
import { operationsOn } from '../../contract/operations/index.ts'
import { failure, isFailure, toWire } from '../../reach/failure.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { withBaton } from '../reach.ts'

/** `call <operation> [--json '{…}' | --json -]`: one operation, its answer as one line of JSON. */
export const call: Command = async (argv) => {
  const flags = readFlags(argv, { json: { type: 'string' } })
  const [name] = flags.words
  if (name === undefined)
    throw failure(
      'invalid_input',
      `Which operation? One of ${operationsOn('cli')
        .map((o) => o.name)
        .join(', ')}.`,
    )
  const input = inputFrom(flags.text('json'))
  try {
    const output = await withBaton(flags.place, ({ baton, caller }) => baton.call(name, input, caller))
    process.stdout.write(`${JSON.stringify(output)}\n`)
    return 0
  } catch (error) {
    if (!isFailure(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.stdout.write(`${JSON.stringify({ error: toWire(error) })}\n`)
    return 1
  }
}

function inputFrom(text: string | undefined): unknown {
  if (text === undefined) return {}
  try {
    return JSON.parse(text === '-' ? readFileSync(0, 'utf8') : text)
  } catch (error) {
    throw failure('invalid_input', `--json is not JSON: ${(error as Error).message}`)
  }
}
