import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import { type Chance, chance } from '../soak/chance.ts'
import { addTask, open, scratch, sqlite3, turn } from './scratch.ts'

/** What happened to the files, in order. `done` of a sync is the length of the story when it came back. */
type Step =
  | { kind: 'write'; path: string; at: number; bytes: Buffer }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'sync'; path: string; done: number }
  | { kind: 'told'; id: string }

/** Real files that also write down what happens to them. A sync that others need not wait for takes some turns. */
function recorded(luck: Chance) {
  const story: Step[] = []
  const paths = new Map<number, string>()
  const path = (fd: number) => paths.get(fd) ?? ''
  const files: Files = {
    ...realFiles,
    open(name, flags, mode) {
      const fd = realFiles.open(name, flags, mode)
      paths.set(fd, name)
      return fd
    },
    write(fd, from, offset, length, at) {
      story.push({ kind: 'write', path: path(fd), at, bytes: Buffer.from(from.subarray(offset, offset + length)) })
      return realFiles.write(fd, from, offset, length, at)
    },
    truncate(fd, length) {
      story.push({ kind: 'truncate', path: path(fd), length })
      realFiles.truncate(fd, length)
    },
    sync(fd) {
      const step: Step = { kind: 'sync', path: path(fd), done: Number.POSITIVE_INFINITY }
      story.push(step)
      realFiles.sync(fd)
      step.done = story.length
    },
    syncLater(fd, done) {
      const step: Step = { kind: 'sync', path: path(fd), done: Number.POSITIVE_INFINITY }
      story.push(step)
      realFiles.sync(fd)
      const back = (turns: number) => {
        if (turns > 0) return void setImmediate(back, turns - 1)
        step.done = story.length
        done(null)
      }
      back(luck.between(1, 6))
    },
  }
  return { story, files }
}

type Image = Map<string, Buffer>

/** The power goes at this moment of the story. */
interface Loss {
  readonly moment: number
  readonly likely: number
  readonly luck: Chance
}
const SECTOR = 512

function put(image: Image, path: string, at: number, bytes: Buffer): void {
  const old = image.get(path) ?? nothing()
  // A file grows page by page: to copy all of it each time would take longer than all the rest.
  const whole = old.length < at + bytes.length ? resized(old, at + bytes.length) : old
  bytes.copy(whole, at)
  image.set(path, whole)
}

/**
 * The disk after the power went at `moment`: everything before a sync that had come back is there; of the rest each
 * sector has reached the disk by this likelihood, in whatever order.
 */
function imageAt(start: Image, story: Step[], { moment, likely, luck }: Loss, ignoreSyncs: boolean): Image {
  const image: Image = new Map([...start].map(([path, bytes]) => [path, own(bytes)]))
  const safe = new Map<string, number>()
  for (const [at, step] of story.slice(0, moment).entries())
    if (step.kind === 'sync' && step.done <= moment && !ignoreSyncs) safe.set(step.path, at)
  for (const [at, step] of story.slice(0, moment).entries()) {
    if (step.kind !== 'write' && step.kind !== 'truncate') continue
    const certain = at <= (safe.get(step.path) ?? -1)
    if (step.kind === 'truncate') {
      if (certain || luck.next() < likely) image.set(step.path, resized(image.get(step.path), step.length))
      continue
    }
    for (let from = 0; from < step.bytes.length; ) {
      const to = Math.min(step.bytes.length, from + SECTOR - ((step.at + from) % SECTOR))
      if (certain || luck.next() < likely) put(image, step.path, step.at + from, step.bytes.subarray(from, to))
      from = to
    }
  }
  return image
}

const nothing = () => Buffer.from(new ArrayBuffer(0))
/** A copy that shares its memory with nothing, as small buffers do. */
const own = (bytes: Buffer) => Buffer.from(new Uint8Array(bytes).buffer)

/** Longer by zeros, or shorter, with room to grow into. */
function resized(bytes: Buffer = nothing(), length: number): Buffer {
  const room = Buffer.from(bytes.buffer, bytes.byteOffset)
  if (length <= bytes.length) return room.subarray(0, length)
  if (room.length >= length) return room.subarray(0, length).fill(0, bytes.length)
  const larger = new ArrayBuffer(2 * length)
  bytes.copy(Buffer.from(larger))
  return Buffer.from(larger, 0, length)
}

