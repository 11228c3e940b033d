/** Two browsers and an agent at the same task, and the host killed in between. */
import { expect, onTestFinished, test } from 'vitest'
import { ferry } from './ferry.ts'
import { openSite } from './site.ts'

test('what one does the others see; two at once, one is refused and told; a killed host loses nothing', {
  timeout: 180_000,
}, async () => {
  const site = await openSite(onTestFinished)
  await ferry(site.call)
  const [ada, ben] = [await site.board(), await site.board({ theme: 'light' })]
  const status = async (task_id: string) => (await site.call('get_task', { task_id })).status

  // Edited by one from an older state than the agent's: nobody's words are lost.
  await ada.locator('#card-FL-25').hover()
  await ada.locator('#card-FL-25').getByRole('button', { name: 'More Actions' }).click()
  await ada.getByRole('menuitem', { name: 'Edit…' }).click()
  await ada.getByLabel('What is to be done?').waitFor()
  await site.call('update_task', { task_id: 'FL-25', title: 'Export sales as CSV and PDF', agent: 'codex' })
  await ben.locator('#card-FL-25').getByText('Export sales as CSV and PDF').waitFor()
  await ada.getByLabel('What is to be done?').fill('Export sales')
  await ada.getByRole('button', { name: 'Save', exact: true }).click()
  await ada.getByRole('dialog').getByRole('alert').getByText('version').waitFor()
  expect((await site.call('get_task', { task_id: 'FL-25' })).title).toBe('Export sales as CSV and PDF')
  await ada.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()

  // Both take one task: one has it, the other sees it taken back and why.
  await ben.route('**/tools/claim_task', async (route) => {
    await site.call('claim_task', { task_id: 'FL-26', agent: 'codex' })
    await route.continue()
  })
  const taken = ben.getByRole('region', { name: 'In progress', exact: true })
  await ben.locator('#card-FL-26').dragTo(taken)
  await ben.getByRole('alert').getByText('FL-26 is held by codex').waitFor()
  await taken.locator('#card-FL-26').getByText('codex').waitFor()

  // Killed: said, and what was asked for meanwhile is done by the next host, once.
  const port = new URL(site.host.url).port
  site.host.child.kill('SIGKILL')
  await site.host.exited
  await ada.locator('.dot:is(.idle, .off)').waitFor()
  await ada.getByText('Showing the board as of').waitFor()
  await site.me.serve('--port', port)
  for (const page of [ada, ben]) await page.locator('.live .dot:not(.idle, .off)').waitFor()
  await ada.locator('#card-FL-20').getByRole('button', { name: 'Approve' }).click()
  await ben
    .getByRole('region', { name: 'Done', exact: true })
    .getByText('Ticket e-mail with the boarding code')
    .waitFor()
  expect(await status('FL-20')).toBe('done')
})
