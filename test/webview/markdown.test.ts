import { expect, test } from 'vitest'
import { type Block, type Inline, read } from '../../webview/markdown/read.ts'

type Part = Block | Inline

/** Everything that a text becomes, flat. */
const parts = (found: readonly Part[]): Part[] =>
  found.flatMap((part) => [
    part,
    ...('of' in part ? parts(part.of) : []),
    ...(part.kind === 'list' ? part.items.flatMap(({ of }) => parts(of)) : []),
    ...(part.kind === 'table' ? parts([...part.head, ...part.rows.flat()].flat()) : []),
  ])
const all = (text: string) => parts(read(text))
const shown = (text: string) =>
  all(text)
    .map((part) => ('text' in part ? part.text : ''))
    .join('')

test('what agents write is read', () => {
  const text =
    '# Goal\n\nA **bold** word, `code`.\n\n- [x] one\n- two\n\n> said\n\n```ts\nlet a\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |'
  expect(read(text).map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'quote', 'code', 'table'])
  expect(read(text)[2]).toMatchObject({ items: [{ done: true }, { done: undefined }] })
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'a <b onclick="alert(1)">bold</b> word',
  '<svg/onload=alert(1)>',
  '- <iframe src="https://evil.example"></iframe>',
  '<!-- --><style>body{display:none}</style>',
])('markup stays the text that it is: %s', (text) => {
  expect(all(text).every(({ kind }) => ['paragraph', 'text', 'list'].includes(kind))).toBe(true)
  expect(shown(text).replaceAll('\n', '')).toContain(text.replace(/^- /, ''))
})

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vscode://file/etc/passwd',
  'command:workbench.action.quit',
  'file:///etc/passwd',
  '//evil.example',
  'relative/path.md',
])('a link that does not lead to a web page is none: %s', (href) => {
  const found = all(`[click](<${href}>)`)
  expect(found.some(({ kind }) => kind === 'link')).toBe(false)
  expect(shown(`[click](<${href}>)`)).toContain('click')
})

test('web pages and tasks can be followed', () => {
  expect(all('[a](https://example.com/x) https://example.org')).toMatchObject([
    {},
    { kind: 'link', href: 'https://example.com/x' },
    {},
    {},
    { kind: 'link', href: 'https://example.org' },
    {},
  ])
  expect(all('[it](task://FL-17)')).toContainEqual(expect.objectContaining({ kind: 'task', task: 'FL-17' }))
})

test('no picture is ever loaded: its address can be followed by hand', () => {
  const found = all('![plan](https://evil.example/pixel.png) ![](data:image/png;base64,AA==)')
  expect(found).toContainEqual(expect.objectContaining({ kind: 'link', href: 'https://evil.example/pixel.png' }))
  expect(found.filter(({ kind }) => kind === 'link')).toHaveLength(1)
})

test('entities are read as they are meant, once', () => {
  expect(shown('a &lt;b&gt; &amp;lt; `&lt;`')).toBe('a <b> &lt; &lt;')
})

test.each(['>', '_a_', '[', '`a``b', '**a', '![', '- ', '<a '])(
  'what would take long to read is shown as it is: %s',
  (part) => {
    const text = part.repeat(20_000 / part.length)
    expect(shown(text).replaceAll(/[\s-]/g, '')).toBe(text.replaceAll(/[\s-]/g, ''))
  },
)
