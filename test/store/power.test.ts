import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import { addTask, open, scratch, sqlite3 } from './scratch.ts'

/** What happened to the files, in order. `done` of a sync is the length of the story when it came back. */
type Step =
  | { kind: 'write'; path: string; at: number; bytes: Buffer }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'sync'; path: string; done: number }
  | { kind: 'told'; id: string }

/** Real files that also write down what happens to them. */
function recorded() {
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
      realFiles.syncLater(fd, (error) => {
        step.done = story.length
        done(error)
      })
    },
  }
  return { story, files }
}

type Image = Map<string, Buffer>
const SECTOR = 512

function put(image: Image, path: string, at: number, bytes: Buffer): void {
  const old = image.get(path) ?? Buffer.alloc(0)
  const grown =
    old.length < at + bytes.length ? Buffer.concat([old, Buffer.alloc(at + bytes.length - old.length)]) : old
  bytes.copy(grown, at)
  image.set(path, grown)
}

/**
 * The disk after the power went at `moment`: everything before a sync that had come back is there; of the rest each
 * sector has reached the disk with this chance, in whatever order.
 */
function imageAt(start: Image, story: Step[], moment: number, chance: number, ignoreSyncs: boolean): Image {
  const image: Image = new Map([...start].map(([path, bytes]) => [path, Buffer.from(bytes)]))
  const safe = new Map<string, number>()
  for (const [at, step] of story.slice(0, moment).entries())
    if (step.kind === 'sync' && step.done <= moment && !ignoreSyncs) safe.set(step.path, at)
  for (const [at, step] of story.slice(0, moment).entries()) {
    if (step.kind !== 'write' && step.kind !== 'truncate') continue
    const certain = at <= (safe.get(step.path) ?? -1)
    if (step.kind === 'truncate') {
      if (certain || Math.random() < chance) image.set(step.path, resized(image.get(step.path), step.length))
      continue
    }
    for (let from = 0; from < step.bytes.length; ) {
      const to = Math.min(step.bytes.length, from + SECTOR - ((step.at + from) % SECTOR))
      if (certain || Math.random() < chance) put(image, step.path, step.at + from, step.bytes.subarray(from, to))
      from = to
    }
  }
  return image
}

const resized = (bytes: Buffer = Buffer.alloc(0), length: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))]).subarray(0, length)

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

/** Writes with 8 clients, then looks at `count` moments at which the power might have gone. */
async function powerLosses(count: number, { ignoreSyncs }: { ignoreSyncs: boolean }): Promise<string[]> {
  const file = join(scratch(), 'tasks.db')
  await (await open(file)).close()
  const { story, files } = recorded()
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
    }
  })
  await Promise.all(clients)
  const outcomes: string[] = []
  for (let at = 0; at < count; at++) {
    const moment = Math.floor(Math.random() * story.length)
    const told = story.slice(0, moment).flatMap((step) => (step.kind === 'told' ? [step.id] : []))
    const chance = [0, 0.5, 0.9, 1][at % 4] ?? 0
    outcomes.push(recover(imageAt(start, story, moment, chance, ignoreSyncs), file, told))
  }
  return outcomes
}

const images = Number(process.env.BATON_POWER_IMAGES ?? 40)

test('after a power loss at any moment everything acknowledged is there', {
  timeout: 30_000 + images * 1000,
}, async () => {
  const outcomes = await powerLosses(images, { ignoreSyncs: false })
  expect(outcomes.filter((outcome) => outcome !== 'fine')).toEqual([])
})

test('and this would be seen: with syncs that do nothing, most losses are found', { timeout: 60_000 }, async () => {
  const outcomes = await powerLosses(20, { ignoreSyncs: true })
  expect(outcomes.filter((outcome) => outcome !== 'fine').length).toBeGreaterThan(8)
})
