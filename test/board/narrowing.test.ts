/** What of the board is shown, and how: search, filters, lanes, folded groups, and views under a name. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { ferry } from './ferry.ts'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(endOfFile)
  await ferry(site.call)
}, 60_000)

const patient = { timeout: 120_000 }
const card = (page: Page, id: string) => page.locator(`#card-${id}`)
/** A task in the narrow list. */
const entry = (page: Page, id: string) => page.getByRole('button', { name: new RegExp(`^${id}, `) })
const hash = (page: Page) => new URL(page.url()).hash
const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

describe('a filter', patient, () => {
  test('is in the address, so a link and a reload show the same', async () => {
    const page = await site.board()
    await page.getByRole('combobox', { name: 'Owner' }).selectOption('codex')
    await card(page, 'FL-17').waitFor({ state: 'detached' })
    await card(page, 'FL-14').waitFor()
    expect(hash(page)).toBe('#/board?owner=codex')
    await page.reload()
    await card(page, 'FL-14').waitFor()
    expect(await card(page, 'FL-17').count()).toBe(0)
    await page.getByRole('button', { name: 'Clear Filters' }).click()
    await card(page, 'FL-17').waitFor()
    expect(hash(page)).toBe('#/board')
  })

  test('stays while a task is opened, and going back leaves the task, not the filter', async () => {
    const page = await site.board()
    await page.getByLabel('Search tasks').fill('held seats')
    await card(page, 'FL-17').waitFor({ state: 'detached' })
    await card(page, 'FL-13').click()
    await page.getByRole('heading', { level: 1, name: 'Release held seats when the hold runs out' }).waitFor()
    expect(hash(page)).toBe('#/board/FL-13?query=held+seats')
    await page.goBack()
    await card(page, 'FL-13').waitFor()
    expect(await page.getByLabel('Search tasks').inputValue()).toBe('held seats')
  })

  test('that nothing matches says so and offers the way out, on the narrow board too', async () => {
    for (const width of [1400, 350]) {
      const page = await site.board({ width })
      await page.getByLabel('Search tasks').fill('zzz zzz')
      await page.getByText('No task matches.').waitFor()
      await page.getByRole('button', { name: 'Clear Filters' }).first().click()
      await (width > 560 ? card(page, 'FL-17') : entry(page, 'FL-17')).waitFor()
    }
  })

  test('is chosen in a small form where it does not fit into the bar', async () => {
    const page = await site.board({ width: 350 })
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('combobox', { name: 'Priority' }).selectOption('urgent')
    await page.keyboard.press('Escape')
    await entry(page, 'FL-23').waitFor({ state: 'detached' })
    await entry(page, 'FL-17').waitFor()
  })
})

test('a view is saved under a name, found again by another page, and forgotten', patient, async () => {
  const page = await site.board()
  await page.getByRole('button', { name: 'Saved Views' }).click()
  expect(await page.getByRole('menuitem', { name: 'Save This View…' }).getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Label' }).selectOption('web')
  await page.getByRole('button', { name: 'Lanes by Holder' }).click()
  await page.getByRole('button', { name: 'Saved Views' }).click()
  await page.getByRole('menuitem', { name: 'Save This View…' }).click()
  await page.getByLabel('Name').fill('Web, by holder')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  const next = await page.context().newPage()
  await next.goto(new URL('./', page.url()).href)
  await card(next, 'FL-18').waitFor()
  await next.getByRole('button', { name: 'Saved Views' }).click()
  await next.getByRole('menuitemradio', { name: 'Web, by holder' }).click()
  await lane(next, 'claude-code').locator('#card-FL-17').waitFor()
  expect(await card(next, 'FL-18').count()).toBe(0)
  await next.getByRole('button', { name: 'Saved Views' }).click()
  await next.getByRole('menuitem', { name: 'Forget “Web, by holder”' }).click()
  await next.getByRole('button', { name: 'Saved Views' }).click()
  await next.getByRole('menuitem', { name: 'Save This View…' }).waitFor()
})

describe('lanes', patient, () => {
  test('show who has what, and move by keyboard from lane to lane', async () => {
    const page = await site.board()
    await page.getByRole('button', { name: 'Lanes by Holder' }).click()
    await lane(page, 'codex').locator('#card-FL-13').waitFor()
    await lane(page, 'codex').locator('#card-FL-14').waitFor()
    await card(page, 'FL-21').focus()
    await page.keyboard.press('ArrowDown')
    expect(await page.locator(':focus').getAttribute('id')).toBe('card-FL-13')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator(':focus').getAttribute('id')).toBe('card-FL-14')
    await page.keyboard.press('Home')
    expect(await page.locator(':focus').getAttribute('id')).toMatch(/^card-FL-/)
    await page.keyboard.press('ArrowUp')
    expect(await lane(page, 'claude-code').locator(':focus').count()).toBe(0)
  })

  test('take a task: dropped on an agent’s lane it is offered to them, with a word why', async () => {
    const page = await site.board({ height: 1600 })
    await page.getByRole('button', { name: 'Lanes by Holder' }).click()
    await card(page, 'FL-25').dragTo(lane(page, 'copilot').getByRole('list', { name: 'Ready' }))
    const dialog = page.getByRole('dialog', { name: 'Hand off FL-25' })
    expect(await dialog.getByLabel('To which agent?').inputValue()).toBe('copilot')
    await dialog.getByLabel('Why, and what should the next one know?').fill('You know the harbour office.')
    await dialog.getByRole('button', { name: 'Hand Off' }).click()
    await lane(page, 'copilot').locator('#card-FL-25').getByText('for copilot').waitFor()
    expect(await site.call('get_task', { task_id: 'FL-25' })).toMatchObject({
      status: 'handoff_ready',
      offered_to: 'copilot',
    })
  })

  test('fold, and stay folded over a reload', async () => {
    const page = await site.board()
    await page.getByRole('button', { name: 'Lanes by Holder' }).click()
    await lane(page, 'codex').locator('#card-FL-13').waitFor()
    await lane(page, 'codex')
      .getByRole('button', { name: /^codex/ })
      .click()
    await card(page, 'FL-13').waitFor({ state: 'detached' })
    await page.reload()
    await lane(page, 'claude-code').locator('#card-FL-17').waitFor()
    expect(await card(page, 'FL-13').count()).toBe(0)
  })
})

test('what is blocked folds away, and so do groups of the narrow list', patient, async () => {
  const page = await site.board()
  await card(page, 'FL-28').waitFor()
  await page.getByRole('button', { name: /^Blocked/ }).click()
  await card(page, 'FL-28').waitFor({ state: 'detached' })
  await card(page, 'FL-24').waitFor()
  const narrow = await site.board({ width: 350 })
  await entry(narrow, 'FL-17').waitFor()
  await narrow.getByRole('button', { name: /^In progress/ }).click()
  await entry(narrow, 'FL-17').waitFor({ state: 'detached' })
})

test('the bar tells how many slots are taken, once somebody takes one', patient, async () => {
  const page = await site.board()
  await card(page, 'FL-17').waitFor()
  expect(await page.getByText(/of \d+ slots/).count()).toBe(0)
  await site.call('claim_worker_slot', { agent: 'copilot' })
  await page.getByRole('button', { name: '1 of 5 slots' }).click()
  await page.getByRole('heading', { name: 'Connected' }).waitFor()
})
