// From the first look to a task that another agent carries on: every step as a person does it. BATON_PICTURES names a
// folder for what is seen; then the way is walked in every kind of theme.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { desk, patient, picture } from './desk.ts'

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  contrast: 'Default High Contrast',
}
const walked = process.env.BATON_PICTURES ? Object.entries(themes) : Object.entries(themes).slice(0, 1)

test.each(walked)('a person’s way in %s', patient, async (name, theme) => {
  const settings = { 'workbench.colorTheme': theme, 'baton.name': 'alex', 'baton.offerToConnect': true }
  const at = await desk(onTestFinished, { settings })
  mkdirSync(join(at.home, '.codex'))
  const folder = join(tempDir(), 'ferry-booking')
  mkdirSync(folder)
  const window = await at.open(folder)
  const { page, tasks } = window
  const see = (step: string) => picture(window, `walk-${name}-${step}`)

  // Welcome.
  await page.getByText('Baton keeps the tasks of your agents beside your code').waitFor()
  await window.status('Baton').waitFor()
  await see('1-welcome')

  // Start.
  await page.getByRole('button', { name: 'Start Baton' }).click()
  await page.getByText('Connect an agent, and its tasks, checkpoints and handoffs show up here.').waitFor()
  await see('2-started')

  // The first task.
  await page.getByRole('button', { name: 'New Task', exact: true }).last().click()
  await window.asks('What is to be done?')
  await window.type('Release held seats when payment fails')
  await tasks.row('Release held seats').waitFor()
  expect(await tasks.spoken()).toEqual(['Ready, 1', 'T-1, Release held seats when payment fails, ready'])
  await see('3-first-task')

  // A client.
  const toast = (text: string) =>
    page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text })
  await toast('Codex is on this machine').getByRole('button', { name: 'Connect Codex' }).click()
  await window.asks('Set up beside it?')
  await page.keyboard.press('Enter')
  await window.asks('Nothing is written yet.')
  await see('4-client')
  await window.pick('Connect')
  const connected = toast('Codex is connected')
  await connected.waitFor()
  expect(readFileSync(join(at.home, '.codex', 'config.toml'), 'utf8')).toContain('[mcp_servers.baton]')
  await connected.hover()
  await connected.getByRole('button', { name: /^Clear Notification/ }).click()

  // A checkpoint: by the agent, then by the person.
  const agent = 'codex'
  await at.outside(folder, 'claim_task', { task_id: 'T-1', agent })
  await tasks.row('codex').waitFor()
  await window.status('1 running').waitFor()
  await at.outside(folder, 'save_checkpoint', { task_id: 'T-1', agent, notes: 'Found where seats are held' })
  await tasks.twist('Release held seats')
  await tasks.row('Found where seats are held').waitFor()
  await tasks.choose('Release held seats', 'Save Checkpoint…')
  await window.asks('Where does the work stand?')
  await window.type('Seats are released when a card is declined')
  await window.asks('What comes next?')
  await window.type('Release on timeout; Tests')
  await tasks.row('Seats are released').waitFor()
  await see('5-checkpoints')

  // A handoff.
  await tasks.choose('Release held seats', 'Hand Off to…')
  await window.asks('To which agent?')
  await window.type('claude-code')
  await window.asks('Why, and what should the next one know?')
  await window.type('Context full. Timeout comes next.')
  await tasks.row('for claude-code').waitFor()
  // What was opened stays so, in its new group too.
  await tasks.row('Seats are released').waitFor()
  expect((await tasks.spoken()).slice(0, 2)).toEqual([
    'Handed off, 1',
    'T-1, Release held seats when payment fails, handed off, for claude-code',
  ])
  await see('6-handed-off')

  // The next one carries on: the brief waits in the chat for the person to send it, or is copied for another chat.
  await tasks.act('Release held seats', 'Resume in Chat')
  const prompt = page.locator('.interactive-session .interactive-input-part .view-lines')
  await prompt.getByText('Carry on from here.').waitFor()
  await see('7-resumed')
  await tasks.choose('Release held seats', 'Copy Resume Brief')
  await page.getByText('The brief is on the clipboard. Paste it into a new chat.').waitFor()
  const brief = await window.clipboard()
  const told = [
    'T-1: Release held seats when payment fails',
    'to claude-code: Context full. Timeout comes next.\n',
    '- Release on timeout\n- Tests\n',
    'Notes: Seats are released when a card is declined',
  ]
  for (const line of told) expect(brief).toContain(line)
  const asked = (await prompt.textContent())?.replaceAll('\u00a0', ' ')
  expect(asked).toContain('Release held seats when payment fails')
  expect(asked).toContain('Seats are released when a card is declined')

  await at.outside(folder, 'claim_task', { task_id: 'T-1', agent: 'claude-code' })
  await tasks.row('claude-code').waitFor()
  await tasks.row('Release held seats').click()
  await page.getByRole('tab', { name: /T-1/ }).waitFor()
  const shown = page.locator('iframe.webview.ready').contentFrame().locator('iframe#active-frame').contentFrame()
  await shown.getByText('Release held seats when payment fails').first().waitFor()
  await see('8-page')
  expect(window.notified).toEqual([
    expect.stringContaining('Codex is on this machine'),
    expect.stringContaining('Codex is connected'),
  ])
})
