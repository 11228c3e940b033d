import { expect, test } from 'vitest'
import { brief } from '../../src/core/brief.ts'
import { given, noon } from './given.ts'

const story = {
  task: given.inProgress({ goal: 'Users can log in again', done_when: 'npm test passes' }),
  checkpoint: {
    number: 2,
    agent: 'claude-code',
    at: noon.wall,
    automatic: false,
    completed_steps: ['Reproduced bug', 'Found root cause in auth/login.py:42'],
    remaining_steps: ['Implement fix'],
    test_results: '3 failed',
    files: ['auth/login.py'],
    git: { branch: 'fix-login', commit: '1a2b3c4', diff_stat: '1 file changed' },
    notes: 'The session is null after a logout.',
    resume_prompt: 'Fix null check in auth/login.py line 42',
  },
  handoffs: [
    {
      from: 'claude-code',
      to: 'codex',
      reason: 'Context limit reached',
      at: noon.wall,
      checkpoint: 2,
      accepted_by: null,
      accepted_at: null,
    },
  ],
  artifacts: [
    {
      id: 'a-1',
      task: 'T-1',
      kind: 'log' as const,
      name: 'trace',
      bytes: 9,
      sha256: 'x',
      url: null,
      added_by: 'codex',
      at: noon.wall,
    },
  ],
}

test('whoever carries on reads one text', () => {
  expect(brief(story)).toBe(`T-1: Fix the login
Goal: Users can log in again
Done when: npm test passes
Handed on by claude-code to codex: Context limit reached.
Checkpoint 2 by claude-code.
Completed:
- Reproduced bug
- Found root cause in auth/login.py:42
Remaining:
- Implement fix
Tests: 3 failed
Files:
- auth/login.py
Git: branch fix-login, commit 1a2b3c4, 1 file changed
Notes: The session is null after a logout.
Artifacts (get_artifact):
- a-1 log trace
Fix null check in auth/login.py line 42`)
})

test('what is not known is left out, and there is always a last line to act on', () => {
  const { task, checkpoint } = story
  const bare = { number: 1, agent: 'codex', at: checkpoint.at, automatic: true }
  expect(brief({ task: { ...task, goal: null, done_when: null }, checkpoint: bare, handoffs: [], artifacts: [] })).toBe(
    'T-1: Fix the login\nCheckpoint 1 by codex (made automatically).\nCarry on from here.',
  )
})

test('a task to which nothing has happened speaks for itself', () => {
  expect(brief({ task: story.task, handoffs: [], artifacts: [] })).toBeUndefined()
})
