/** Several cards moved together. */
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

const card = (page: Page, id: string) => page.locator(`#card-${id}`)
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected cards' })
const moveTo = async (page: Page, column: string) => {
  await bar(page).getByRole('button', { name: 'Move to…' }).click()
  await page.getByRole('menuitem', { name: column }).click()
}
async function ready(...titles: string[]): Promise<string[]> {
  const made = await Promise.all(titles.map((title) => site.call('create_task', { title, priority: 'urgent' })))
  return made.map(({ task_id }) => String(task_id))
}

describe('cards that are selected', { timeout: 120_000 }, () => {
  test('by Space are finished together, and that is undone together', async () => {
    const [first = '', second = ''] = await ready('Gangway', 'Life jackets')
    const page = await site.board()
    await card(page, first).focus()
    await page.keyboard.press(' ')
    await card(page, second).focus()
    await page.keyboard.press(' ')
    await bar(page).getByText('2 selected').waitFor()
    expect(await card(page, first).getAttribute('aria-label')).toMatch(/, selected$/)
    await moveTo(page, 'Done')
    await page.getByText('2 tasks are in “Done” now.').waitFor()
    await bar(page).waitFor({ state: 'detached' })
    for (const task_id of [first, second])
      expect(await site.call('get_task', { task_id })).toMatchObject({ status: 'done' })
    await page.getByRole('button', { name: 'Undo' }).click()
    const column = page.getByRole('region', { name: 'Ready', exact: true })
    for (const task_id of [first, second]) await column.locator(`#card-${task_id}`).waitFor()
  })

  test('by Ctrl and the mouse are handed off by one question, and what cannot go is told', async () => {
    const page = await site.board()
    await card(page, 'FL-24').click({ modifiers: ['Control'], position: { x: 60, y: 12 } })
    await card(page, 'FL-28').click({ modifiers: ['Control'], position: { x: 60, y: 12 } })
    await bar(page).getByText('2 selected').waitFor()
    await moveTo(page, 'In progress')
    await page.getByRole('alert').getByText('FL-28 waits for FL-13, FL-14, FL-29.').waitFor()
    await page.getByText('FL-24 is in “In progress” now.').waitFor()
    const [third = '', fourth = ''] = await ready('Anchor', 'Chain')
    for (const id of [third, fourth]) await card(page, id).click({ modifiers: ['Control'], position: { x: 60, y: 12 } })
    await moveTo(page, 'Handed off')
    const dialog = page.getByRole('dialog', { name: 'Hand off 2 tasks' })
    await dialog.getByLabel('To which agent?').fill('codex')
    await dialog.getByRole('button', { name: 'Hand Off' }).click()
    await dialog.waitFor({ state: 'detached' })
    for (const task_id of [third, fourth])
      expect(await site.call('get_task', { task_id })).toMatchObject({ status: 'handoff_ready', offered_to: 'codex' })
  })

  test('are let go by Esc', async () => {
    const page = await site.board()
    await card(page, 'FL-17').focus()
    await page.keyboard.press(' ')
    await bar(page).waitFor()
    await page.keyboard.press('Escape')
    await bar(page).waitFor({ state: 'detached' })
    expect(await page.locator(':focus').getAttribute('id')).toBe('card-FL-17')
  })
})
