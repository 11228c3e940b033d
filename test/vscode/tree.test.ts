import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { HostRecord } from '../../src/contract/places.ts'
import { tempDir } from '../support/temp.ts'
import { startBrowser } from './host/browser.ts'
import { startServer, windowUrl } from './host/server.ts'

const root = join(import.meta.dirname, '..', '..')

/** What an agent outside of the editor does. */
async function outside(home: string, operation: string, input: object): Promise<Record<string, string>> {
  const hosts = join(home, '.baton', 'hosts')
  const [file = ''] = readdirSync(hosts)
  const { url, token } = JSON.parse(readFileSync(join(hosts, file), 'utf8')) as HostRecord
  const response = await fetch(new URL(`tools/${operation}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Record<string, string>
}

const picture = async (page: Page, name: string) => {
  if (process.env.BATON_PICTURES) await page.screenshot({ path: join(process.env.BATON_PICTURES, `${name}.png`) })
}

interface Desk {
  page: Page
  home: string
  open(folder?: string): Promise<void>
}

/** An editor with the extension, for as long as `work` takes. */
async function atDesk(work: (desk: Desk) => Promise<void>, trust = false): Promise<void> {
  const scratch = tempDir()
  const home = join(scratch, 'h')
  const server = await startServer({ home, userData: join(scratch, 'u'), extensions: join(scratch, 'e'), trust })
  const browser = await startBrowser()
  const page = await browser.page()
  page.setDefaultTimeout(30_000)
  const open = async (folder?: string) => {
    await page.goto(windowUrl(server.url, { development: [root], ...(folder && { folder }) }))
    await page.getByRole('tab', { name: 'Baton' }).click()
  }
  try {
    await work({ page, home, open })
  } catch (error) {
    await picture(page, 'failed')
    throw error
  } finally {
    await browser.close()
    await server.stop()
  }
}

test('without a folder it says what to do', { timeout: 240_000 }, () =>
  atDesk(async ({ page, open }) => {
    await open()
    await page.getByText('Baton keeps tasks beside your code. Open a folder to begin.').waitFor()
    await page.getByRole('button', { name: 'Open Folder' }).first().waitFor()
  }),
)

test('in a folder that is not trusted it starts nothing and says so', { timeout: 240_000 }, () =>
  atDesk(async ({ page, home, open }) => {
    await open(tempDir())
    await page.getByText('You have not trusted this folder, so the task server is off.').waitFor()
    await page.getByRole('button', { name: 'Manage Trust' }).waitFor()
    await picture(page, 'untrusted')
    expect(existsSync(join(home, '.baton'))).toBe(false)
  }, true),
)

test('a person starts Baton and sees what agents do', { timeout: 240_000 }, () =>
  atDesk(async ({ page, home, open }) => {
    await open(tempDir())
    await page.getByRole('button', { name: 'Start Baton' }).click()
    await page.getByText('Connect an agent, and its tasks').waitFor()
    await picture(page, 'empty')

    const tree = page.getByRole('tree', { name: 'Tasks' })
    const row = (text: string) => tree.getByRole('treeitem').filter({ hasText: text })
    const rows = () =>
      tree.getByRole('treeitem').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))

    const agent = 'codex'
    const { task_id } = await outside(home, 'create_task', { title: 'Write the report', priority: 'urgent' })
    await row('Write the report').waitFor()
    expect(await rows()).toEqual(['Ready, 1', `${task_id}, Write the report, ready, priority urgent`])

    await outside(home, 'claim_task', { task_id, agent })
    await row('codex').waitFor()
    expect((await rows())[0]).toBe('In progress, 1')
    await outside(home, 'save_checkpoint', { task_id, agent, notes: 'Half of it is written' })
    await row('Write the report').locator('.monaco-tl-twistie').click()
    await row('Half of it is written').waitFor()
    await outside(home, 'save_checkpoint', { task_id, agent, notes: 'The rest too' })
    await row('The rest too').waitFor()

    await outside(home, 'request_input', {
      task_id,
      agent,
      question: 'In which language?',
      options: ['Danish', 'Dutch'],
    })
    await row('Needs you').waitFor()
    await page.getByRole('button', { name: /1 needs you/ }).waitFor()
    await picture(page, 'needs-you')
    await row('Write the report').hover()
    await row('Write the report').getByRole('button', { name: 'Answer…' }).click()
    await page
      .getByText('codex asks: In which language?')
      .or(page.getByPlaceholder('codex asks: In which language?'))
      .first()
      .waitFor()
    await page.getByRole('option', { name: 'Dutch' }).click()
    await row('In progress').waitFor()

    await row('Write the report').getByRole('checkbox').click()
    await row('Done').waitFor()
    expect((await outside(home, 'get_task', { task_id })).status).toBe('done')
    await row('Done').locator('.monaco-tl-twistie').click()
    await row('Write the report').waitFor()
    await picture(page, 'done')
    expect(await page.locator('.notifications-toasts .notification-list-item').count()).toBe(0)
  }),
)
