/** The board in a panel of the real editor, while agents work outside of it and the host dies once. */
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { ferry } from '../board/ferry.ts'
import { tempDir } from '../support/temp.ts'
import { desk, patient, picture } from './desk.ts'

/** The inside of the panel in front. */
const inside = (page: Page) =>
  page
    .locator('iframe.webview.ready[src*="extensionId=baton.baton-agent-tasks"]:visible')
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame()

test('a person works at the board in the editor', patient, async () => {
  const at = await desk(onTestFinished)
  const folder = tempDir()
  const window = await at.begin(folder)
  await ferry((operation, input) => at.outside(folder, operation, input))
  const { page } = window
  await window.run('Baton: Open Board')
  await page.getByRole('tab', { name: 'Board', exact: true }).waitFor()
  const board = inside(page)
  const column = (name: string) => board.getByRole('region', { name, exact: true })
  const status = async (task_id: string) => (await at.outside(folder, 'get_task', { task_id })).status
  await column('In progress').locator('#card-FL-17').waitFor()
  await picture(window, 'board')

  await board.getByRole('button', { name: 'New Task' }).first().click()
  await board.getByLabel('What is to be done?').fill('Terms of carriage')
  await board.getByRole('button', { name: 'Create Task' }).click()
  await column('Ready').getByText('Terms of carriage').waitFor()

  await board.locator('#card-FL-26').dragTo(column('In progress'))
  await column('In progress').locator('#card-FL-26').waitFor()
  await expect.poll(() => status('FL-26')).toBe('in_progress')

  await board.getByRole('button', { name: 'After charge.captured' }).click()
  await column('In progress').locator('#card-FL-16').waitFor()
  await board.locator('#card-FL-20').getByRole('button', { name: 'Approve' }).click()
  await board.locator('#card-FL-20').waitFor({ state: 'hidden' })
  expect(await status('FL-20')).toBe('done')

  // The host dies: said, healed, and what happens next shows.
  const pid = at.host(folder)?.pid
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
  await expect.poll(() => at.host(folder)?.pid, { timeout: 40_000 }).not.toBe(pid)
  await board.locator('.live .dot:not(.off, .idle)').waitFor()
  await at.outside(folder, 'claim_task', { task_id: 'FL-24', agent: 'codex' })
  await column('In progress').locator('#card-FL-24').waitFor()

  await board.locator('#card-FL-13').click()
  await board.getByRole('heading', { name: 'Release held seats when the hold runs out', level: 1 }).waitFor()
  await picture(window, 'board-task')
  await board.getByRole('button', { name: 'Resume in Chat' }).click()
  await page.locator('.interactive-session .interactive-input-part .view-lines').getByText('FL-13').first().waitFor()
  expect(window.notified).toEqual([])
})

test(
  'a person finds, hands off, takes away and takes back in the editor, and comes back to where they were',
  patient,
  async () => {
    const at = await desk(onTestFinished)
    const folder = tempDir()
    const window = await at.begin(folder)
    await ferry((operation, input) => at.outside(folder, operation, input))
    await at.outside(folder, 'update_task', { task_id: 'FL-31', description: 'Mind the gangway.', agent: 'codex' })
    const { page } = window
    await window.run('Baton: Open Board')
    await page.getByRole('tab', { name: 'Board', exact: true }).waitFor()
    const board = inside(page)
    const card = (id: string) => board.locator(`#card-${id}`)
    const column = (name: string) => board.getByRole('region', { name, exact: true })
    const task = (task_id: string) => at.outside(folder, 'get_task', { task_id })
    await column('In progress').locator('#card-FL-17').waitFor()

    // Found by a word that only the description has, which the host alone knows.
    await board.getByLabel('Search tasks').fill('gangway')
    await card('FL-17').waitFor({ state: 'hidden' })
    await card('FL-31').waitFor()
    await board.getByRole('button', { name: 'Clear Filters' }).click()
    await card('FL-17').waitFor()

    // Moved to another column by the menu, which asks first.
    await card('FL-13').hover()
    await card('FL-13').getByRole('button', { name: 'Move to…' }).click()
    await board.getByRole('menuitem', { name: 'Handed off' }).click()
    await board.getByLabel('To which agent?').fill('gemini')
    await board.getByLabel('Why, and what').fill('The timeout works; seats are next.')
    await board.getByRole('dialog').getByRole('button', { name: 'Hand Off' }).click()
    await column('Handed off').locator('#card-FL-13').waitFor()
    expect(await task('FL-13')).toMatchObject({ status: 'handoff_ready', offered_to: 'gemini' })

    await card('FL-27').hover()
    await card('FL-27').getByRole('button', { name: 'Move to…' }).click()
    await board.getByRole('menuitem', { name: 'In progress' }).click()
    await column('In progress').locator('#card-FL-27').waitFor()
    await board.getByRole('button', { name: 'Undo' }).click()
    await column('Ready').locator('#card-FL-27').waitFor()
    expect((await task('FL-27')).status).toBe('open')

    await card('FL-23').hover()
    await card('FL-23').getByRole('button', { name: 'More Actions' }).click()
    await board.getByRole('menuitem', { name: 'Take Away…' }).click()
    await board.getByRole('dialog').getByRole('textbox').fill('copilot is gone.')
    await board.getByRole('dialog').getByRole('button', { name: 'Take Away' }).click()
    await column('Ready').locator('#card-FL-23').waitFor()
    expect((await task('FL-23')).status).toBe('open')

    // Hidden, the board is thrown away whole; shown again it is where it was, and knows what happened meanwhile.
    await card('FL-18').click()
    const title = (text: string) => board.getByRole('heading', { name: text, level: 1 })
    await title('QR tickets as Apple and Google Wallet passes').waitFor()
    await window.run('Create: New File...')
    await window.pick('Text File')
    await title('QR tickets as Apple and Google Wallet passes').waitFor({ state: 'detached' })
    await at.outside(folder, 'update_task', { task_id: 'FL-18', title: 'QR tickets as wallet passes', agent: 'gemini' })
    await page.getByRole('tab', { name: /^FL-18/ }).click()
    await title('QR tickets as wallet passes').waitFor()
    await board.getByRole('button', { name: 'Back to the Board' }).click()
    await column('In progress').locator('#card-FL-18').waitFor()

    // A view under a name is there again in the next panel of this store.
    await board.getByRole('combobox', { name: 'Label' }).selectOption('web')
    await board.getByRole('button', { name: 'Saved Views' }).click()
    await board.getByRole('menuitem', { name: 'Save This View…' }).click()
    await board.getByLabel('Name').fill('For the web')
    await board.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await board.getByRole('dialog').waitFor({ state: 'detached' })
    await window.run('View: Close Editor')
    await window.run('Baton: Open Board')
    await card('FL-18').waitFor()
    await board.getByRole('button', { name: 'Saved Views' }).click()
    await board.getByRole('menuitemradio', { name: 'For the web' }).click()
    await card('FL-18').waitFor({ state: 'detached' })
    await card('FL-17').waitFor()
    expect(window.notified).toEqual([])
  },
)
