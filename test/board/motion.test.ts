/** What moves, and that nothing does where a person wants it still. */
import type { Page } from 'playwright-core'
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

const card = (page: Page, id: string) => page.locator(`#card-${id}`)
const progress = (page: Page) => page.getByRole('region', { name: 'In progress', exact: true })

/** One that is ready, and drawn. */
async function readyTask(page: Page, title: string): Promise<string> {
  const { task_id } = await site.call('create_task', { title, priority: 'urgent' })
  await card(page, String(task_id)).waitFor()
  return String(task_id)
}

/** Runs in the page: notes what moves. */
const observer = `
  window.seen = []
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.classList?.contains('flying')) seen.push('flight')
  }).observe(document.body, { childList: true, subtree: true })
  document.addEventListener('animationstart', ({ animationName }) => seen.push(animationName))`

/** What of motion was seen, from now on. */
async function watch(page: Page) {
  await page.evaluate(observer)
  return () => page.evaluate<string[]>('seen')
}

test('a card that an agent takes flies to its column, outlined once; a handoff’s baton slides', patient, async () => {
  const page = await site.board({ motion: true })
  const task_id = await readyTask(page, 'Timetable')
  const seen = await watch(page)
  await site.call('claim_task', { task_id, agent: 'codex' })
  await progress(page).locator(`#card-${task_id}`).waitFor()
  await expect.poll(seen).toEqual(expect.arrayContaining(['flight', 'touched']))
  await site.call('handoff_task', { task_id, agent: 'codex', to_agent: 'gemini', reason: 'Full.' })
  await expect.poll(seen).toContain('passed')
  await expect.poll(() => page.locator('.flying, .touched').count()).toBe(0)
  expect(await card(page, task_id).evaluate(({ style }) => style.opacity)).toBe('')
})

test('nothing moves where a person wants it still', patient, async () => {
  const page = await site.board()
  const task_id = await readyTask(page, 'Fares')
  const seen = await watch(page)
  await site.call('claim_task', { task_id, agent: 'codex' })
  await progress(page).locator(`#card-${task_id}`).waitFor()
  await site.call('update_task', { task_id, title: 'Fare rounding', agent: 'codex' })
  await card(page, task_id).getByText('Fare rounding').waitFor()
  expect(await seen()).toEqual([])
})

const pace = [
  ['in motion', true],
  ['still', false],
] as const
test.each(pace)(
  'the focus goes along with a card, also where a question came between, %s',
  patient,
  async (_, motion) => {
    const page = await site.board({ motion })
    const focused = () => page.locator(':focus').getAttribute('id')
    const taken = await readyTask(page, 'Berths')
    await card(page, taken).focus()
    await site.call('claim_task', { task_id: taken, agent: 'codex' })
    await progress(page).locator(`#card-${taken}`).waitFor()
    await expect.poll(focused).toBe(`card-${taken}`)
    const passed = await readyTask(page, 'Moorings')
    await card(page, passed).focus()
    await page.keyboard.press('m')
    await page.getByRole('menuitem', { name: 'Handed off' }).click()
    await page.getByLabel('To which agent?').fill('codex')
    await page.getByRole('dialog').getByRole('button', { name: 'Hand Off' }).click()
    await page.getByRole('region', { name: 'Handed off' }).locator(`#card-${passed}`).waitFor()
    await expect.poll(focused).toBe(`card-${passed}`)
  },
)
