/** The flags that name a store, the same for every command, and how a command reads its own. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Place } from '../contract/places.ts'
import { failure } from '../reach/failure.ts'
import { findPlace } from '../reach/place.ts'

const common = {
  dir: { type: 'string' },
  db: { type: 'string' },
  artifacts: { type: 'string' },
  'no-folder': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export interface Flags {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
  readonly text: (name: string) => string | undefined
  readonly on: (name: string) => boolean
  readonly place: () => Place
}

/** Reads `argv` by the command's own flags and the common ones. Throws `invalid_input` that names what is not known. */
export function readFlags(argv: readonly string[], own: ParseArgsConfig['options'] = {}): Flags {
  const { values, positionals } = parse(argv, { ...common, ...own })
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  return {
    values,
    words: positionals,
    text,
    on: (name) => values[name] === true,
    place: () =>
      findPlace({
        dir: text('dir'),
        database: text('db'),
        artifacts: text('artifacts'),
        noFolder: values['no-folder'] === true,
      }),
  }
}

function parse(argv: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
    return { values: values as Flags['values'], positionals }
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`)
    throw failure('invalid_input', `${(error as Error).message.split('. ')[0]}. Known here: ${known.join(', ')}.`)
  }
}

/** A port as it was typed. */
export function portIn(text: string | undefined, from: string): number | undefined {
  if (text === undefined || text === '') return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw failure('invalid_input', `${from} is "${text}", which is no port. Give a number from 1 to 65535.`)
}
