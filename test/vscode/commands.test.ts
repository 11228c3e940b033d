import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { type Desk, desk, picture } from './desk.ts'

const patient = { timeout: 240_000 }
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
