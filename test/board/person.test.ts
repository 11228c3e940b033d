/** What else a person does at the board in a browser: finds, hands off, takes away, resumes, prints, follows a link. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { ferry } from './ferry.ts'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(endOfFile)
  await ferry(site.call)
  await site.call('update_task', { task_id: 'FL-19', description: 'Mind the kroner.', agent: 'codex' })
}, 60_000)

const card = (page: Page, id: string) => page.locator(`#card-${id}`)
const task = (task_id: string) => site.call('get_task', { task_id })
const shown = (page: Page) => page.locator('[data-card]').evaluateAll((all) => all.map(({ id }) => id).sort())
const choose = async (page: Page, id: string, choice: string) => {
  await card(page, id).hover()
  await card(page, id).getByRole('button', { name: 'More Actions' }).click()
  await page.getByRole('menuitem', { name: choice }).click()
}
const asked = (page: Page) => page.getByRole('dialog')

describe('a person at the board', { timeout: 120_000 }, () => {
  test('finds by a word that only a description has, and by owner, label and priority', async () => {
    const page = await site.board()
    await page.getByLabel('Search tasks').fill('kroner')
    await expect.poll(() => shown(page), { timeout: 20_000 }).toEqual(['card-FL-19'])
    await page.getByRole('button', { name: 'Clear Filters' }).click()
    await card(page, 'FL-17').waitFor()
    await page.getByLabel('Label', { exact: true }).selectOption('api')
    await expect.poll(() => shown(page), { timeout: 20_000 }).toEqual(['card-FL-13', 'card-FL-21'])
    await page.getByLabel('Owner', { exact: true }).selectOption('codex')
    await expect.poll(() => shown(page), { timeout: 20_000 }).toEqual(['card-FL-13'])
    await page.getByLabel('Priority', { exact: true }).selectOption('urgent')
    await expect.poll(() => shown(page), { timeout: 20_000 }).toEqual([])
  })

  test('hands a task on, with the reason', async () => {
    const page = await site.board()
    await choose(page, 'FL-25', 'Hand Off to…')
    await asked(page).getByLabel('To which agent?').fill('gemini')
    await asked(page).getByLabel('Why, and what').fill('It knows the harbour office.')
    await asked(page).getByRole('button', { name: 'Hand Off' }).click()
    const there = page.getByRole('region', { name: 'Handed off', exact: true }).locator('#card-FL-25')
    await there.getByText('It knows the harbour office.').waitFor()
    expect(await task('FL-25')).toMatchObject({ status: 'handoff_ready', offered_to: 'gemini' })
  })

  test('takes a task from its holder, and gives back what is their own', async () => {
    const page = await site.board()
    await choose(page, 'FL-23', 'Take Away…')
    await asked(page).getByRole('textbox').fill('copilot is gone.')
    await asked(page).getByRole('button', { name: 'Take Away' }).click()
    await page.getByRole('region', { name: 'Ready', exact: true }).locator('#card-FL-23').waitFor()
    expect(await task('FL-23')).toMatchObject({ status: 'open' })
    await choose(page, 'FL-26', 'Claim for Me')
    await page.getByRole('region', { name: 'In progress', exact: true }).locator('#card-FL-26').waitFor()
    await choose(page, 'FL-26', 'Release')
    await page.getByRole('region', { name: 'Ready', exact: true }).locator('#card-FL-26').waitFor()
  })

  test('resumes a task: in a browser its brief is on the clipboard', async () => {
    const page = await site.board()
    await card(page, 'FL-17').click()
    await page.getByRole('button', { name: 'Copy Prompt' }).first().click()
    await page.getByText('The brief is on the clipboard.').waitFor()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(copied).toBe((await task('FL-17')).brief)
    expect(copied).toContain('Error messages and the empty basket are left.')
  })

  test('prints a task whole, without what only a screen needs', async () => {
    const page = await site.board()
    await card(page, 'FL-17').click()
    await page.getByRole('heading', { name: 'Checkout page: payment step', level: 1 }).waitFor()
    await page.emulateMedia({ media: 'print' })
    for (const only of ['.bar', '.rail', '.row-btns'])
      expect(await page.locator(only).first().isVisible(), only).toBe(false)
    const cut = await page
      .locator('.app, .split, .task, .brief')
      .evaluateAll((all) =>
        all
          .filter((one) => one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 0)
          .map((one) => one.className),
      )
    expect(cut).toEqual([])
    expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(10_000)
  })

  test.each([1400, 350])(
    'is at the same task again after its page, at %i px: by Esc and by the button',
    async (width) => {
      const page = await site.board({ width, height: 420 })
      const spot = page.locator('[data-key="FL-30"]').locator('article, button.entry')
      const at = () => page.evaluate<string>('document.activeElement.closest("[data-key]")?.dataset.key ?? ""')
      // Far down, so that it is not drawn before it is looked for.
      await spot.or(page.locator('.stack').first()).first().waitFor()
      await page
        .locator('.stack')
        .first()
        .evaluate((list) => list.scrollTo(0, list.scrollHeight))
      await spot.click()
      await page.getByRole('heading', { name: 'Launch checklist', level: 1 }).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(at, { timeout: 20_000 }).toBe('FL-30')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Back to the Board' }).click()
      await expect.poll(at, { timeout: 20_000 }).toBe('FL-30')
    },
  )

  test.each(['the same tab', 'another tab'])(
    'follows a link while logged out, logs in by %s, and is there',
    async (by) => {
      const page = await site.board()
      await page.context().clearCookies()
      await page.goto('about:blank')
      await page.goto(new URL('/#/board/FL-17', site.host.url).href)
      await page.getByText('This browser is not logged in').waitFor()
      expect(await page.locator('#wrong').textContent()).toBe('')
      await (by === 'the same tab' ? page : await page.context().newPage()).goto(await site.login())
      await page.getByRole('heading', { name: 'Checkout page: payment step', level: 1 }).waitFor()
    },
  )
})
