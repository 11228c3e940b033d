/** The other views of the board, and the board where it is narrow. */
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { ferry } from './ferry.ts'
import { openSite, type Site } from './site.ts'

const patient = { timeout: 120_000 }
let site: Site
beforeAll(async () => {
  site = await openSite(endOfFile)
  await ferry(site.call)
}, 60_000)
const status = async (task_id: string) => (await site.call('get_task', { task_id })).status

test('who works on what, who is connected, and what is stuck with what helps', patient, async () => {
  const page = await site.board()
  await page.getByRole('tab', { name: 'Agents' }).click()
  await page.getByRole('table').filter({ hasText: 'Holds' }).getByText('Checkout page: payment step').waitFor()
  await page.getByRole('table').filter({ hasText: 'Protocol' }).getByText('the board').first().waitFor()
  const stuck = page.getByRole('listitem', { name: 'FL-12' })
  await stuck.getByText('bucket policy denies PutObject').waitFor()
  await stuck.getByRole('button', { name: 'Reset Task' }).click()
  await stuck.waitFor({ state: 'detached' })
  expect(await status('FL-12')).toBe('open')
})

test('what happened, and what happens, newest first', patient, async () => {
  const page = await site.board()
  await page.getByRole('tab', { name: 'History' }).click()
  await page.locator('.event').first().waitFor()
  await site.call('claim_task', { task_id: 'FL-25', agent: 'codex' })
  await page.locator('.event').first().getByText('codex claimed it').waitFor()
  await page.getByLabel('Search tasks').fill('FL-13')
  await expect.poll(() => page.locator('.event').count()).toBeLessThan(10)
})

test('where it is narrow: a list, answered in place; a task in its stead, and back', patient, async () => {
  const page = await site.board({ width: 350 })
  await page.getByRole('button', { name: 'After charge.captured' }).click()
  await expect.poll(() => status('FL-16')).toBe('in_progress')
  await page.getByRole('button', { name: /^FL-13, / }).click()
  await page.getByRole('heading', { name: 'Release held seats when the hold runs out', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Back to the Board' }).click()
  await page.getByRole('button', { name: /^FL-13, / }).waitFor()
})

test('by keyboard alone: from card to card, into a task and back, the list of keys, a view', patient, async () => {
  const page = await site.board()
  await page.locator('#card-FL-17').focus()
  await page.keyboard.press('ArrowDown')
  expect(await page.locator(':focus').getAttribute('id')).toBe('card-FL-16')
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator(':focus').getAttribute('id')).toMatch(/^card-FL-2/)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.board').waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'Connected' }).waitFor()
})

test('letters that are no keys any more find a card instead', patient, async () => {
  const page = await site.board()
  const focused = () => page.locator(':focus').getAttribute('id')
  await page.locator('#card-FL-17').focus()
  await page.keyboard.press('?')
  await page.getByRole('checkbox', { name: /^Letters are keys/ }).uncheck()
  await page.keyboard.press('Escape')
  await page.locator('#card-FL-17').focus()
  await page.keyboard.press('n')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.waitForTimeout(1_000)
  await page.keyboard.type('dark m')
  await expect.poll(focused).toBe('card-FL-23')
  await page.waitForTimeout(1_000)
  await page.keyboard.type('fl-13')
  await expect.poll(focused).toBe('card-FL-13')
  await page.reload()
  await page.locator('#card-FL-17').focus()
  await page.keyboard.press('n')
  expect(await page.getByRole('dialog').count()).toBe(0)
})
