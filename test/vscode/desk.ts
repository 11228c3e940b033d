// A person at an editor with the extension, and agents outside of it. Windows of one desk share the editor's server, the
// home folder and the settings; each is closed with the test that opened it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { HostRecord } from '../../src/contract/places.ts'
import { storeKey } from '../../src/reach/records.ts'
import { cleanUp, type Later } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { startBrowser } from './host/browser.ts'
import { startServer, windowUrl } from './host/server.ts'
import { writeSettings } from './host/settings.ts'
import { openWorkbench, type Tree, type Workbench } from './host/workbench.ts'

const root = join(import.meta.dirname, '..', '..')

/**
 * For tests that are a person: an editor on a busy machine now and then swallows a key or closes a menu under the hand,
 * and a person would do it again. What fails twice is broken; vitest marks what needed a second time.
 */
export const patient = { timeout: 300_000, retry: 1 }

export interface BatonWindow extends Workbench {
  readonly tasks: Tree
}

export interface Desk {
  readonly home: string
  /** Opens a folder, a workspace file or nothing, and looks at the tasks. */
  open(folder?: string): Promise<BatonWindow>
  /** The same, and starts Baton there. */
  begin(folder: string): Promise<BatonWindow>
  /** What is noted of a folder's host. */
  host(folder: string): HostRecord | undefined
  /** Calls an operation as an agent outside of the editor does. */
  outside(folder: string, operation: string, input?: object): Promise<Answer>
  /** The user's settings, on top of those that there are; windows that are open hear of it. */
  set(settings: Record<string, unknown>): void
}

// biome-ignore lint/suspicious/noExplicitAny: answers of all operations, looked into by tests that know which.
type Answer = Record<string, any>

export interface DeskOptions {
  readonly trust?: boolean
  readonly settings?: Record<string, unknown>
  readonly env?: Record<string, string | undefined>
}

export async function desk(later: Later, { trust = false, settings = {}, env = {} }: DeskOptions = {}): Promise<Desk> {
  const scratch = tempDir(later)
  const [home, userData] = [join(scratch, 'h'), join(scratch, 'u')]
  const server = await startServer({ home, userData, extensions: join(scratch, 'e'), trust, settings, env })
  cleanUp(server.stop, later)
  const browser = await startBrowser()
  cleanUp(browser.close, later)

  const host = (folder: string): HostRecord | undefined => {
    const file = join(home, '.baton', 'hosts', `${storeKey(join(folder, '.baton', 'tasks.db'))}.json`)
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  }
  async function open(folder?: string) {
    const page = await browser.page()
    page.setDefaultTimeout(40_000)
    const workbench = await openWorkbench(
      page,
      windowUrl(server.url, { development: [root], ...(folder && { folder }) }),
    )
    onTestFinished(async ({ task }) => {
      if (page.isClosed()) return
      if (task.result?.state === 'fail') await picture(workbench, 'failed')
      await workbench.close()
    })
    await workbench.openView('Baton')
    return { ...workbench, tasks: workbench.tree('Tasks') }
  }
  return {
    home,
    host,
    open,
    async begin(folder) {
      const window = await open(folder)
      await window.page.getByRole('button', { name: 'Start Baton' }).click()
      await window.page.getByText('Connect an agent, and its tasks').waitFor()
      return window
    },
    async outside(folder, operation, input = {}) {
      const { url, token } = await until('a host listens', () => host(folder))
      const response = await fetch(new URL(`tools/${operation}`, url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      expect(response.status, await response.clone().text()).toBe(200)
      return (await response.json()) as Answer
    },
    set: (changed) => writeSettings(userData, changed),
  }
}

/** Kept where BATON_PICTURES names a folder. */
export async function picture({ page }: Workbench, name: string): Promise<void> {
  if (process.env.BATON_PICTURES) await page.screenshot({ path: join(process.env.BATON_PICTURES, `${name}.png`) })
}

export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let waited = 0; waited < 40_000; waited += 50) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Waited in vain: ${what}`)
}
