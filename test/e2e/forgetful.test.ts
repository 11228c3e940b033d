/** An agent that only ever claims, and then is killed: what it leaves behind, seen by the next one. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { expect, test, vi } from 'vitest'
import { connectStdio } from '../clients/sdk.ts'
import { tempDir } from '../support/temp.ts'
import { type Person, person, rest, script } from './person.ts'

function repository(folder: string) {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
  git('init', '-q', '-b', 'main')
  writeFileSync(join(folder, 'login.ts'), 'let user\n')
  git('add', '.')
  git('commit', '-qm', 'start')
  git('checkout', '-qb', 'fix-login')
  return git
}

const agentIn = (me: Person, cwd: string, name: string) =>
  connectStdio({ command: process.execPath, args: [script, 'stdio'], cwd, env: { ...process.env, ...me.env } }, name)

const killed = (client: Client) => process.kill((client.transport as unknown as { pid: number }).pid, 'SIGKILL')

const patient = { timeout: 20_000, interval: 100 }

test('a killed agent that never said a word leaves branch, changed files and what it had claimed', async () => {
  const me = person()
  const git = repository(me.dir)
  const { url, token } = await me.serve()
  await rest(url, token, 'create_task', { title: 'Fix the login', goal: 'Users can log in' })
  const first = await agentIn(me, me.dir, 'claude-code')
  await first.callTool({ name: 'claim_task', arguments: { task_id: 'T-1' } })
  const checkpoints = async () =>
    (await rest(url, token, 'list_checkpoints', { task_id: 'T-1' })).checkpoints as Record<string, unknown>[]
  await vi.waitFor(async () => expect(await checkpoints()).toHaveLength(1), patient)
  expect(await checkpoints()).toMatchObject([
    { automatic: true, agent: 'claude-code', git: { branch: 'fix-login', commit: git('rev-parse', 'HEAD') } },
  ])
  writeFileSync(join(me.dir, 'login.ts'), 'let user = null\n')
  writeFileSync(join(me.dir, 'session.ts'), '')
  killed(first)
  await vi.waitFor(async () => expect(await checkpoints()).toHaveLength(2), patient)

  const second = await agentIn(me, me.dir, 'claude-code')
  const { structuredContent } = await second.callTool({ name: 'claim_task', arguments: { task_id: 'T-1' } })
  const brief = String((structuredContent as { brief?: string }).brief)
  expect(brief).toContain('T-1: Fix the login')
  expect(brief).toContain('Seen while claude-code held it, up to checkpoint 2 (made automatically):')
  expect(brief).toContain('- login.ts\n- session.ts\n')
  expect(brief).toContain(`branch fix-login, commit ${git('rev-parse', 'HEAD')}`)
  expect(brief).toContain('1 file changed, 1 insertion(+), 1 deletion(-)')
  await second.close()
})

test('an agent in a linked work tree is seen there', async () => {
  const me = person()
  const git = repository(me.dir)
  const linked = join(tempDir(), 'linked')
  git('worktree', 'add', '-q', linked, '-b', 'side')
  const { url, token } = await me.serve()
  await rest(url, token, 'create_task', { title: 'On the side' })
  const agent = await agentIn(me, linked, 'codex')
  await agent.callTool({ name: 'claim_task', arguments: { task_id: 'T-1' } })
  writeFileSync(join(linked, 'new.ts'), '')
  killed(agent)
  const task = async () => rest(url, token, 'get_task', { task_id: 'T-1' })
  await vi.waitFor(async () => expect((await task()).brief).toContain('- new.ts'), patient)
  expect((await task()).brief).toContain('branch side')
})

test('where there is no work tree nothing is noted', async () => {
  const me = person()
  const { url, token } = await me.serve()
  await rest(url, token, 'create_task', { title: 'x' })
  const agent = await agentIn(me, me.dir, 'codex')
  await agent.callTool({ name: 'claim_task', arguments: { task_id: 'T-1' } })
  killed(agent)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect((await rest(url, token, 'get_history', {})).events).toHaveLength(2)
})
