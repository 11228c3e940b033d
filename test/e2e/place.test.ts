import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFlags } from '../../src/cli/flags.ts'
import { canBeWritten, findPlace, flagsFor, storeWithoutFolder } from '../../src/reach/place.ts'
import { storeKey } from '../../src/reach/records.ts'
import { tempDir } from '../support/temp.ts'

const folder = (...parts: string[]) => {
  const path = join(...parts)
  mkdirSync(path, { recursive: true })
  return path
}
const databaseFor = (cwd: string, home = '/nowhere') => findPlace({}, { cwd, home, env: {} }).database

test('a new store goes to the repository’s root', () => {
  const root = tempDir()
  folder(root, '.git')
  expect(databaseFor(folder(root, 'src', 'deep'))).toBe(join(root, '.baton', 'tasks.db'))
})

test('a store above the repository’s root is not looked at', () => {
  const outer = tempDir()
  writeFileSync(join(folder(outer, '.baton'), 'tasks.db'), '')
  const repository = folder(outer, 'clone')
  folder(repository, '.git')
  expect(databaseFor(repository)).toBe(join(repository, '.baton', 'tasks.db'))
})

test('the home folder’s own store, and what lies above it, serve no project', () => {
  const home = tempDir()
  writeFileSync(join(folder(home, '.baton'), 'tasks.db'), '')
  const project = folder(home, 'project')
  expect(databaseFor(project, home)).toBe(join(project, '.baton', 'tasks.db'))
})

test('a linked worktree shares its main worktree’s store', () => {
  const root = tempDir()
  const git = (...words: string[]) => execFileSync('git', ['-C', root, ...words], { stdio: 'ignore' })
  git('init', 'main')
  execFileSync(
    'git',
    [
      '-C',
      join(root, 'main'),
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.invalid',
      'commit',
      '--allow-empty',
      '-m',
      'x',
    ],
    { stdio: 'ignore' },
  )
  execFileSync('git', ['-C', join(root, 'main'), 'worktree', 'add', join(root, 'side')], { stdio: 'ignore' })
  expect(databaseFor(join(root, 'side'))).toBe(join(root, 'main', '.baton', 'tasks.db'))
})

test('flags come before the environment, and both before looking', () => {
  const root = tempDir()
  const asked = folder(root, 'asked')
  const around = { cwd: root, home: '/nowhere', env: { MCP_TASK_DB_PATH: '/elsewhere/tasks.db' } }
  expect(findPlace({}, around).database).toBe('/elsewhere/tasks.db')
  expect(findPlace({ dir: 'asked' }, around)).toMatchObject({
    workspace: asked,
    database: join(asked, '.baton', 'tasks.db'),
  })
  expect(findPlace({ database: 'my.db' }, around).database).toBe(join(root, 'my.db'))
  expect(() => findPlace({ dir: 'missing' }, around)).toThrow(/There is no folder .*missing/)
})

test('however a database is reached, its host’s record is one', () => {
  const root = tempDir()
  const real = folder(root, 'real')
  symlinkSync(real, join(root, 'alias'))
  expect(storeKey(join(root, 'alias', 'tasks.db'))).toBe(storeKey(join(real, 'tasks.db')))
})

test('tasks without a folder have a place of their own, found again by the flags it makes', () => {
  const root = tempDir()
  const place = storeWithoutFolder(root)
  expect(place).toMatchObject({ workspace: null, database: join(root, 'tasks.db') })
  const flags = readFlags(['serve', ...flagsFor(place)])
  expect(flags.place()).toEqual(place)
  expect(() => readFlags(['--no-folder']).place()).toThrow(/need a place: --no-folder --db FILE/)
  const project = findPlace({ dir: root })
  expect(readFlags(flagsFor(project)).place()).toEqual(project)
})

test('what cannot be written is seen before it is tried', () => {
  const root = tempDir()
  const readonly = (name: string) => canBeWritten(findPlace({ dir: root }), (file) => !file.endsWith(name))
  expect(canBeWritten(findPlace({ dir: root }))).toBe(true)
  expect(readonly(root)).toBe(false)
  writeFileSync(join(folder(root, '.baton'), 'tasks.db'), '')
  expect(readonly(root)).toBe(true)
  expect(readonly('.baton')).toBe(false)
  expect(readonly('tasks.db')).toBe(false)
})
