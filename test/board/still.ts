/** The ferry project at one moment, in a browser at the same moment: what is drawn is the same each time. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import type { HostRecord } from '../../src/contract/places.ts'
import { person, rest } from '../e2e/person.ts'
import type { Later } from '../support/later.ts'
import { start } from '../support/process.ts'
import { ferry } from './ferry.ts'
import { browserFor, type Look } from './site.ts'

const program = resolve(import.meta.dirname, 'programs/still.ts')
/** A Friday, shortly after noon. */
const moment = Date.parse('2026-11-20T12:24:00.000Z')

/** Machines have different fonts; what is compared has one of its own. */
const fontOf = (weight: number) =>
  readFileSync(createRequire(import.meta.url).resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`))
const fontFaces = [400, 600]
  .map((weight) => `@font-face { font-family: Still; font-weight: ${weight}; src: url(still-${weight}.woff2) }`)
  .join('\n')
const sheet = `${fontFaces}
:root { --vscode-font-family: Still; --vscode-editor-font-family: Still }`

export interface StillSite {
  board(look: Look): Promise<Page>
}

export async function openStill(later: Later): Promise<StillSite> {
  const me = person(later)
  const host = start(process.execPath, [program, me.dir], { env: me.env, later })
  const [line] = await host.line(/^\{.*\}$/m)
  const { url, token } = JSON.parse(line) as HostRecord
  const call = (operation: string, input: object) => rest(url, token, operation, input)
  await ferry(call, async (ago) => {
    const at = moment - ago * 60_000
    host.child.stdin.write(`${at}\n`)
    await host.line(new RegExp(`It is ${at}\\.`))
  })
  const browser = browserFor(me, later)
  return {
    board: (look) =>
      browser(look, async (page) => {
        await page.clock.setFixedTime(moment)
        await page.route('**/board/browser.css', async (route) => {
          const answer = await route.fetch()
          await route.fulfill({ response: answer, body: `${await answer.text()}\n${sheet}` })
        })
        await page.route(/still-\d+\.woff2$/, (route) =>
          route.fulfill({
            contentType: 'font/woff2',
            body: fontOf(Number(/still-(\d+)/.exec(route.request().url())?.[1])),
          }),
        )
      }),
  }
}
