/** Claude Code's hooks, with what it really sends, against the shipped `baton hook`. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../support/process.ts'
import { tempDir } from '../support/temp.ts'
import { type Person, person, rest } from './person.ts'

const common = (me: Person, event: string) => ({
  session_id: '3f6c2c52-6c0e-4b3f-9d0e-8a3f5d0f7c11',
  transcript_path: join(me.home, 'session.jsonl'),
  cwd: me.dir,
  hook_event_name: event,
})
const inputs = {
  SessionStart: { source: 'startup' },
  PreCompact: { trigger: 'auto', custom_instructions: '' },
  SessionEnd: { reason: 'prompt_input_exit' },
  UserPromptSubmit: { permission_mode: 'default', prompt: 'go on' },
  Stop: { permission_mode: 'default', stop_hook_active: false },
}

async function hook(me: Person, event: keyof typeof inputs, more: object = {}) {
  const began = performance.now()
  const running = me.start(['hook', event])
  running.child.stdin.end(JSON.stringify({ ...common(me, event), ...inputs[event], ...more }))
  const { code } = await running.exited
  return { code, out: running.out, err: running.err, ms: performance.now() - began }
}

const transcript = [
  { type: 'summary', summary: 'Login' },
  { type: 'user', message: { role: 'user', content: 'Fix the login, please' }, uuid: '1' },
  {
    type: 'assistant',
    message: {
      role: 'assistant',
      content: [
        { type: 'text', text: 'The session is null after a logout.' },
        {
          type: 'tool_use',
          name: 'TodoWrite',
          input: {
            todos: [
              { content: 'Reproduce', status: 'completed', activeForm: 'Reproducing' },
              { content: 'Fix the check', status: 'in_progress', activeForm: 'Fixing' },
            ],
          },
        },
      ],
    },
  },
  { type: 'user', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x', content: 'ok' }] } },
]

async function atWork() {
  const me = person()
  execFileSync('git', ['init', '-q', '-b', 'fix-login'], { cwd: me.dir })
  writeFileSync(join(me.home, 'session.jsonl'), transcript.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const { url, token } = await me.serve()
  const call = (operation: string, input: object) => rest(url, token, operation, input)
  await call('create_task', { title: 'Fix the login', goal: 'Users can log in' })
  await call('create_task', { title: 'Not held' })
  return { me, call }
}

test('a session leaves a checkpoint before compaction and at its end, and begins with the brief', async () => {
  const { me, call } = await atWork()
  await call('claim_task', { task_id: 'T-1', agent: 'claude-code' })
  writeFileSync(join(me.dir, 'login.ts'), '')
  expect(await hook(me, 'PreCompact')).toMatchObject({ code: 0, out: '', err: '' })
  const [checkpoint] = (await call('list_checkpoints', { task_id: 'T-1' })).checkpoints as Record<string, unknown>[]
  expect(checkpoint).toMatchObject({
    agent: 'claude-code',
    automatic: true,
    git: { branch: 'fix-login' },
    files: ['login.ts'],
    completed_steps: ['Reproduce'],
    remaining_steps: ['Fix the check'],
    notes:
      'Noted before its context was compacted (auto).\nLast asked: Fix the login, please\nLast said: The session is null after a logout.',
  })
  expect(await hook(me, 'SessionEnd')).toMatchObject({ code: 0, out: '', err: '' })
  const { code, out } = await hook(me, 'SessionStart', { source: 'resume' })
  expect(code).toBe(0)
  const { hookEventName, additionalContext } = JSON.parse(out).hookSpecificOutput
  expect(hookEventName).toBe('SessionStart')
  expect(additionalContext).toMatch(/^You hold T-1 in Baton\./)
  expect(additionalContext).toContain('Goal: Users can log in')
  expect(additionalContext).toContain('Noted when its session ended (prompt_input_exit).')
  expect(additionalContext).toContain('branch fix-login')
  expect(additionalContext).not.toContain('Not held')
})

test('what others hold, and what belongs to another work tree, is left alone', async () => {
  const { me, call } = await atWork()
  await call('claim_task', { task_id: 'T-1', agent: 'codex' })
  await call('update_task', { task_id: 'T-2', worktree: tempDir() })
  await call('claim_task', { task_id: 'T-2', agent: 'claude-code' })
  expect(await hook(me, 'SessionStart')).toMatchObject({ code: 0, out: '', err: '' })
  expect(await hook(me, 'SessionEnd')).toMatchObject({ code: 0, err: '' })
  for (const task_id of ['T-1', 'T-2'])
    expect(
      ((await call('list_checkpoints', { task_id })).checkpoints as { notes?: string }[]).some((c) => c.notes),
    ).toBe(false)
})

test('events that say nothing to us, and folders that have no store, cost nothing', async () => {
  const me = person()
  for (const event of Object.keys(inputs) as (keyof typeof inputs)[])
    expect(await hook(me, event)).toMatchObject({ code: 0, out: '', err: '' })
  expect(await me.baton('hook')).toMatchObject({ code: 0, out: '' })
  expect(existsSync(join(me.dir, '.baton'))).toBe(false)
})

test('trouble is said on stderr and never fails the client', async () => {
  const { me, call } = await atWork()
  await call('claim_task', { task_id: 'T-1', agent: 'claude-code' })
  expect(await hook(me, 'SessionEnd', { transcript_path: '/nowhere.jsonl' })).toMatchObject({ code: 0, err: '' })
  const broken = me.start(['hook', 'SessionStart'])
  broken.child.stdin.end('{ broken')
  expect(await broken.exited).toMatchObject({ code: 0 })
  expect(broken.err).toMatch(/^baton hook SessionStart: .*JSON/)
  await me.baton('stop')
  expect(await hook(me, 'SessionStart')).toMatchObject({ code: 0, out: '', err: expect.stringContaining('stopped') })
})

test('a client that never closes our input, or a host that hangs, is not waited for', async () => {
  const { me, call } = await atWork()
  await call('claim_task', { task_id: 'T-1', agent: 'claude-code' })
  const open = me.start(['hook', 'SessionEnd'])
  const began = performance.now()
  expect(await open.exited).toMatchObject({ code: 0 })
  process.kill(me.record()?.pid ?? 0, 'SIGSTOP')
  expect(await hook(me, 'SessionEnd')).toMatchObject({ code: 0, err: expect.stringContaining('no answer in time') })
  process.kill(me.record()?.pid ?? 0, 'SIGCONT')
  expect(performance.now() - began).toBeLessThan(20_000)
})

test('what is written into .claude/settings.json runs as a shell runs it, and is quiet without Baton', async () => {
  const { me, call } = await atWork()
  await call('claim_task', { task_id: 'T-1', agent: 'claude-code' })
  await me.baton('connect', 'claude-code', '--hooks')
  const { hooks } = JSON.parse(readFileSync(join(me.dir, '.claude', 'settings.json'), 'utf8'))
  const run = async (home: string) => {
    const { command } = hooks.SessionStart[0].hooks[0]
    const running = start('sh', ['-c', command], { cwd: me.dir, env: { ...me.env, HOME: home } })
    running.child.stdin.end(JSON.stringify({ ...common(me, 'SessionStart'), ...inputs.SessionStart }))
    return { ...(await running.exited), out: running.out, err: running.err }
  }
  expect(JSON.parse((await run(me.home)).out).hookSpecificOutput.additionalContext).toContain('T-1')
  expect(await run(tempDir())).toMatchObject({ code: 0, out: '', err: '' })
})
