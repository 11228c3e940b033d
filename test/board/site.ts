/** A real host, agents that call it, and a browser that is logged in to its board. */
import type { Cookie, Page } from 'playwright-core'
import { type Person, person, rest } from '../e2e/person.ts'
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
  /** Whether things may move. */
  readonly motion?: boolean
}

export interface Site {
  readonly me: ReturnType<typeof person>
  readonly host: Awaited<ReturnType<ReturnType<typeof person>['serve']>>
  /** As an agent. */
  readonly call: Call
  /** The address that logs a browser in, once. */
  login(): Promise<string>
  /** A browser of its own, logged in, at the board, until the test ends. */
  board(look?: Look): Promise<Page>
}

/** Goes to another view: by its tab, or by the menu where tabs would not fit. */
export async function show(page: Page, view: string): Promise<void> {
  const back = page.getByRole('button', { name: 'Back to the Board' })
  if (await back.isVisible()) await back.click()
  const tab = page.getByRole('tab', { name: view })
  if (await tab.isVisible()) return await tab.click()
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitemradio', { name: view }).click()
}

const loginOf = async (me: Person): Promise<string> => {
  const { out } = await me.terminal('open', '--json')
  return String(JSON.parse(out.slice(out.indexOf('{'))).url)
}

/** A browser for what a person's host shows, started when it is first needed. `before`: what the page needs to know. */
export function browserFor(me: Person, later: Later) {
  let browser: Promise<HostBrowser> | undefined
  let login: { readonly cookies: Cookie[]; readonly url: string } | undefined
  async function started() {
    const one = await startBrowser()
    cleanUp(one.close, later)
    return one
  }
  return async (look: Look = {}, before: (page: Page) => Promise<void> = async () => {}): Promise<Page> => {
    const { theme = 'dark', width = 1400, height = 900, language = 'en', motion } = look
    browser ??= started()
    const context = await (await browser).browser.newContext({
      viewport: { width, height },
      colorScheme: theme === 'light' ? 'light' : 'dark',
      contrast: theme === 'contrast' ? 'more' : 'no-preference',
      reducedMotion: motion ? 'no-preference' : 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      locale: language,
      timezoneId: 'UTC',
    })
    // An open board draws its clocks every second.
    cleanUp(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await before(page)
    if (login) await context.addCookies(login.cookies)
    await page.goto(login?.url ?? (await loginOf(me)))
    await page.locator('.bar').waitFor()
    // A person logs in once.
    login ??= { cookies: await context.cookies(), url: new URL('./', page.url()).href }
    return page
  }
}

export async function openSite(later: Later): Promise<Site> {
  const me = person(later)
  const host = await me.serve()
  const board = browserFor(me, later)
  return {
    me,
    host,
    call: (operation, input) => rest(host.url, host.token, operation, input),
    login: () => loginOf(me),
    board: (look) => board(look),
  }
}
