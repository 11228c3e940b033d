/** The lines of a unified diff, as a browser draws them. */
import { expect, test } from 'vitest'
import { readLines } from '../../webview/dialogs/diff.ts'

const marks = (diff: string) => readLines(diff)?.map(({ mark }) => mark)

test('a line is what its hunk says, also where it looks like a header', () => {
  const diff = [
    'diff --git a/schema.sql b/schema.sql',
    '--- a/schema.sql',
    '+++ b/schema.sql',
    '@@ -1,3 +1,3 @@ create table',
    ' begin;',
    '--- an old note',
    '+++ a new note',
    ' end;',
    '\\ No newline at end of file',
    'diff --git a/b b/b',
    '--- a/b',
    '+++ b/b',
    '@@ -1 +1 @@',
    '-x',
    '+y',
    '',
  ].join('\n')
  expect(marks(diff)).toEqual([
    ...['head', 'head', 'head', 'place', 'same', 'removed', 'added', 'same', 'head'],
    ...['head', 'head', 'head', 'place', 'removed', 'added'],
  ])
})

test('line breaks of Windows are none of the text; an empty line of context has lost its space on the way', () => {
  expect(readLines('@@ -1,2 +1,3 @@\r\n a\r\n\r\n+b\r\n')).toEqual([
    { mark: 'place', text: '@@ -1,2 +1,3 @@' },
    { mark: 'same', text: ' a' },
    { mark: 'same', text: '' },
    { mark: 'added', text: '+b' },
  ])
})

test('what has no hunk is no diff', () => {
  expect(readLines('+ bread\n- butter')).toBeUndefined()
})
