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

  // It is found again after it was hidden, and a task's chat is the editor's.
  await board.locator('#card-FL-13').click()
  await board.getByRole('heading', { name: 'Release held seats when the hold runs out', level: 1 }).waitFor()
  await picture(window, 'board-task')
  await board.getByRole('button', { name: 'Resume in Chat' }).click()
  await page.locator('.interactive-session .interactive-input-part .view-lines').getByText('FL-13').first().waitFor()
  expect(window.notified).toEqual([])
})
