/** A real host, agents that call it, and a browser that is logged in to its board. */
import type { Page } from 'playwright-core'
import { person, rest } from '../e2e/person.ts'
import { cleanUp, type Later } from '../support/later.ts'
import { type HostBrowser, startBrowser } from '../vscode/host/browser.ts'
import type { Call } from './ferry.ts'

export const themes = ['dark', 'light', 'contrast'] as const
export type Theme = (typeof themes)[number]

export interface Look {
  readonly theme?: Theme
  readonly width?: number
  readonly height?: number
  readonly language?: string
}

export interface Site {
  readonly me: ReturnType<typeof person>
  readonly host: Awaited<ReturnType<ReturnType<typeof person>['serve']>>
  /** As an agent. */
  readonly call: Call
  /** The address that logs a browser in, once. */
  login(): Promise<string>
  /** A browser of its own, logged in, at the board. */
  board(look?: Look): Promise<Page>
}

export async function openSite(later: Later): Promise<Site> {
  const me = person(later)
  const host = await me.serve()
  let browser: HostBrowser | undefined
  async function login(): Promise<string> {
    const { out } = await me.terminal('open', '--json')
    return String(JSON.parse(out.slice(out.indexOf('{'))).url)
  }
  async function board({ theme = 'dark', width = 1400, height = 900, language = 'en' }: Look = {}): Promise<Page> {
    if (!browser) {
      browser = await startBrowser()
      cleanUp(browser.close, later)
    }
    const context = await browser.browser.newContext({
      viewport: { width, height },
      colorScheme: theme === 'light' ? 'light' : 'dark',
      contrast: theme === 'contrast' ? 'more' : 'no-preference',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      locale: language,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(await login())
    await page.locator('.bar').waitFor()
    return page
  }
  return { me, host, call: (operation, input) => rest(host.url, host.token, operation, input), login, board }
}
