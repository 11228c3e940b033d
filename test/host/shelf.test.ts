import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeShelf } from '../../src/host/shelf.ts'
import { tempDir } from '../support/temp.ts'

function given(limit?: number) {
  const home = tempDir()
  const workspace = join(home, 'work')
  const folder = join(home, 'store/artifacts')
  mkdirSync(workspace)
  writeFileSync(join(workspace, 'in.txt'), 'inside')
  writeFileSync(join(home, 'secret.txt'), 'secret')
  return { home, workspace, folder, shelf: makeShelf({ folder, workspace, ...(limit !== undefined && { limit }) }) }
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const fails = (work: Promise<unknown>, code: string, message?: RegExp) =>
  expect(work).rejects.toMatchObject({ code, ...(message && { message: expect.stringMatching(message) }) })

test('bytes are kept under their sha-256, once, readable by their owner only', async () => {
  const { shelf, folder } = given()
  const kept = await shelf.keep({ text: 'inside' })
  expect(kept).toEqual({ sha256: hash('inside'), bytes: 6 })
  expect(await shelf.keep({ path: 'in.txt' })).toEqual(kept)
  expect(Buffer.from(await shelf.read(kept.sha256)).toString()).toBe('inside')
  const [first = ''] = readdirSync(folder)
  const [rest = ''] = readdirSync(join(folder, first))
  expect(first + rest).toBe(kept.sha256)
  expect(first).toHaveLength(2)
  expect(readdirSync(join(folder, first))).toHaveLength(1)
  if (process.platform !== 'win32') expect(statSync(join(folder, first, rest)).mode & 0o077).toBe(0)
})

test('many at once, some the same', async () => {
  const { shelf, folder } = given()
  const texts = Array.from({ length: 60 }, (_, i) => `text ${i % 20}`)
  const kept = await Promise.all(texts.map((text) => shelf.keep({ text })))
  for (const [i, { sha256 }] of kept.entries()) expect(Buffer.from(await shelf.read(sha256)).toString()).toBe(texts[i])
  const files = readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)))
  expect(files).toHaveLength(20)
})

test('what is damaged is told, never handed out; keeping it again mends it', async () => {
  const { shelf, folder } = given()
  const { sha256 } = await shelf.keep({ text: 'inside' })
  const file = join(folder, sha256.slice(0, 2), sha256.slice(2))
  writeFileSync(file, 'insidf')
  await fails(shelf.read(sha256), 'unavailable', /damaged/)
  await shelf.keep({ text: 'inside' })
  expect(readFileSync(file, 'utf8')).toBe('inside')
  rmSync(file)
  await fails(shelf.read(sha256), 'unavailable', /gone/)
  await fails(shelf.read('../../secret.txt'), 'unavailable')
})

test('the limit counts bytes', async () => {
  const { shelf, workspace } = given(10)
  expect(await shelf.keep({ text: 'ä'.repeat(5) })).toMatchObject({ bytes: 10 })
  await fails(shelf.keep({ text: 'ä'.repeat(6) }), 'too_large', /12/)
  writeFileSync(join(workspace, 'ten'), 'x'.repeat(10))
  writeFileSync(join(workspace, 'twenty'), 'x'.repeat(20))
  expect(await shelf.keep({ path: 'ten' })).toMatchObject({ bytes: 10 })
  await fails(shelf.keep({ path: 'twenty' }), 'too_large', /20/)
})

test('a folder that cannot be written is said to be so', async () => {
  const { home, workspace } = given()
  const shelf = makeShelf({ folder: join(home, 'secret.txt/artifacts'), workspace })
  await fails(shelf.keep({ text: 'x' }), 'unavailable', /secret\.txt/)
})

describe('a path within the workspace', () => {
  test('by any of its names', async () => {
    const { shelf, workspace, home } = given()
    mkdirSync(join(workspace, 'sub'))
    symlinkSync('../in.txt', join(workspace, 'sub/link.txt'))
    symlinkSync(workspace, join(home, 'alias'))
    linkSync(join(workspace, 'in.txt'), join(workspace, 'hard.txt'))
    writeFileSync(join(workspace, '..odd'), 'inside')
    const paths = ['./in.txt', 'sub/../in.txt', 'sub/link.txt', join(workspace, 'in.txt'), join(home, 'alias/in.txt')]
    for (const path of [...paths, 'hard.txt', '..odd', '../work/in.txt']) {
      expect(await shelf.keep({ path }), path).toMatchObject({ sha256: hash('inside') })
    }
  })

  test('in a workspace that is itself reached by a link', async () => {
    const { home, folder, workspace } = given()
    symlinkSync(workspace, join(home, 'alias'))
    const shelf = makeShelf({ folder, workspace: join(home, 'alias') })
    expect(await shelf.keep({ path: 'in.txt' })).toMatchObject({ bytes: 6 })
    expect(await shelf.keep({ path: join(home, 'alias/in.txt') })).toMatchObject({ bytes: 6 })
  })

  test('that is not there, or no file', async () => {
    const { shelf, workspace } = given()
    mkdirSync(join(workspace, 'sub'))
    await fails(shelf.keep({ path: 'none.txt' }), 'not_found', /none\.txt/)
    await fails(shelf.keep({ path: 'in.txt/none' }), 'not_found')
    await fails(shelf.keep({ path: 'sub' }), 'invalid_input', /folder/)
    await fails(shelf.keep({ path: '.' }), 'invalid_input', /folder/)
    await fails(shelf.keep({ path: '' }), 'invalid_input', /folder/)
    await fails(shelf.keep({ path: 'in.txt\0' }), 'invalid_input')
  })
})

