import { expect, test } from 'vitest'
import { namesOf } from '../../src/extension/names.ts'
import { bare, todoIn } from '../../src/extension/todo.ts'

test.each([
  ['  // TODO: water the plants', 'water the plants'],
  ['x() // FIXME(anna): it leaks', 'it leaks'],
  ['# TODO water', 'water'],
  ['-- TODO - water', 'water'],
  [' * TODO water', 'water'],
  ['/* XXX: water */', 'water'],
  ['<!-- TODO water -->', 'water'],
  ['//TODO', ''],
])('%s leaves something to do', (line, said) => expect(todoIn(line)).toBe(said))

test.each(['const TODO = 1', '// todos are nice', '// AUTODOC', 'TODO', 'list.push("TODO: x")', ''])(
  '%s is no such comment',
  (line) => expect(todoIn(line)).toBeUndefined(),
)

test('a selection’s first line is read without the marks of its comment', () => {
  expect(bare('  // todo(me): Write it down')).toBe('Write it down')
  expect(bare('plain text')).toBe('plain text')
})

test('names to choose from: those that were set first, several windows of one client as one, nobody twice', () => {
  expect(namesOf(['reviewer', 'codex'], ['gemini', 'codex#2', 'claude-code', 'codex'], ['gemini', undefined])).toEqual([
    'reviewer',
    'codex',
    'claude-code',
  ])
})
