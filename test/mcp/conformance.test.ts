import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prompts, resources, tools } from '../clients/fixtures.ts'
import { connectHttp } from '../clients/sdk.ts'
import { excluded, scored } from './scored.ts'

interface Check {
  id: string
  status: string
  errorMessage?: string
}

// Serves the product's MCP face with the suite's fixtures registered, on loopback and without a token: the suite has no
// option for headers. Prints "listening on <url of /mcp>".
const program = join(import.meta.dirname, 'programs', 'conformance-server.ts')
const suite = dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'))
const results = mkdtempSync(join(tmpdir(), 'baton-conformance-'))
const server = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] })
let url = ''

beforeAll(async () => {
  let errors = ''
  server.stderr.on('data', (chunk) => {
    errors += chunk
  })
  for await (const line of createInterface({ input: server.stdout })) {
    const found = /^listening on (\S+)$/.exec(line)?.[1]
    if (!found) continue
    url = found
    server.stdout.resume()
    return
  }
  throw new Error(`${program} ended before it listened: ${errors}`)
})

afterAll(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill()
    await once(server, 'exit')
  }
  rmSync(results, { recursive: true })
})

// Two scenarios are content with "tool not found", so that a server without the fixtures would pass them.
test('the fixtures are there', async () => {
  const client = await connectHttp(url)
  try {
    const listed = await Promise.all([client.listTools(), client.listResources(), client.listPrompts()])
    expect(listed[0].tools.map(({ name }) => name)).toEqual(expect.arrayContaining(tools.map(({ name }) => name)))
    const fixed = resources.filter(({ template }) => !template).map(({ uri }) => uri)
    expect(listed[1].resources.map(({ uri }) => uri)).toEqual(expect.arrayContaining(fixed))
    expect(listed[2].prompts.map(({ name }) => name)).toEqual(expect.arrayContaining(prompts.map(({ name }) => name)))
  } finally {
    await client.close()
  }
})

test('every scenario that 2025-11-25 scores passes', async () => {
  const index = join(suite, 'dist', 'index.js')
  const args = [index, 'server', '--url', url, '--requirements', '2025-11-25', '--output-dir', results]
  // The exit code says less than the files below: it is 0 also where a scenario was skipped.
  await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 }).catch(() => {})
  const failures = scored.filter((scenario) => !excluded(scenario)).flatMap(failuresOf)
  expect(failures).toEqual([])
})

function failuresOf(scenario: string): string[] {
  // Folders are named server-<scenario>-<time>.
  const folder = readdirSync(results).find((name) => name.replace(/-\d{4}-\d\d-\d\dT.*$/, '') === `server-${scenario}`)
  if (!folder) return [`${scenario}: did not run`]
  const checks: Check[] = JSON.parse(readFileSync(join(results, folder, 'checks.json'), 'utf8'))
  if (!checks.some(({ status }) => status === 'SUCCESS')) return [`${scenario}: no check succeeded`]
  return checks
    .filter(({ status }) => status !== 'SUCCESS' && status !== 'INFO')
    .map(({ id, status, errorMessage = '' }) => `${scenario}: ${id} ${status} ${errorMessage}`)
}
