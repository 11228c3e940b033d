import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { storeKey } from '../../src/reach/records.ts'
import { endOfFile } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { type Desk, desk, patient, picture } from './desk.ts'

let at: Desk
beforeAll(async () => {
  at = await desk(endOfFile)
}, 120_000)

test('without a folder it says what to do', patient, async () => {
  const { page } = await at.open()
  await page.getByText('Baton keeps tasks beside your code. Open a folder to begin.').waitFor()
  await page.getByRole('button', { name: 'Open Folder' }).first().waitFor()
})

test('in a folder that is not trusted it starts nothing and says so', patient, async () => {
  const careful = await desk(onTestFinished, { trust: true })
  const window = await careful.open(tempDir())
  await window.page.getByText('You have not trusted this folder, so the task server is off.').waitFor()
  await window.page.getByRole('button', { name: 'Manage Trust' }).waitFor()
  await picture(window, 'untrusted')
  expect(existsSync(join(careful.home, '.baton'))).toBe(false)
})

test('a person starts Baton and sees what agents do', patient, async () => {
  const folder = tempDir()
  const window = await at.begin(folder)
  const { tasks } = window

  const agent = 'codex'
  const { task_id } = await at.outside(folder, 'create_task', { title: 'Write the report', priority: 'urgent' })
  await tasks.row('Write the report').waitFor()
  expect(await tasks.spoken()).toEqual(['Ready, 1', `${task_id}, Write the report, ready, priority urgent`])

  await at.outside(folder, 'claim_task', { task_id, agent })
  await tasks.row('codex').waitFor()
  expect((await tasks.spoken())[0]).toBe('In progress, 1')
  await at.outside(folder, 'save_checkpoint', { task_id, agent, notes: 'Half of it is written' })
  await tasks.twist('Write the report')
  await tasks.row('Half of it is written').waitFor()
  await at.outside(folder, 'save_checkpoint', { task_id, agent, notes: 'The rest too' })
  await tasks.row('The rest too').waitFor()

  const options = ['Danish', 'Dutch']
  await at.outside(folder, 'request_input', { task_id, agent, question: 'In which language?', options })
  await tasks.row('Needs you').waitFor()
  await window.status(/1 needs you/).waitFor()
  await tasks.act('Write the report', 'Answer…')
  await window.asks('codex asks: In which language?')
  await window.pick('Dutch')
  await tasks.row('In progress').waitFor()
  // The answer was a person's: the host knows this editor's key now.
  const people = join(at.home, '.baton', 'people', `${storeKey(join(folder, '.baton', 'tasks.db'))}.json`)
  expect(JSON.parse(readFileSync(people, 'utf8')).keys).toHaveLength(1)

  await tasks.row('Write the report').getByRole('checkbox').click()
  await tasks.row('Done').waitFor()
  expect((await at.outside(folder, 'get_task', { task_id })).status).toBe('done')
  await tasks.twist('Done')
  await tasks.row('Write the report').waitFor()
  expect(window.notified).toEqual([])
})
