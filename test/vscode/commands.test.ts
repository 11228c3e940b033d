import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { type Desk, desk, patient, picture } from './desk.ts'

const slowly = { timeout: 40_000 }
let at: Desk
beforeAll(async () => {
  at = await desk(endOfFile)
}, 120_000)

test('without a folder tasks are kept all the same, and every empty window has them', patient, async () => {
  const first = await at.open()
  await picture(first, 'no-folder')
  await first.page.getByRole('button', { name: 'Use Baton Without a Folder' }).click()
  await first.page.getByText('Connect an agent, and its tasks').waitFor()
  await first.run('Baton: New Task…')
  await first.asks('What is to be done?')
  await first.type('Call the plumber')
  await first.tasks.row('Call the plumber').waitFor()
  const hosts = join(at.home, '.baton', 'hosts')
  const places = readdirSync(hosts).map((name) => JSON.parse(readFileSync(join(hosts, name), 'utf8')).database)
  expect(places).toEqual([expect.stringMatching(/no-folder.tasks\.db$/)])
  expect(existsSync(places[0])).toBe(true)
  await first.close()
  const second = await at.open()
  await second.tasks.row('Call the plumber').waitFor()
  expect([...first.notified, ...second.notified]).toEqual([])
})

test('a person decides over agents’ heads: more time, taken away, offered to another, given up', patient, async () => {
  const folder = tempDir()
  const window = await at.open(folder)
  const { tasks } = window
  await window.page.getByRole('button', { name: 'Start Baton' }).click()
  const { task_id } = await at.outside(folder, 'create_task', { title: 'Paint the fence' })
  await at.outside(folder, 'claim_task', { task_id, agent: 'codex', lease_seconds: 600 })
  await tasks.row('codex').waitFor()
  const look = () => at.outside(folder, 'get_task', { task_id })

  await tasks.choose('Paint the fence', 'Give More Time…')
  await window.asks('How much longer may codex be silent?')
  await window.pick('1 hour')
  await expect.poll(async () => (await look()).lease.seconds_left, slowly).toBeGreaterThan(4_000)

  await tasks.choose('Paint the fence', 'Hand Off to…')
  await window.asks('To which agent? Leave it empty for anyone.')
  await window.type('gemini')
  await window.asks('Why, and what should the next one know?')
  await window.type('It likes colours')
  await tasks.row('for gemini').waitFor()
  await tasks.choose('Paint the fence', 'Offer to Somebody Else…')
  await window.asks('It is offered to gemini now. To which agent instead?')
  await picture(window, 'redirect')
  await window.type('claude-code')
  await tasks.row('for claude-code').waitFor()
  expect((await look()).handoffs.at(-1)).toMatchObject({ to: 'claude-code', reason: 'It likes colours' })

  await at.outside(folder, 'claim_task', { task_id, agent: 'claude-code' })
  await tasks.row('In progress').waitFor()
  await tasks.choose('Paint the fence', 'Take Away from Its Holder…')
  await window.page.getByRole('button', { name: 'Take Away' }).click()
  await tasks.row('Ready').waitFor()
  expect((await look()).current_owner).toBeUndefined()

  await tasks.choose('Paint the fence', 'Cancel Task…')
  await window.page.getByRole('button', { name: 'Cancel Task' }).click()
  await window.asks('Why? Leave it empty if it needs no word.')
  await window.type('It rains')
  await expect.poll(async () => (await look()).status, slowly).toBe('cancelled')
})

test('a store goes out, comes in elsewhere, and back to where it was', patient, async () => {
  const [folder, other] = [tempDir(), tempDir()]
  const first = await at.open(folder)
  await first.page.getByRole('button', { name: 'Start Baton' }).click()
  await at.outside(folder, 'create_task', { title: 'Fetch the milk' })
  await first.tasks.row('Fetch the milk').waitFor()
  const told = (text: RegExp, window = first) =>
    expect.poll(() => window.notified, slowly).toContainEqual(expect.stringMatching(text))

  await first.run('Baton: Back Up Tasks')
  await told(/^Backed up to .*, checked/)
  await at.outside(folder, 'create_task', { title: 'Made too late' })
  await first.tasks.row('Made too late').waitFor()

  const file = join(folder, 'out.jsonl')
  await first.run('Baton: Export Tasks…')
  await first.type(file)
  await told(/^Exported 2 tasks to /)
  expect(readFileSync(file, 'utf8')).toContain('Made too late')

  await first.run('Baton: Restore from a Backup…')
  await first.asks('Put back which backup? Newest first.')
  await picture(first, 'restore')
  await first.page.keyboard.press('Enter')
  await first.page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await told(/^The tasks are as they were on .*What was there is kept as .*replaced-/)
  await first.tasks.row('Made too late').waitFor({ state: 'detached' })
  await first.tasks.row('Fetch the milk').waitFor()
  await first.close()

  const second = await at.open(other)
  await second.page.getByRole('button', { name: 'Start Baton' }).click()
  await second.run('Baton: Import Tasks…')
  await second.type(file)
  await second.page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
  await told(/^Imported 2 tasks from out.jsonl/, second)
  await second.tasks.row('Made too late').waitFor()

  const { pid } = at.host(other) ?? {}
  await second.run('Baton: Restart Server')
  await expect.poll(() => at.host(other)?.pid, slowly).not.toBe(pid)
  await at.outside(other, 'create_task', { title: 'After the restart' })
  await second.tasks.row('After the restart').waitFor()
})
