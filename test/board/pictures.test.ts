/**
 * The board as it looked when somebody looked at it last and found it right: test/board/pictures. `npm run pictures`
 * draws them anew; look at them before they are committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pixelmatch from 'pixelmatch'
import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { themes } from './site.ts'
import { openStill, type StillSite } from './still.ts'

const folder = join(import.meta.dirname, 'pictures')
/** README.md shows these. */
const forReadme = ['board-dark-1400', 'board-light-1400']
/** The browser that drew them. Others smooth letters and curves in their own ways: up to 4 % of the pixels are other. */
const drawnBy = join(folder, 'drawn-by.txt')
/** Share of pixels. By the same browser, padding that is 2 px wider makes 2.7 % of a board other. */
const allowed = { same: 0.004, other: 0.06 }

const browserOf = (page: Page) => `${process.platform} ${page.context().browser()?.version()}\n`

let site: StillSite
beforeAll(async () => {
  site = await openStill(endOfFile)
}, 60_000)

async function compare(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`)
  const seen = await page.screenshot({ animations: 'disabled' })
  if (process.env.BATON_DRAW) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, seen)
    writeFileSync(drawnBy, browserOf(page))
    if (forReadme.includes(name)) writeFileSync(join(process.env.BATON_DRAW, 'readme', `${name}.png`), seen)
    return
  }
  expect(existsSync(path), `${path} is missing; "npm run pictures" draws it`).toBe(true)
  const [right, now] = [PNG.sync.read(readFileSync(path)), PNG.sync.read(seen)]
  const { width, height } = right
  expect([now.width, now.height]).toEqual([width, height])
  const difference = new PNG({ width, height })
  const other = pixelmatch(right.data, now.data, difference.data, width, height, { threshold: 0.2 })
  const isSame = readFileSync(drawnBy, 'utf8') === browserOf(page)
  if (other / (width * height) <= (isSame ? allowed.same : allowed.other)) return
  const kept = process.env.BATON_DIFFERENCES ?? tempDir(() => {})
  writeFileSync(join(kept, `${name}.png`), seen)
  writeFileSync(join(kept, `${name}-difference.png`), PNG.sync.write(difference))
  expect.fail(`${name} looks different: ${other} of ${width * height} pixels. Compare ${kept} with ${path}.`)
}

test.each(themes.flatMap((theme) => [1400, 350].map((width) => [theme, width] as const)))(
  'the board and a task in %s at %i px look as they did',
  { timeout: 120_000 },
  async (theme, width) => {
    const page = await site.board({ theme, width })
    await page.getByText('Checkout page: payment step').first().waitFor()
    await page.evaluate('document.fonts.ready')
    await compare(page, `board-${theme}-${width}`)
    await page.getByText('Checkout page: payment step').first().click()
    await page.getByText('Decline codes mapped').first().waitFor()
    await compare(page, `task-${theme}-${width}`)
  },
)
