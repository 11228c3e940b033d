/** A person with a project folder, a home folder of their own, and the shipped `baton` command. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { HostRecord } from '../../src/contract/places.ts'
import { cleanUp, type Later } from '../support/later.ts'
import { type Exit, type Running, start } from '../support/process.ts'
import { homeFor, tempDir } from '../support/temp.ts'

export const script = resolve(import.meta.dirname, '../../dist/baton.js')

export interface Answer extends Exit {
  readonly out: string
  readonly err: string
}

export interface Person {
  readonly dir: string
  readonly home: string
  readonly env: Record<string, string>
  /** Runs `baton …` to its end. Their input is a pipe, so they count as an agent. */
  baton(...words: string[]): Promise<Answer>
  /** The same in a terminal, where they count as a person. What it wrote to either output is in `out`. Linux only. */
  terminal(...words: string[]): Promise<Answer>
  start(words: string[], env?: Record<string, string | undefined>): Running
  /** `baton serve`, listening. */
  serve(...words: string[]): Promise<Running & { url: string; token: string }>
  /** What is known of the host of this folder. */
  record(): HostRecord | undefined
}

export function person(later: Later = onTestFinished, node = process.execPath): Person {
  const dir = tempDir(later)
  const home = tempDir(later)
  const env = homeFor(home)
  const run = (words: string[], more: Record<string, string | undefined> = {}) =>
    start(node, [script, ...words], { cwd: dir, env: { ...env, ...more }, later })
  const records = () => {
    const folder = join(home, '.baton', 'hosts')
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
    return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as HostRecord)
  }
  // Hosts that clients started are nobody's children; they end with the test all the same.
  cleanUp(() => {
    for (const { pid, stopped } of records()) if (!stopped) kill(pid)
  }, later)
  return {
    dir,
    home,
    env,
    start: run,
    async baton(...words) {
      const running = run(words)
      running.child.stdin.end()
      return { ...(await running.exited), out: running.out, err: running.err }
    },
    async terminal(...words) {
      const line = [node, script, ...words].map((word) => `'${word}'`).join(' ')
      const running = start('script', ['-qec', line, '/dev/null'], { cwd: dir, env, later })
      const exit = await running.exited
      return { ...exit, out: running.out.replaceAll('\r\n', '\n'), err: running.err }
    },
    async serve(...words) {
      const running = run(['serve', '--dir', dir, ...(words.includes('--port') ? [] : ['--port', '0']), ...words])
      const [, url = ''] = await running.line(/listening on (\S+)/)
      const token = records().find((record) => record.url === url)?.token ?? ''
      return Object.assign(running, { url, token })
    },
    record: () => records()[0],
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had gone already.
  }
}

/** An operation over REST, as an agent. Rejects with the problem's text. */
export async function rest(
  url: string,
  token: string,
  operation: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(`tools/${operation}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const body = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw Object.assign(new Error(String(body.detail)), { code: body.code, status: response.status })
  return body
}
