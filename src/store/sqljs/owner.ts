/** The files that say who owns a database. A project from elsewhere may bring any, so no word of one is believed untried. */
import { basename, dirname, join } from 'node:path'
import { isFlag, isPid, isShape, isText, isWhole, orNone, parsedAs } from '../../contract/kept.ts'
import type { ProcessIdentity } from './process.ts'

/** Who owns, or owned, a database: the content of `<db>.owner.<generation>.json`. */
export interface OwnerInfo extends ProcessIdentity {
  generation: number
  /** When it was elected, ms since 1970, for people. */
  since: number
  released: boolean
  /**
   * Its files are open, and it reaches them by their descriptors alone. While it opens or closes them it goes by their
   * names, and would, woken from a stop, touch those of whoever came after it.
   */
  serving: boolean
  /** Superseded while they lived, and the file that they have open is still this database's. */
  sleepers: OwnerInfo[]
}

/** The highest number: beyond 15 digits two numbers could be one. */
export const lastGeneration = 999_999_999_999_999

export const ownerFile = (database: string, generation: number) =>
  join(dirname(database), `${basename(database)}.owner.${generation}.json`)

/** Undefined for a name that no owner ever had: such a file is neither counted nor removed. */
export function generationIn(name: string, database: string): number | undefined {
  const prefix = `${basename(database)}.owner.`
  if (!name.startsWith(prefix)) return undefined
  const digits = /^([1-9]\d{0,14})\.json$/.exec(name.slice(prefix.length))?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Somebody of whom nothing can be proven. */
const nobody: OwnerInfo = {
  generation: 0,
  pid: 0,
  started: '',
  host: '',
  machine: '',
  boot: '',
  namespace: '',
  since: 0,
  released: false,
  serving: false,
  sleepers: [],
}

const word = orNone(isText)
const one = {
  pid: isPid,
  started: word,
  host: isText,
  machine: word,
  boot: word,
  namespace: word,
  since: orNone(isWhole(0)),
  released: orNone(isFlag),
  serving: orNone(isFlag),
}
const isSleeper = isShape<OwnerInfo>({
  ...one,
  generation: isWhole(1, lastGeneration),
  sleepers: (value) => value === undefined || (Array.isArray(value) && value.length === 0),
})
const isOwner = isShape<OwnerInfo>({
  ...one,
  generation: () => true,
  sleepers: orNone((value) => Array.isArray(value) && value.every(isSleeper)),
})

/** What does not read as an owner's words is somebody's who may well live (`nobody`, pid 0): it is never superseded. */
export function readOwner(text: string, generation: number): OwnerInfo {
  const said = parsedAs(text, isOwner)
  const sleepers = said?.sleepers?.map((each) => ({ ...nobody, ...each })) ?? []
  return { ...nobody, ...said, sleepers, generation }
}
