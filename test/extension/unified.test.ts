import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blob, fileAt } from '../../src/extension/artifacts/git.ts'
import { type Sources, sidesOf } from '../../src/extension/artifacts/sides.ts'
import { applied, readDiff, reverted } from '../../src/extension/artifacts/unified.ts'
import { tempDir } from '../support/temp.ts'

const many = (count: number, change: (line: number) => string = (line) => `line ${line}`) =>
  `${Array.from({ length: count }, (_, i) => change(i + 1)).join('\n')}\n`

function repository() {
  const folder = tempDir()
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' })
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
  git('init', '-q')
  mkdirSync(join(folder, 'sub'))
  write('a.txt', many(40))
  write('sub/b with space.txt', 'one\ntwo')
  write('gone.txt', 'bye\n')
  write('ünï.txt', 'x\n')
  write('old.txt', many(20))
  git('add', '.')
  git('commit', '-qm', 'start')
  return { folder, git, write }
}

const sources = (folder: string, current: Sources['current'] = async () => undefined): Sources => ({
  blob: (name) => blob(folder, name),
  commit: (commit, path) => fileAt(folder, commit, path),
  current,
  commits: [],
})

const changed = many(40, (line) => (line === 3 ? 'changed' : line === 30 ? 'also\nmore' : `line ${line}`))

test('a diff of git is shown from what git keeps, each kind of change as it is', async () => {
  const { folder, git, write } = repository()
  write('a.txt', changed)
  write('sub/b with space.txt', 'one\n2')
  write('ünï.txt', 'y\n')
  write('new.txt', 'hello\n')
  git('rm', '-q', 'gone.txt')
  git('mv', 'old.txt', 'renamed.txt')
  git('add', '.')
  const sides = await sidesOf(git('diff', '--cached'), sources(folder))
  const of = (path: string) => sides.find((one) => one.path === path)
  expect(sides.map(({ path }) => path).sort()).toEqual(
    ['a.txt', 'gone.txt', 'new.txt', 'renamed.txt', 'sub/b with space.txt', 'ünï.txt'].sort(),
  )
  expect(of('a.txt')).toEqual({ path: 'a.txt', before: many(40), after: changed, isCurrent: false, partial: false })
  expect(of('gone.txt')).toMatchObject({ before: 'bye\n', after: undefined })
  expect(of('new.txt')).toMatchObject({ before: undefined, partial: false })
  expect(of('renamed.txt')).toMatchObject({ before: many(20), after: many(20) })
  expect(of('sub/b with space.txt')).toMatchObject({ before: 'one\ntwo', after: 'one\n2' })
  expect(of('ünï.txt')).toMatchObject({ before: 'x\n', after: 'y\n' })
})

test('a file on disk that has the change already is the side after', async () => {
  const { folder, git, write } = repository()
  write('a.txt', changed)
  const diff = git('diff')
  const [side] = await sidesOf(
    diff,
    sources(folder, async () => changed),
  )
  expect(side).toMatchObject({ before: many(40), after: changed, isCurrent: true })
})

test('without git the change is taken back from the file on disk', async () => {
  const { git, write } = repository()
  write('a.txt', changed)
  const [side] = await sidesOf(
    git('diff'),
    sources(tempDir(), async () => changed),
  )
  expect(side).toEqual({ path: 'a.txt', before: many(40), after: changed, isCurrent: true, partial: false })
})

test('where no content fits, only the places that changed are shown, and said to be no more', async () => {
  const { git, write } = repository()
  write('a.txt', changed)
  const [side] = await sidesOf(
    git('diff'),
    sources(tempDir(), async () => 'something else'),
  )
  expect(side).toMatchObject({ partial: true, isCurrent: false })
  expect(side?.before).toContain('line 3\n')
  expect(side?.after).toContain('changed\n')
})

test('a diff that is not of git is read too', () => {
  const diff = '--- before.txt\t2026-01-01\n+++ after.txt\t2026-01-02\n@@ -1 +1 @@\n-a\n+b\n'
  expect(readDiff(diff)).toMatchObject([{ before: 'before.txt', after: 'after.txt', hunks: [{ lines: ['-a', '+b'] }] }])
})

test.each(['', 'no diff at all', '@@ -1 +1 @@\n-a\n+b', '--- \n+++ \n'])('what is no diff has no files: %j', (text) =>
  expect(readDiff(text)).toEqual([]),
)

test('lines within a hunk that look like headers stay lines', () => {
  const diff = '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a\n+++ b\n same\n'
  expect(readDiff(diff)).toMatchObject([{ hunks: [{ lines: ['--- a', '+++ b', ' same'] }] }])
})

test('hunks find their place when lines were added above, and fail where the text is another', () => {
  const [file] = readDiff('--- a/x\n+++ b/x\n@@ -2,3 +2,3 @@\n b\n-c\n+C\n d\n')
  const hunks = file?.hunks ?? []
  expect(applied('a\nb\nc\nd\n', hunks)).toBe('a\nb\nC\nd\n')
  expect(applied('new\nnew\na\nb\nc\nd\n', hunks)).toBe('new\nnew\na\nb\nC\nd\n')
  expect(reverted('a\nb\nC\nd\n', hunks)).toBe('a\nb\nc\nd\n')
  expect(applied('a\nb\nx\nd\n', hunks)).toBeUndefined()
  expect(applied('a\r\nb\r\nc\r\nd\r\n', hunks)).toBe('a\r\nb\r\nC\r\nd\r\n')
})

test('git is asked for names of contents only', async () => {
  const { folder } = repository()
  expect(await blob(folder, '--help')).toBeUndefined()
  expect(await fileAt(folder, '--output=x', 'a.txt')).toBeUndefined()
  expect(await fileAt(folder, undefined, 'a.txt')).toBe(many(40))
  expect(await fileAt(join(folder, 'sub'), undefined, 'b with space.txt')).toBe('one\ntwo')
  expect(await fileAt(join(folder, 'sub'), undefined, 'a.txt')).toBe(many(40))
})
