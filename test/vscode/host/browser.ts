// The browser in which the workbench runs: headless, with a profile of its own, and no way out of this machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { programOf } from '../../../scripts/tools.mjs'
import { homeVariables } from '../../support/home.ts'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
]

export interface HostBrowser {
  browser: Browser
  /** A page of its own context, as if another person's browser. */
  page(): Promise<Page>
  /** Addresses outside this machine that a page asked for, and did not get. */
  readonly refused: string[]
  close(): Promise<void>
}

export async function startBrowser(): Promise<HostBrowser> {
  const executablePath = process.env.BATON_CHROMIUM ?? programOf('Chromium')
  if (!executablePath) throw new Error('Tests in the editor need Chromium: npm test installs it, or says how.')
  // Crash reports and settings go to the home folder.
  const home = mkdtempSync(join(tmpdir(), 'baton-web-'))
  const wipe = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  const { TMPDIR: _, ...inherited } = process.env
  const env = Object.fromEntries(Object.entries({ ...inherited, ...homeVariables(home), TMPDIR: home }))
  const browser = await chromium.launch({ executablePath, headless: true, args: flags, env: env as never })
  const refused: string[] = []

  async function page() {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce',
    })
    const isOutside = ({ protocol, hostname }: URL) =>
      protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname)
    await context.route(isOutside, (route) => {
      refused.push(route.request().url())
      return route.abort()
    })
    return await context.newPage()
  }

  async function close() {
    await browser.close()
    wipe()
  }
  return { browser, page, refused, close }
}