/** What stock SQLite makes of an image: is it sound, whole, and what is missing of what was told? */
function recover(image: Image, file: string, told: string[]): string {
  const place = join(dirname(file), 'image')
  mkdirSync(place)
  try {
    for (const [path, bytes] of image) writeFileSync(path.replace(file, join(place, 'tasks.db')), bytes)
    const counts = 'SELECT (SELECT events FROM total) = (SELECT count(*) FROM task)'
    const [sound, whole, ...ids] = sqlite3(
      join(place, 'tasks.db'),
      `PRAGMA integrity_check; ${counts}; SELECT id FROM task`,
    )
    if (sound !== 'ok') return `not sound: ${sound}`
    if (whole !== '1') return 'half a transaction'
    const there = new Set(ids)
    const lost = told.filter((id) => !there.has(id)).length
    return lost > 0 ? `lost ${lost}` : 'fine'
  } catch (error) {
    return (error as Error).message
  } finally {
    rmSync(place, { recursive: true })
  }
}

/**
 * Eight clients write. Nothing in it hangs on how fast this machine is: time stands still, and how long a sync takes is
 * drawn, so one seed makes one story.
 */
async function told(seed: number) {
  const file = join(scratch(), 'tasks.db')
  await (await open(file)).close()
  const luck = chance(seed)
  const { story, files } = recorded(luck)
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const database = await open(file, { files })
  // Checkpoints come often, so that many moments lie in one.
  await database.read((sql) => sql.all('PRAGMA wal_autocheckpoint=60'))
  const start: Image = new Map([file, `${file}-wal`].filter(existsSync).map((path) => [path, readFileSync(path)]))
  story.length = 0
  let number = 0
  const clients = Array.from({ length: 8 }, async () => {
    while (number < 800) {
      const id = await addTask(database, `t${number++}`, 'y'.repeat(400))
      story.push({ kind: 'told', id })
      // Some begin while the sync that others wait for is under way.
      for (let turns = luck.between(0, 8); turns > 0; turns--) await turn()
    }
  })
  await Promise.all(clients)
  const end = story.length
  await database.close()
  return { file, start, story: story.slice(0, end) }
}

/** Looks at `count` moments at which the power might have gone. */
async function powerLosses(count: number, { ignoreSyncs }: { ignoreSyncs: boolean }): Promise<string[]> {
  const { file, start, story } = await told(seed)
  const outcomes: string[] = []
  for (let at = 0; at < count; at++) {
    // Each has a chance of its own, so that one can be looked at alone.
    const luck = chance(seed + at)
    const loss: Loss = { moment: luck.between(0, story.length - 1), likely: [0, 0.5, 0.9, 1][at % 4] ?? 0, luck }
    const said = story.slice(0, loss.moment).flatMap((step) => (step.kind === 'told' ? [step.id] : []))
    const outcome = recover(imageAt(start, story, loss, ignoreSyncs), file, said)
    outcomes.push(outcome === 'fine' ? outcome : `BATON_SEED=${seed}, image ${at}: ${outcome}`)
  }
  return outcomes
}

const images = Number(process.env.BATON_POWER_IMAGES ?? 200)
const seed = Number(process.env.BATON_SEED ?? 20_261_125)

test(`after a power loss at any of ${images} moments everything acknowledged is there`, {
  timeout: 30_000 + images * 1000,
}, async () => {
  const outcomes = await powerLosses(images, { ignoreSyncs: false })
  expect(outcomes.filter((outcome) => outcome !== 'fine')).toEqual([])
})

test('and this would be seen: with syncs that do nothing, most losses are found', { timeout: 60_000 }, async () => {
  const outcomes = await powerLosses(20, { ignoreSyncs: true })
  expect(outcomes.filter((outcome) => outcome !== 'fine').length).toBeGreaterThan(8)
})

test('one seed makes one story, another another', async () => {
  const shape = async (seed: number) =>
    (await told(seed)).story.map((step) => {
      if (step.kind === 'told') return step.id
      const bytes = step.kind === 'write' ? step.bytes.length : 0
      return { ...step, path: step.path.slice(-4), bytes }
    })
  const first = await shape(1)
  expect(first.length).toBeGreaterThan(1_000)
  expect(await shape(1)).toEqual(first)
  expect(await shape(2)).not.toEqual(first)
})
