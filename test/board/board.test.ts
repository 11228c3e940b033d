/** The board in a browser, used as a person does, while agents work on the same tasks. */
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

const column = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const card = (page: Page, id: string) => page.locator(`#card-${id}`)
const status = async (task_id: string) => (await site.call('get_task', { task_id })).status

describe('a person at the board', { timeout: 120_000 }, () => {
  test('sees each task in its column', async () => {
    const page = await site.board()
    for (const [name, id] of [
      ['Ready', 'FL-24'],
      ['Ready', 'FL-28'],
      ['In progress', 'FL-17'],
      ['Needs you', 'FL-16'],
      ['Handed off', 'FL-14'],
    ] as const)
      await column(page, name).locator(`#card-${id}`).waitFor()
    expect(await card(page, 'FL-17').getAttribute('aria-label')).toMatch(
      /^FL-17, Checkout page: payment step, in progress, claude-code, 6 of 8 steps, \d+ minutes left, priority urgent$/,
    )
  })

  test('makes a task, which an agent finds', async () => {
    const page = await site.board()
    await page.getByRole('button', { name: 'New Task' }).first().click()
    await page.getByLabel('What is to be done?').fill('Terms of carriage')
    await page.getByLabel('Labels').fill('legal, web')
    await page.getByRole('button', { name: 'Create Task' }).click()
    await column(page, 'Ready').getByText('Terms of carriage').waitFor()
    const { tasks } = (await site.call('list_tasks', { query: 'carriage', detail: 'full' })) as {
      tasks: Record<string, unknown>[]
    }
    expect(tasks).toMatchObject([{ title: 'Terms of carriage', labels: ['legal', 'web'] }])
  })

  test('drags a task to a column, and is told why it may not', async () => {
    const page = await site.board()
    await card(page, 'FL-26').dragTo(column(page, 'In progress'))
    await column(page, 'In progress').locator('#card-FL-26').waitFor()
    await expect.poll(() => status('FL-26')).toBe('in_progress')
    await card(page, 'FL-29').hover()
    await page.mouse.down()
    await column(page, 'In progress').hover()
    await column(page, 'In progress').hover({ position: { x: 40, y: 300 } })
    await page.getByText('FL-29 waits for FL-17, FL-19.').waitFor()
    await page.mouse.up()
    expect(await status('FL-29')).toBe('open')
  })

  test('takes back what was done by mistake', async () => {
    const page = await site.board()
    await card(page, 'FL-27').dragTo(column(page, 'In progress'))
    await column(page, 'In progress').locator('#card-FL-27').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await column(page, 'Ready').locator('#card-FL-27').waitFor()
    expect(await status('FL-27')).toBe('open')
  })

  test('answers an agent by one key', async () => {
    const page = await site.board()
    await card(page, 'FL-16').focus()
    await page.keyboard.press('2')
    await column(page, 'In progress').locator('#card-FL-16').waitFor()
    expect(await status('FL-16')).toBe('in_progress')
  })

  test('sees what agents do, without a reload', async () => {
    const page = await site.board()
    await card(page, 'FL-24').waitFor()
    await site.call('claim_task', { task_id: 'FL-24', agent: 'codex' })
    await column(page, 'In progress').locator('#card-FL-24').getByText('codex').waitFor()
  })
})
