import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { gitState, repositoryOf } from '../../src/host/git.ts'
import { tempDir } from '../support/temp.ts'

/** A repository with one commit of `a.txt`. */
function repository() {
  const folder = tempDir()
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(folder, 'a.txt'), 'one\n')
  git('add', '.')
  git('commit', '-qm', 'start')
  return { folder, git, write: (name: string, text: string) => writeFileSync(join(folder, name), text) }
}

test('branch, commit, and what changed: in the index, beside it, new, renamed, and with odd names', async () => {
  const { folder, git, write } = repository()
  write('b.txt', 'b\n')
  git('add', '.')
  git('commit', '-qm', 'more')
  git('checkout', '-qb', 'fix/login')
  write('a.txt', 'one\ntwo\n')
  renameSync(join(folder, 'b.txt'), join(folder, 'c.txt'))
  git('add', '-A')
  write('a.txt', 'one\ntwo\nthree\n')
  write('ü mit Leer.txt', '')
  const state = await gitState(folder)
  expect(state).toMatchObject({ root: folder, git: { branch: 'fix/login', commit: git('rev-parse', 'HEAD').trim() } })
  expect(state?.files).toEqual(['a.txt', 'c.txt', 'ü mit Leer.txt'])
  expect(state?.git.diff_stat).toMatch(/a\.txt +\| 2 \+\+\n[\s\S]*2 files changed, 2 insertions\(\+\)/)
  mkdirSync(join(folder, 'deep'))
  expect(await gitState(join(folder, 'deep'))).toMatchObject({ root: folder })
})

test('a repository without a commit, a detached head, no repository at all', async () => {
  const { folder, git } = repository()
  git('checkout', '-q', '--detach')
  expect((await gitState(folder))?.git).toEqual({ commit: git('rev-parse', 'HEAD').trim() })
  const empty = tempDir()
  execFileSync('git', ['init', '-q', '-b', 'trunk', empty])
  writeFileSync(join(empty, 'new'), '')
  expect(await gitState(empty)).toEqual({ root: empty, git: { branch: 'trunk' }, files: ['new'] })
  expect(await gitState(tempDir())).toBeUndefined()
  expect(await gitState('/nowhere/at/all')).toBeUndefined()
})

test('nothing that a repository plants is run', async () => {
  const { folder, git, write } = repository()
  const mark = join(tempDir(), 'ran')
  const program = join(folder, 'planted')
  writeFileSync(program, `#!/bin/sh\necho x >> ${mark}\n`)
  chmodSync(program, 0o755)
  for (const hook of ['post-index-change', 'fsmonitor-watchman']) {
    writeFileSync(join(folder, '.git', 'hooks', hook), `#!/bin/sh\necho x >> ${mark}\n`)
    chmodSync(join(folder, '.git', 'hooks', hook), 0o755)
  }
  git('config', 'core.fsmonitor', program)
  git('config', 'diff.external', program)
  git('config', 'diff.mine.textconv', program)
  git('config', 'core.pager', program)
  write('.gitattributes', '*.txt diff=mine\n')
  write('a.txt', 'other\n')
  expect((await gitState(folder))?.files).toContain('a.txt')
  expect(existsSync(mark)).toBe(false)
  // The trap is a real one.
  git('status')
  expect(existsSync(mark)).toBe(true)
})

test('a git that does not answer in time is done without', async () => {
  const { folder } = repository()
  const slow = tempDir()
  writeFileSync(join(slow, 'git'), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
  vi.stubEnv('PATH', `${slow}:${process.env.PATH}`)
  expect(await gitState(folder, 200)).toBeUndefined()
  vi.unstubAllEnvs()
  expect(await gitState(folder)).toBeDefined()
})

test('linked work trees belong to one repository, others do not', async () => {
  const { folder, git } = repository()
  const linked = join(tempDir(), 'linked')
  git('worktree', 'add', '-q', linked, '-b', 'side')
  expect(await repositoryOf(linked)).toEqual({ root: linked, repository: join(folder, '.git') })
  expect((await repositoryOf(repository().folder))?.repository).not.toBe(join(folder, '.git'))
})
