/** What a cloned or unpacked project, or a folder of everybody's, may put where a store is looked for. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Place } from '../../src/contract/places.ts'
import { makeShelf } from '../../src/host/shelf.ts'
import { type OpenStore, openStore } from '../../src/host/store.ts'
import { restoreInto } from '../../src/host/upkeep.ts'
import { ensureHost } from '../../src/reach/ensure.ts'
import { isShared, mustBeOurs } from '../../src/reach/ground.ts'
import { findPlace } from '../../src/reach/place.ts'
import { tempDir } from '../support/temp.ts'

const folder = (...parts: string[]) => {
  const path = join(...parts)
  mkdirSync(path, { recursive: true })
  return path
}
const placeIn = (workspace: string): Place => {
  const store = join(workspace, '.baton')
  return {
    workspace,
    database: join(store, 'tasks.db'),
    artifacts: join(store, 'artifacts'),
    backups: join(store, 'backups'),
  }
}
const open = (place: Place) => openStore(place, '0.1.0')
/** Made and closed, as a host leaves it. */
async function made(workspace: string): Promise<Place & { workspace: string }> {
  const place = placeIn(workspace)
  await ((await open(place)) as OpenStore).close()
  return { ...place, workspace }
}
const refused = (work: Promise<unknown>, says: RegExp) =>
  expect(work).rejects.toMatchObject({ code: 'forbidden', message: expect.stringMatching(says) })

