import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { desk, patient, picture } from './desk.ts'

test(
  'another agent on this machine is offered, connected, disconnected, and left alone where its file is broken',
  patient,
  async () => {
    const { home, open, outside } = await desk(onTestFinished, { settings: { 'baton.offerToConnect': true } })
    const codex = join(home, '.codex', 'config.toml')
    const gemini = join(home, '.gemini', 'settings.json')
    const mine = '# mine, with a comment\nmodel = "o5"\n\n[mcp_servers.theirs]\ncommand = "their-server"\n'
    for (const file of [codex, gemini]) mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(codex, mine)
    writeFileSync(gemini, '{ "theme": "dark", // half a file\n')
    const folder = tempDir()
    const window = await open(folder)
    const { page, run, pick, asks, notified } = window
    const toast = (text: RegExp) =>
      page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text })

    // Offered by name where nothing else is to be seen yet; what is broken is not.
    await page.getByRole('button', { name: 'Start Baton' }).click()
    await page.getByRole('button', { name: 'Connect Codex' }).waitFor()
    expect(await page.getByRole('button', { name: 'Connect Gemini CLI' }).count()).toBe(0)
    await picture(window, 'connect-welcome')

    // Asked about the rest, shown, and nothing written before that is agreed to.
    await page.getByRole('button', { name: 'Connect Codex' }).click()
    await asks('Set up beside it?')
    await picture(window, 'connect-extras')
    await page.keyboard.press('Enter')
    await asks('Nothing is written yet.')
    await page.getByText('mcp_servers.baton').first().waitFor()
    await picture(window, 'connect-preview')
    expect(readFileSync(codex, 'utf8')).toBe(mine)
    await pick('Connect')
    await toast(/Codex is connected/).waitFor()
    await picture(window, 'connect-done')
    expect(readFileSync(codex, 'utf8').startsWith(mine)).toBe(true)
    expect(readFileSync(codex, 'utf8')).toContain('[mcp_servers.baton]')
    expect(readFileSync(join(folder, 'AGENTS.md'), 'utf8')).toContain('claim_task')
    await page.getByRole('button', { name: 'Connect Codex' }).waitFor({ state: 'hidden' })

    // Taken back.
    await toast(/Codex is connected/)
      .getByRole('button', { name: 'Undo' })
      .click()
    await page.getByRole('button', { name: 'Connect Codex' }).waitFor()
    expect(readFileSync(codex, 'utf8')).toBe(mine)
    expect(existsSync(join(folder, 'AGENTS.md'))).toBe(false)

    // Asked once when there is something to work on.
    await outside(folder, 'create_task', { title: 'A task for somebody' })
    await toast(/Codex is on this machine/)
      .getByRole('button', { name: 'Connect Codex' })
      .click()
    await asks('Set up beside it?')
    await page.keyboard.press('Escape')
    expect(readFileSync(codex, 'utf8')).toBe(mine)

    // A file that is broken is named, and left as it is.
    await run('Connect a Client…')
    await picture(window, 'connect-clients')
    await pick('Gemini CLI')
    await toast(/settings\.json is not JSON/)
      .getByRole('button', { name: 'Open File' })
      .click()
    await page.getByRole('tab', { name: 'settings.json' }).waitFor()
    expect(readFileSync(gemini, 'utf8')).toBe('{ "theme": "dark", // half a file\n')
    expect(notified).toEqual([
      expect.stringMatching(/Codex is connected/),
      expect.stringMatching(/Codex is on this machine/),
      expect.stringMatching(/settings\.json is not JSON/),
    ])
  },
)