describe('a path outside is refused', () => {
  test('by .., by its full name, by one that only begins alike', async () => {
    const { shelf, home } = given()
    mkdirSync(join(home, 'work2'))
    writeFileSync(join(home, 'work2/in.txt'), 'x')
    for (const path of [
      '../secret.txt',
      '../../../../etc/passwd',
      '/etc/passwd',
      join(home, 'secret.txt'),
      '../work2/in.txt',
      '..',
      '/',
    ])
      await fails(shelf.keep({ path }), 'forbidden', /not in the workspace/)
  })

  test('and learns nothing of what is there', async () => {
    const { shelf } = given()
    await fails(shelf.keep({ path: '../nothing.txt' }), 'forbidden')
    await fails(shelf.keep({ path: '/nothing/at/all' }), 'forbidden')
  })

  test('by a link: to a file, to a folder, through another link', async () => {
    const { shelf, home, workspace } = given()
    symlinkSync(join(home, 'secret.txt'), join(workspace, 'a.txt'))
    symlinkSync('..', join(workspace, 'up'))
    symlinkSync('a.txt', join(workspace, 'b.txt'))
    for (const path of ['a.txt', 'up/secret.txt', 'b.txt']) await fails(shelf.keep({ path }), 'forbidden')
    symlinkSync('loop', join(workspace, 'loop'))
    await fails(shelf.keep({ path: 'loop' }), 'forbidden')
  })

  test('where there is no workspace at all', async () => {
    const { folder } = given()
    await fails(makeShelf({ folder, workspace: null }).keep({ path: 'in.txt' }), 'forbidden', /content/)
  })
})

test.skipIf(process.platform === 'win32')(
  'pipes, sockets and devices are refused at once, without waiting',
  async () => {
    const { shelf, workspace } = given()
    execFileSync('mkfifo', [join(workspace, 'pipe')])
    const server = createServer().listen(join(workspace, 'socket'))
    await new Promise((resolve) => server.on('listening', resolve))
    symlinkSync('/dev/zero', join(workspace, 'zero'))
    await fails(shelf.keep({ path: 'pipe' }), 'invalid_input', /pipe/)
    await fails(shelf.keep({ path: 'socket' }), 'invalid_input')
    await fails(shelf.keep({ path: 'zero' }), 'forbidden')
    server.close()
  },
)

test('a folder that turns into a link and back while it is read gives nothing away', async () => {
  const { shelf, home, workspace } = given()
  mkdirSync(join(workspace, 'sub'))
  mkdirSync(join(home, 'other'))
  writeFileSync(join(workspace, 'sub/f'), 'inside')
  writeFileSync(join(home, 'other/f'), 'secret')
  symlinkSync(join(home, 'other'), join(workspace, 'link'))
  let going = true
  // Of no steady beat, so that it meets every step of a read.
  const aWhile = async () => {
    for (let beats = Math.random() * 4; beats >= 0; beats--) await new Promise((resolve) => setImmediate(resolve))
  }
  const swap = async () => {
    while (going) {
      renameSync(join(workspace, 'sub'), join(workspace, 'away'))
      renameSync(join(workspace, 'link'), join(workspace, 'sub'))
      await aWhile()
      renameSync(join(workspace, 'sub'), join(workspace, 'link'))
      renameSync(join(workspace, 'away'), join(workspace, 'sub'))
      await aWhile()
    }
  }
  const swapping = swap()
  const seen = new Set<string>()
  for (let i = 0; i < 1_500; i++) {
    const kept = await shelf.keep({ path: 'sub/f' }).catch((error: { code: string }) => error.code)
    seen.add(typeof kept === 'string' ? kept : kept.sha256)
  }
  going = false
  await swapping
  expect(seen).toContain('forbidden')
  expect(await shelf.keep({ path: 'sub/f' })).toMatchObject({ sha256: hash('inside') })
  expect(seen).not.toContain(hash('secret'))
})
