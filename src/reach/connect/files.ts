/** Other programs' files: read and written so that a link, a mode and a crash half-way do no harm, and kept as they were. */
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { failure } from '../failure.ts'
import { userFolder } from '../records.ts'

/** What will become of one file. Nothing happens before `write`. */
export interface Plan {
  /** Where it truly lies, at the end of every link. */
  readonly file: string
  /** Undefined: there is none yet. */
  readonly before: string | undefined
  /** Undefined: it goes, because nothing but ours was in it. */
  readonly after: string | undefined
  /** It holds a secret: for nobody else to read, and not to be shown. */
  readonly secret?: string | undefined
}

export const changes = ({ before, after }: Plan) => before !== after

export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw failure(
      'unavailable',
      `${file} can't be read (${(error as NodeJS.ErrnoException).code}). Nothing was written.`,
    )
  }
}

/** Follows links, also one whose end is not there yet. */
export function trueFile(file: string): string {
  for (let at = file, steps = 0; steps < 40; steps++) {
    const link = lstatSync(at, { throwIfNoEntry: false })
    if (!link?.isSymbolicLink())
      return existsSync(dirname(at)) ? join(realpathSync(dirname(at)), at.slice(dirname(at).length + 1)) : at
    at = resolve(dirname(at), readlinkSync(at))
  }
  throw failure('invalid_input', `${file} is a link that leads in a circle. Nothing was written.`)
}

/** Whole or not at all, with the mode that it had; a copy of what was there before our first change is kept. */
export function write(plan: Plan): void {
  const { file, before, after, secret } = plan
  if (!changes(plan)) return
  if (textOf(file) !== before)
    throw failure('version_conflict', `${file} was changed meanwhile. Try again; nothing was written.`)
  keep(file, before)
  if (after === undefined) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  const mode = before === undefined ? 0o644 : statSync(file).mode & 0o777
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(fresh, after, { mode: secret === undefined ? mode : 0o600 })
    chmodSync(fresh, secret === undefined ? mode : 0o600)
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    const { code } = error as NodeJS.ErrnoException
    throw failure('unavailable', `${file} can't be written (${code}). Make it writable, then try again.`)
  }
}

interface Kept {
  readonly file: string
  readonly existed: boolean
}

const recordOf = (file: string) =>
  join(userFolder(), 'undo', createHash('sha256').update(file).digest('hex').slice(0, 16))

function keep(file: string, before: string | undefined): void {
  const record = recordOf(file)
  if (existsSync(`${record}.json`)) return
  mkdirSync(dirname(record), { recursive: true, mode: 0o700 })
  // Such files may hold others' secrets.
  writeFileSync(`${record}.before`, before ?? '', { mode: 0o600 })
  writeFileSync(`${record}.json`, JSON.stringify({ file, existed: before !== undefined } satisfies Kept), {
    mode: 0o600,
  })
}

/** Whether the file was there before our first change to it; undefined where we never made one. */
export function existedBefore(file: string): boolean | undefined {
  const text = textOf(`${recordOf(file)}.json`)
  return text === undefined ? undefined : (JSON.parse(text) as Kept).existed
}

/** Nothing of ours is in it any more: the next change is the first again. Returns where the copy is, if there is one. */
export function undone(file: string): string | undefined {
  rmSync(`${recordOf(file)}.json`, { force: true })
  const copy = `${recordOf(file)}.before`
  return existsSync(copy) ? copy : undefined
}