describe('a planted store', () => {
  test('a .baton that is a link, or a file', async () => {
    const root = tempDir()
    const others = await made(folder(root, 'other'))
    const before = readdirSync(dirname(others.database))
    const clone = folder(root, 'clone')
    symlinkSync(dirname(others.database), join(clone, '.baton'))
    await refused(open(placeIn(clone)), /\.baton is a link.*--db/)
    // Also where that other store has a host already, which everybody may be led to.
    await refused(
      ensureHost(placeIn(clone), undefined, async () => true),
      /\.baton is a link/,
    )
    expect(readdirSync(dirname(others.database))).toEqual(before)

    const other = folder(root, 'file')
    writeFileSync(join(other, '.baton'), 'not a folder')
    await refused(open(placeIn(other)), /\.baton is a file/)
    expect(readFileSync(join(other, '.baton'), 'utf8')).toBe('not a folder')
  })

  test.each(['tasks.db', 'tasks.db-wal', 'tasks.db-journal', 'tasks.db-shm', 'tasks.db.owner.1.json'])(
    '%s as a link to a file of the user’s: refused, and that file is neither moved nor changed',
    async (name) => {
      const root = tempDir()
      const precious = join(root, 'precious')
      writeFileSync(precious, 'precious')
      const clone = folder(root, 'clone')
      // With a sound database where that is not itself the link: its log would be written to.
      if (name === 'tasks.db') folder(clone, '.baton')
      else await made(clone)
      for (const owner of readdirSync(join(clone, '.baton')).filter((each) => each.includes('.owner.')))
        execFileSync('rm', [join(clone, '.baton', owner)])
      symlinkSync(precious, join(clone, '.baton', name))
      await refused(open(placeIn(clone)), new RegExp(`${name.replaceAll('.', '\\.')} is a link`))
      expect(readFileSync(precious, 'utf8')).toBe('precious')
      expect(readdirSync(root).sort()).toEqual(['clone', 'precious'])
    },
  )

  test('artifacts and backups as links: nothing is written where they lead', async () => {
    const root = tempDir()
    const target = folder(root, 'target')
    for (const name of ['artifacts', 'backups']) {
      const clone = folder(root, name)
      await made(clone)
      symlinkSync(target, join(clone, '.baton', name))
      await refused(open(placeIn(clone)), new RegExp(`${name} is a link`))
    }
    const clone = folder(root, 'restored')
    const place = await made(clone)
    symlinkSync(target, place.backups)
    await refused(restoreInto(place, place.database, '0.1.0'), /backups is a link/)
    expect(readdirSync(target)).toEqual([])
  })

  test('a .gitignore that leads to a file that is not there yet does not make it', async () => {
    const root = tempDir()
    const clone = folder(root, 'clone')
    symlinkSync(join(root, 'made'), join(folder(clone, '.baton'), '.gitignore'))
    await open(placeIn(clone)).catch(() => {})
    expect(existsSync(join(root, 'made'))).toBe(false)
  })

  test('a database with a second name elsewhere is refused: another host could serve it by that', async () => {
    const root = tempDir()
    const other = await made(folder(root, 'other'))
    const clone = folder(root, 'clone')
    linkSync(other.database, join(folder(clone, '.baton'), 'tasks.db'))
    await refused(open(placeIn(clone)), /hard link.*copy/)
    await refused(open(other), /hard link/)
    // What it says to do helps.
    writeFileSync(`${other.database}.copy`, readFileSync(other.database))
    renameSync(`${other.database}.copy`, other.database)
    await ((await open(other)) as OpenStore).close()
  })

  test('pipes and devices are not opened', async () => {
    const clone = tempDir()
    folder(clone, '.baton')
    for (const name of ['tasks.db', 'tasks.db-wal', 'tasks.db.owner.1.json']) {
      const path = join(clone, '.baton', name)
      execFileSync('mkfifo', [path])
      await refused(open(placeIn(clone)), /is no file|is none of Baton/)
      execFileSync('rm', [path])
    }
    writeFileSync(join(clone, '.baton', 'tasks.db.owner.1.json'), Buffer.alloc(100_000))
    await refused(open(placeIn(clone)), /owner\.1\.json is none of Baton’s/)
  })

  test('a place that was named may lie behind links: the file itself counts', async () => {
    const root = tempDir()
    const real = folder(root, 'real')
    symlinkSync(real, join(root, 'alias'))
    const place = { ...placeIn(root), database: join(root, 'alias', 'mine.db') }
    await ((await open(place)) as OpenStore).close()
    expect(existsSync(join(real, 'mine.db'))).toBe(true)
    symlinkSync(join(root, 'precious'), join(real, 'mine.db-wal'))
    await refused(open(place), /mine\.db-wal is a link/)
  })

  test('what is planted among the artifacts keeps nobody waiting, and is not followed', async () => {
    const root = tempDir()
    const shelf = makeShelf({ folder: join(root, 'artifacts'), workspace: root })
    const { sha256 } = await shelf.keep({ text: 'kept' })
    const file = join(root, 'artifacts', sha256.slice(0, 2), sha256.slice(2))
    writeFileSync(join(root, 'same'), 'kept')
    for (const plant of [
      () => execFileSync('mkfifo', [file]),
      () => symlinkSync('/dev/zero', file),
      () => symlinkSync(join(root, 'same'), file),
      () => {
        writeFileSync(file, '')
        truncateSync(file, 8_000_000_000)
      },
      () => mkdirSync(file),
    ]) {
      execFileSync('rm', ['-rf', file])
      plant()
      await expect(shelf.read(sha256)).rejects.toMatchObject({ code: 'unavailable' })
    }
    // Keeping it again puts the real one in its place.
    execFileSync('rm', ['-rf', file])
    execFileSync('mkfifo', [file])
    await shelf.keep({ text: 'kept' })
    expect(lstatSync(file).isFile()).toBe(true)
    // A folder of them that leads elsewhere.
    const elsewhere = folder(root, 'elsewhere')
    execFileSync('rm', ['-rf', dirname(file)])
    symlinkSync(elsewhere, dirname(file))
    await expect(shelf.keep({ text: 'kept' })).rejects.toMatchObject({ code: 'unavailable' })
    expect(readdirSync(elsewhere)).toEqual([])
  })
})

describe('other users’ files', () => {
  // What the user id of a stranger is, is told to the function; where we may, the files are a stranger's in truth.
  const stranger = 12_345
  const give = (path: string) => {
    if (process.getuid?.() === 0) chownSync(path, stranger, stranger)
    return process.getuid?.() === 0 ? 1_000 : stranger
  }

  test('a store’s folder, database or log that is another user’s', async () => {
    for (const name of ['.baton', '.baton/tasks.db', '.baton/tasks.db-wal', '.baton/artifacts']) {
      const place = await made(tempDir())
      mkdirSync(place.artifacts)
      writeFileSync(`${place.database}-wal`, '')
      const me = process.getuid?.()
      mustBeOurs(place, me)
      const other = give(join(place.workspace, name))
      expect(() => mustBeOurs(place, other)).toThrow(/belongs to another user/)
    }
  })

  test('root takes what belongs to the owner of the whole project, and nothing else of others', async () => {
    if (process.getuid?.() !== 0) return
    const whole = await made(tempDir())
    execFileSync('chown', ['-R', String(stranger), whole.workspace])
    mustBeOurs(whole, 0)
    const planted = await made(tempDir())
    execFileSync('chown', ['-R', String(stranger), dirname(planted.database)])
    expect(() => mustBeOurs(planted, 0)).toThrow(/belongs to another user/)
    await refused(open(planted), /belongs to another user \(uid 12345\)/)
  })

  test('one above that is another user’s is passed by; the user’s own is found', () => {
    const home = '/nowhere'
    const root = tempDir()
    const planted = join(folder(root, '.baton'), 'tasks.db')
    writeFileSync(planted, '')
    const work = folder(root, 'work')
    const found = () => findPlace({}, { cwd: work, home, env: {} }).database
    expect(found()).toBe(planted)
    if (process.getuid?.() === 0) chownSync(dirname(planted), stranger, stranger)
    else {
      renameSync(dirname(planted), join(root, 'theirs'))
      symlinkSync(join(root, 'theirs'), dirname(planted))
    }
    expect(found()).toBe(join(work, '.baton', 'tasks.db'))
  })
})

