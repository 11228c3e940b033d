// A person in the editor is one for the host: in each window, after a crash of the host, and after a reload.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { storeKey } from '../../src/reach/records.ts'
import { tempDir } from '../support/temp.ts'
import { type BatonWindow, type Desk, desk, patient } from './desk.ts'

const agent = 'codex'

/** An agent asks, and a person answers it from the tree: an operation that is refused to agents. */
async function answersIn({ tasks, pick, asks }: BatonWindow, at: Desk, folder: string, title: string): Promise<void> {
  const { task_id } = await at.outside(folder, 'create_task', { title })
  await at.outside(folder, 'claim_task', { task_id, agent })
  await at.outside(folder, 'request_input', { task_id, agent, question: `${title}?`, options: ['Yes', 'No'] })
  await tasks.row('Needs you').waitFor()
  await tasks.act(title, 'Answer…')
  await asks(`codex asks: ${title}?`)
  await pick('Yes')
  await tasks.row('Needs you').waitFor({ state: 'detached' })
  expect((await at.outside(folder, 'get_task', { task_id })).status).toBe('in_progress')
}

test('a person is one in each window, after the host was killed, and after a reload', patient, async () => {
  const at = await desk(onTestFinished)
  const folder = tempDir()
  const keys = (): string[] => {
    const file = `${storeKey(join(folder, '.baton', 'tasks.db'))}.json`
    const kept = JSON.parse(readFileSync(join(at.home, '.baton', 'people', file), 'utf8'))
    return kept.keys.map(({ key }: { key: string }) => key).sort()
  }
  const one = await at.open(folder)
  await one.page.getByRole('button', { name: 'Start Baton' }).click()
  await one.page.getByText('Connect an agent, and its tasks').waitFor()
  await answersIn(one, at, folder, 'Paint it')
  const other = await at.open(folder)
  await answersIn(other, at, folder, 'Hang it up')
  // These windows are of two browsers, so each keeps a secret of its own.
  const known = keys()
  expect(known).toHaveLength(2)

  const { pid = 0 } = at.host(folder) ?? {}
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => at.host(folder)?.pid, { timeout: 40_000 }).not.toBe(pid)
  await answersIn(one, at, folder, 'Sell it')

  await one.page.reload()
  await one.tasks.row('In progress').waitFor()
  await answersIn(one, at, folder, 'Count the money')
  expect(keys()).toEqual(known)
  expect([...one.notified, ...other.notified]).toEqual([])
})
