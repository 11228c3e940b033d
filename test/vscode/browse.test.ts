import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { desk, patient } from './desk.ts'

test('a browser is logged in from the editor, by the way that the editor knows to the host', patient, async () => {
  const { open } = await desk(onTestFinished)
  const window = await open(tempDir())
  await window.page.getByRole('button', { name: 'Start Baton' }).click()
  await window.page.getByText('Connect an agent, and its tasks').waitFor()

  const opened = new Promise<Page>((resolve) => window.page.context().once('page', resolve))
  await window.run('Baton: Open in Browser')
  const browser = await opened
  await browser.getByRole('tab', { name: 'Board' }).waitFor()
  // Not the host's own address: this editor is used through its server, and so is the host.
  expect(browser.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/proxy\/\d+\//)
  expect(browser.url()).not.toContain('#')
  await browser.getByText('Live').waitFor()
  await browser.getByRole('button', { name: /^Logged in as/ }).click()
  await browser.getByRole('menuitem', { name: 'Log Out' }).click()
  await browser.getByText('This browser is not logged in').waitFor()
})