describe('folders for everybody’s files', () => {
  function sharedFolder() {
    const shared = tempDir()
    chmodSync(shared, 0o1777)
    onTestFinished(() => chmodSync(shared, 0o700))
    return shared
  }

  test('are known by their mode', () => {
    const shared = sharedFolder()
    expect(isShared(shared)).toBe(true)
    chmodSync(shared, 0o777)
    expect(isShared(shared)).toBe(false) // as mounts without permissions are
    expect(isShared(shared, 4_321)).toBe(true)
    chmodSync(shared, 0o775)
    expect(isShared(shared, 4_321)).toBe(false)
  })

  test('a store that lies in one is not found from below, whosever it is', () => {
    const shared = sharedFolder()
    writeFileSync(join(folder(shared, '.baton'), 'tasks.db'), '')
    const work = folder(shared, 'work', 'deep')
    const database = findPlace({}, { cwd: work, home: '/nowhere', env: {} }).database
    expect(database).toBe(join(work, '.baton', 'tasks.db'))
  })

  test('nor is a repository that they pretend to be', () => {
    const shared = sharedFolder()
    folder(shared, '.git')
    const work = folder(shared, 'work')
    expect(findPlace({}, { cwd: work, home: '/nowhere', env: {} }).database).toBe(join(work, '.baton', 'tasks.db'))
  })

  test('and none is made there unless it is asked for', () => {
    const shared = sharedFolder()
    const around = { cwd: shared, home: '/nowhere', env: {} }
    expect(() => findPlace({}, around)).toThrow(/is not one. Start it in the project.*--dir/)
    expect(findPlace({ dir: shared }, around).database).toBe(join(shared, '.baton', 'tasks.db'))
  })
})

describe('a .git that leads elsewhere', () => {
  test('a folder that claims to be another repository’s worktree gets a store of its own', () => {
    const root = tempDir()
    const main = folder(root, 'main')
    execFileSync('git', ['-C', main, 'init', '-q'])
    // Everything a cloned or unpacked folder could bring along.
    const clone = folder(root, 'clone')
    const fake = folder(clone, 'fake', 'worktrees', 'x')
    writeFileSync(join(clone, '.git'), `gitdir: ${fake}\n`)
    writeFileSync(join(fake, 'gitdir'), `${join(clone, '.git')}\n`)
    for (const common of [join(main, '.git'), '../..']) {
      writeFileSync(join(fake, 'commondir'), `${common}\n`)
      const { database } = findPlace({}, { cwd: clone, home: '/nowhere', env: {} })
      expect(database).toBe(join(clone, '.baton', 'tasks.db'))
    }
  })

  test('a pipe in its place is not read', () => {
    const clone = tempDir()
    execFileSync('mkfifo', [join(clone, '.git')])
    expect(findPlace({}, { cwd: clone, home: '/nowhere', env: {} }).database).toBe(join(clone, '.baton', 'tasks.db'))
  })

  test('a worktree whose name begins like its repository’s is a workspace of its own, on one board', () => {
    const root = tempDir()
    const main = folder(root, 'main')
    const git = (...words: string[]) => execFileSync('git', ['-C', main, ...words], { stdio: 'ignore' })
    git('init')
    git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '--allow-empty', '-m', 'x')
    git('worktree', 'add', join(root, 'main-side'))
    expect(findPlace({}, { cwd: join(root, 'main-side'), home: '/nowhere', env: {} })).toMatchObject({
      workspace: join(root, 'main-side'),
      database: join(main, '.baton', 'tasks.db'),
    })
  })
})
