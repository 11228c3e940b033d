/** What a checker of accessibility finds in each view, theme and width. */
import { join } from 'node:path'
import axe from 'axe-core'
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { ferry } from './ferry.ts'
import { openSite, type Site, show, themes } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(endOfFile)
  await ferry(site.call)
  await site.call('attach_artifact', {
    ...{ task_id: 'FL-17', kind: 'diff', name: 'fares.diff', agent: 'codex' },
    content: '--- a/fares.ts\n+++ b/fares.ts\n@@ -1 +1 @@\n-car = 40\n+car = 42\n',
  })
}, 60_000)

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

test.each(themes.flatMap((theme) => [1400, 350].map((width) => [theme, width] as const)))(
  'no violation in %s at %i px: the board, a task, a change, a question, the other views',
  { timeout: 120_000 },
  async (theme, width) => {
    const page = await site.board({ theme, width })
    const look = async () => {
      // The page's own policy forbids what a test brings along; the debugger does not ask it.
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate<{ violations: Violation[] }>(
        'axe.run(document, { resultTypes: ["violations"] })',
      )
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
      )
    }
    await page.getByText('Checkout page: payment step').first().waitFor()
    if (process.env.BATON_PICTURES)
      await page.screenshot({ path: join(process.env.BATON_PICTURES, `board-${theme}-${width}.png`) })
    expect(await look()).toEqual([])
    if (width > 560) {
      await page.getByRole('button', { name: 'Lanes by Holder' }).click()
      await page.getByRole('region', { name: 'codex' }).waitFor()
    } else {
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.getByRole('combobox', { name: 'Owner' }).waitFor()
    }
    expect(await look()).toEqual([])
    await page.keyboard.press('Escape')
    await show(page, 'Graph')
    await page.locator('#node-FL-17').waitFor()
    expect(await look()).toEqual([])
    await show(page, 'Board')
    await page.getByText('Checkout page: payment step').first().click()
    await page.getByRole('heading', { name: 'Checkout page: payment step', level: 1 }).waitFor()
    expect(await look()).toEqual([])
    await page.getByRole('button', { name: 'Open Diff', exact: true }).click()
    await page.getByRole('dialog').locator('ins').waitFor()
    expect(await look()).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('n')
    await page.getByRole('dialog').waitFor()
    expect(await look()).toEqual([])
    await page.keyboard.press('Escape')
    for (const [view, sign] of [
      ['Agents', 'Connected'],
      ['History', 'Today'],
    ] as const) {
      await show(page, view)
      await page.getByRole('heading', { name: sign, exact: false }).waitFor()
      if (process.env.BATON_PICTURES)
        await page.screenshot({ path: join(process.env.BATON_PICTURES, `board-${view}-${theme}-${width}.png`) })
      expect(await look()).toEqual([])
    }
  },
)
