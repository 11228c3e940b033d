/** What agents attached, opened in a browser: a text, a change, a picture, and what can only be saved. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { openSite, type Site } from './site.ts'

const patient = { timeout: 120_000 }
const picture = readFileSync(resolve(import.meta.dirname, '../../media/icon.png'))
const diff = `diff --git a/fares.ts b/fares.ts
--- a/fares.ts
+++ b/fares.ts
@@ -1,3 +1,3 @@
 export const child = 0.5
-export const car = 40
+export const car = 42
 export const bicycle = 8
`
let site: Site
beforeAll(async () => {
  site = await openSite(endOfFile)
  writeFileSync(join(site.me.dir, 'shot.png'), picture)
  writeFileSync(join(site.me.dir, 'trace.bin'), Buffer.from([0, 1, 2, 255]))
  await site.call('create_task', { task_id: 'A-1', title: 'Fares of 2027' })
  for (const artifact of [
    { kind: 'log', name: 'test.log', content: '18 passed' },
    { kind: 'diff', name: 'fares.diff', content: diff },
    { path: 'shot.png' },
    { path: 'trace.bin' },
  ])
    await site.call('attach_artifact', { task_id: 'A-1', agent: 'codex', ...artifact })
}, 60_000)

const opened = async (page: Page, name: string) => {
  await page.locator('.art', { hasText: name }).getByRole('button').click()
  return page.getByRole('dialog', { name })
}
const saved = async (page: Page) => {
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: /^Download/ }).click()
  const download = await coming
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

test.each([['dark', 1400] as const, ['light', 350] as const, ['contrast', 1400] as const])(
  'each is shown as what it is, in %s at %i px, and saved as it was attached',
  patient,
  async (theme, width) => {
    const page = await site.board({ theme, width })
    await page.getByText('Fares of 2027').first().click()
    const look = async (name: string) => {
      if (process.env.BATON_PICTURES)
        await page.screenshot({ path: join(process.env.BATON_PICTURES, `artifact-${name}-${theme}-${width}.png`) })
      await page.keyboard.press('Escape')
    }

    await (await opened(page, 'test.log')).getByText('18 passed').waitFor()
    await look('log')

    const change = await opened(page, 'fares.diff')
    expect(await change.locator('ins').allTextContents()).toEqual(['+export const car = 42\n'])
    expect(await change.locator('del').allTextContents()).toEqual(['-export const car = 40\n'])
    await look('diff')

    const shot = (await opened(page, 'shot.png')).getByRole('img', { name: 'shot.png' })
    await expect
      .poll(() => shot.evaluate((image: { naturalWidth?: number }) => image.naturalWidth), { timeout: 20_000 })
      .toBeGreaterThan(0)
    expect(await saved(page)).toEqual({ name: 'shot.png', bytes: picture })
    await look('picture')

    await (await opened(page, 'trace.bin')).getByText('neither text nor a picture').waitFor()
    expect(await saved(page)).toEqual({ name: 'trace.bin', bytes: Buffer.from([0, 1, 2, 255]) })
    await look('binary')
  },
)
