/** MCP Inspector's command line, somebody else's client, over every way in. */
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { listings } from '../../src/host/faces/mcp/listings.built.ts'
import { endOfFile } from '../support/later.ts'
import { start } from '../support/process.ts'
import { type Person, person, script } from './person.ts'

const inspector = resolve(import.meta.dirname, '../../node_modules/.bin/mcp-inspector')
let me: Person
let host: { url: string; token: string }

beforeAll(async () => {
  me = person(endOfFile)
  host = await me.serve()
})

async function inspect(...words: string[]) {
  const running = start(inspector, ['--cli', ...words, '--format', 'json', '-q'], { cwd: me.dir, env: me.env })
  running.child.stdin.end()
  const { code } = await running.exited
  expect(code, running.err + running.out).toBe(0)
  return (JSON.parse(running.out) as { result: Record<string, unknown> }).result
}

const header = () => ['--header', `Authorization: Bearer ${host.token}`]
const ways: [string, () => string[]][] = [
  ['HTTP', () => [`${host.url}mcp`, ...header(), '--transport', 'http']],
  ['SSE', () => [`${host.url}sse`, ...header(), '--transport', 'sse']],
  ['stdio', () => [process.execPath, script, 'stdio', '--dir', me.dir]],
]

test.each(ways)('lists and calls tools over %s', async (name, way) => {
  const { tools } = await inspect(...way(), '--method', 'tools/list')
  // What ships holds them as they were made when it was built; here they are made anew.
  expect(tools).toEqual(listings)
  const called = await inspect(
    ...way(),
    '--method',
    'tools/call',
    '--tool-name',
    'create_task',
    '--tool-arg',
    `title=from ${name}`,
  )
  expect(JSON.stringify(called)).toContain('T-')
})
