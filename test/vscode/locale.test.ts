// The extension in an editor that speaks German.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { startBrowser } from './host/browser.ts'
import { startServer, windowUrl } from './host/server.ts'
import { openWorkbench } from './host/workbench.ts'

const root = join(import.meta.dirname, '..', '..')

test('manifest, tree, status item and page are in German', { timeout: 300_000 }, async ({ onTestFinished }) => {
  const scratch = tempDir(onTestFinished)
  const [home, userData, extensions] = [join(scratch, 'h'), join(scratch, 'u'), join(scratch, 'e')]
  const server = await startServer({ home, userData, extensions })
  onTestFinished(server.stop)
  const browser = await startBrowser()
  onTestFinished(browser.close)
  const page = await browser.page()
  onTestFinished(async () => {
    const path = join(process.env.BATON_PICTURES ?? scratch, 'german.png')
    await page.screenshot({ path })
  })
  page.setDefaultTimeout(40_000)
  // What a language pack would set, which is not to be had offline. The editor's own texts stay English.
  const language = "Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { value: 'de', writable: false })"
  await page.addInitScript({ content: language })
  const window = windowUrl(server.url, { development: [root], folder: tempDir(onTestFinished) })
  const { openView, run, tree, status, notified } = await openWorkbench(page, window)
  await openView('Baton')
  await page.getByRole('button', { name: 'Baton starten' }).waitFor()

  await run('Baton: Beispielaufgaben hinzufügen')
  const tasks = tree('Aufgaben')
  await tasks.row('Bestellseite: Schritt „Bezahlen“').waitFor()
  await status(/2 warten auf Sie/).waitFor()
  const spoken = async () => (await tasks.spoken()).join('\n')
  await expect.poll(spoken, { timeout: 30_000 }).toContain('Wartet auf Sie, 2\n')
  const held = /in Arbeit, gehalten von grace, noch \d+ Minuten, Priorität dringend/
  await expect.poll(spoken, { timeout: 30_000 }).toMatch(held)

  await tasks.row('Bestellseite').click()
  const webview = page.locator('iframe.webview.ready[src*="extensionId=baton.baton-agent-tasks"]').contentFrame()
  const inside = webview.locator('iframe#active-frame').contentFrame()
  await inside.getByRole('button', { name: 'Im Chat fortsetzen' }).waitFor()
  await inside
    .getByText(/^Prüfpunkte/)
    .first()
    .waitFor()
  expect(notified).toEqual([])
})
