/** The graph in a browser: what waits for what, while agents work. */
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { ferry } from './ferry.ts'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(endOfFile)
  await ferry(site.call)
}, 60_000)

test('a person sees the plan, walks along it, and opens a task', { timeout: 120_000 }, async () => {
  const page = await site.board()
  await page.getByRole('tab', { name: 'Graph' }).click()
  const node = (id: string) => page.locator(`#node-${id}`)
  const focused = () => page.evaluate('document.activeElement.id')
  await node('FL-30').waitFor()
  expect(await page.locator('.node').count()).toBe(25)
  await page.locator('[data-edge="FL-17 FL-29"] .e.crit.wait').waitFor({ state: 'attached' })
  expect(await page.locator('.gside .id').allTextContents()).toEqual(['FL-17', 'FL-29', 'FL-28', 'FL-30'])
  await page.getByText('25 of 29 tasks, 8 done').waitFor()
  await node('FL-17').focus()
  for (const id of ['FL-29', 'FL-28', 'FL-30']) {
    await page.keyboard.press('ArrowRight')
    expect(await focused()).toBe(`node-${id}`)
  }
  await page.keyboard.press('ArrowLeft')
  expect(await focused()).toBe('node-FL-28')
  await site.call('complete_task', { task_id: 'FL-13', agent: 'codex' })
  await page.locator('#node-FL-13.done').waitFor()
  expect(await focused()).toBe('node-FL-28')
  await node('FL-29').click()
  await page.getByRole('heading', { name: 'Invoice as PDF after payment', level: 1 }).waitFor()
})
