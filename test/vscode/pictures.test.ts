// A tour with tasks in every state, in light and dark. `npm run pictures` keeps what it sees: media/pictures for the
// walkthrough, media/readme for README.md, which is not packed.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { type Desk, desk } from './desk.ts'

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' }
/** Longer ones make the page slow on which the extension is looked at. */
const largest = 150 * 1024

/** Of a long, half empty thing only so much: `height` from `top` on. */
async function draw(from: Locator, name: string, { top = 0, height = 0 } = {}): Promise<void> {
  const folder = process.env.BATON_DRAW ?? tempDir()
  const path = join(folder, `${name}.png`)
  mkdirSync(dirname(path), { recursive: true })
  const box = await from.boundingBox()
  if (!box) throw new Error(`${name} is not to be seen.`)
  const clip = { ...box, y: box.y + top, height: height || box.height }
  await from.page().screenshot({ path, clip })
  expect(statSync(path).size, name).toBeLessThan(largest)
}

/** What two clients outside did with one task. */
async function passOn({ outside }: Desk, folder: string): Promise<void> {
  const { task_id } = await outside(folder, 'create_task', {
    title: 'Release held seats when payment fails',
    goal: 'Nobody loses a seat to a card that was declined, and no seat stays held.',
    priority: 'high',
    agent: 'alex',
  })
  const by = (agent: string) => (operation: string, input: object) =>
    outside(folder, operation, { task_id, agent, ...input })
  const [claude, codex] = [by('claude-code'), by('codex')]
  await claude('claim_task', {})
  await claude('save_checkpoint', {
    notes: 'Found where seats are held: three places.',
    completed_steps: ['Find where seats are held'],
    remaining_steps: ['Release on decline', 'Release on timeout', 'Tell the next in line', 'Tests'],
  })
  await claude('save_checkpoint', {
    notes: 'Seats are released when a card is declined.',
    completed_steps: ['Find where seats are held', 'Release on decline'],
    remaining_steps: ['Release on timeout', 'Tell the next in line', 'Tests'],
    test_results: '12 passed',
  })
  await claude('handoff_task', { to_agent: 'codex', reason: 'Context full at 94 %. Timeout comes next.' })
  await codex('claim_task', {})
  await codex('save_checkpoint', {
    notes: 'Timeout works, too; the queue is next.',
    completed_steps: ['Find where seats are held', 'Release on decline', 'Release on timeout'],
    remaining_steps: ['Tell the next in line', 'Tests'],
    test_results: '15 passed',
  })
}

/** Makes the side bar so wide that titles and holders fit. */
async function widen(page: Page): Promise<void> {
  const side = await page.locator('.part.sidebar').boundingBox()
  if (!side) throw new Error('There is no side bar.')
  const x = side.x + side.width + 1
  await page.mouse.move(x, 450)
  await page.mouse.down()
  await page.mouse.move(x + 150, 450, { steps: 4 })
  await page.mouse.up()
  await page.mouse.move(900, 880)
}

for (const [name, theme] of Object.entries(themes))
  test(`the tour in ${name}`, { timeout: 300_000 }, async ({ onTestFinished }) => {
    const folder = join(tempDir(), 'ferry-booking')
    mkdirSync(folder)
    const settings = { 'workbench.colorTheme': theme, 'baton.name': 'alex', 'window.title': 'ferry-booking' }
    const atDesk = await desk(onTestFinished, { settings })
    const { page, tasks, run, status, notified } = await atDesk.open(folder)
    const side = page.locator('.part.sidebar')
    const tour = page.locator('.gettingStartedContainer')
    const done = (step: string) => tour.getByRole('checkbox', { name: `${step}: Completed` }).waitFor()

    await page.getByRole('button', { name: 'Start Baton' }).waitFor()
    await widen(page)
    await draw(side, `pictures/start-${name}`, { height: 260 })
    await page.getByRole('button', { name: 'See How It Works' }).click()
    await tour.getByRole('button', { name: 'Start Baton' }).click()
    await done('Start the task server')

    await run('Baton: Add Sample Tasks')
    await tasks.row('Nightly report').waitFor()
    await done('Write the first task')
    await run('Baton: Add Sample Tasks')
    await page.getByText('The sample tasks are there already.').waitFor()
    const { tasks: made } = await atDesk.outside(folder, 'list_tasks', { label: 'sample' })
    expect(made).toHaveLength(8)

    await passOn(atDesk, folder)
    await tasks.row('Release held seats').filter({ hasText: 'codex' }).waitFor()
    await done('Watch the work change hands')
    await status(/need you/).waitFor()
    await draw(side, `pictures/tree-${name}`, { height: 400 })
    await tasks.twist('Release held seats')
    await tasks.row('Timeout works').waitFor()
    await draw(side, `pictures/checkpoints-${name}`, { height: 440 })

    await run('Baton: Connect a Client')
    const box = page.locator('.quick-input-widget:visible')
    await box.getByRole('option').filter({ hasText: 'Codex' }).waitFor()
    await draw(box, `pictures/connect-${name}`)
    await page.keyboard.press('Escape')
    await done('Connect a client')

    await run('View: Close Editor')
    await tasks.row('Release held seats').click()
    const shown = page.locator('iframe.webview.ready[src*="extensionId=baton.baton-agent-tasks"]').contentFrame()
    await shown.locator('iframe#active-frame').contentFrame().getByText('Timeout works, too').first().waitFor()
    await draw(page.locator('.part.editor'), `pictures/resume-${name}`, { height: 600 })
    // Without the title bar, which tells of a test.
    await draw(page.locator('body'), `readme/window-${name}`, { top: 36, height: 720 })

    await run('Baton: Remove Sample Tasks')
    await page.getByText('The sample tasks are cancelled.').waitFor()
    await tasks.row('Needs you').waitFor({ state: 'detached' })
    expect(notified).toEqual([])
  })
