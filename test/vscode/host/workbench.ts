// A window of the editor as a person uses it: views and their rows, the palette and what it asks, notifications. Every
// step waits until the editor shows what it needs, so nobody who uses this has to.
import type { Locator, Page } from 'playwright-core'

export interface Workbench {
  readonly page: Page
  /** Every notification since the window was opened, also those that have gone. */
  readonly notified: readonly string[]
  openView(name: string): Promise<void>
  tree(name: string): Tree
  /** Runs a command by the palette. */
  run(title: string): Promise<void>
  /** What the box at the top asks. */
  asks(question: string): Promise<void>
  /** Answers by one of the lines below it. */
  pick(line: string): Promise<void>
  /** Answers by text; an empty one counts. */
  type(text: string): Promise<void>
  status(text: string | RegExp): Locator
  /** The text of the editor in front. */
  document(): Locator
  clipboard(): Promise<string>
  /** Loads the window again: its extensions end, and others start. */
  reload(): Promise<void>
  /** Ends the window and its extensions, as closing it does. */
  close(): Promise<void>
}

export interface Tree {
  readonly whole: Locator
  /** The row that shows this text. */
  row(text: string | RegExp): Locator
  /** All rows from the top, as a screen reader says them. */
  spoken(): Promise<string[]>
  /** Opens a row that is closed, closes one that is open. */
  twist(text: string): Promise<void>
  /** Clicks an action that stands on the row while the pointer is over it. */
  act(text: string, action: string): Promise<void>
  /** Chooses from the row's context menu. */
  choose(text: string, action: string): Promise<void>
}

/** Runs in the page. Toasts come and go; what was shown only for a moment counts too. */
const listener = `
  const seen = new WeakSet()
  const look = () => {
    for (const item of document.querySelectorAll('.notification-list-item-message')) {
      const text = item.textContent.trim()
      if (seen.has(item) || !text) continue
      seen.add(item)
      toldToThePerson(text)
    }
  }
  document.addEventListener('DOMContentLoaded', () =>
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true }))`

export async function openWorkbench(page: Page, url: string): Promise<Workbench> {
  const notified: string[] = []
  await page.exposeFunction('toldToThePerson', (text: string) => notified.push(text))
  await page.addInitScript({ content: listener })
  await page.goto(url)

  const input = page.locator('.quick-input-widget:visible')
  const field = input.locator('input[type=text]')
  return {
    page,
    notified,
    async openView(name) {
      await page.getByRole('tab', { name, exact: true }).click()
    },
    tree: (name) => treeIn(page, page.getByRole('tree', { name })),
    async run(title) {
      // On a busy machine an editor that opens late takes the focus, and the palette goes with it.
      for (let tries = 1; ; tries++) {
        try {
          await page.keyboard.press('F1')
          await field.fill(`>${title}`, { timeout: 10_000 })
          await input.getByRole('option').filter({ hasText: title }).first().click({ timeout: 10_000 })
          return
        } catch (error) {
          if (tries === 4) throw error
          await page.keyboard.press('Escape')
        }
      }
    },
    async asks(question) {
      await input.getByText(question).or(input.getByPlaceholder(question)).first().waitFor()
    },
    async pick(line) {
      await input.getByRole('option').filter({ hasText: line }).first().click()
    },
    async type(text) {
      // A file dialog fills its box by itself, a moment after it has opened.
      for (let tries = 0; tries < 20; tries++) {
        await field.fill(text)
        await page.waitForTimeout(200)
        if ((await field.inputValue()) === text) break
      }
      await field.press('Enter')
    },
    status: (text) => page.locator('footer').getByRole('button', { name: text }),
    document: () => page.locator('.editor-group-container.active .view-lines'),
    clipboard: () => page.evaluate<string>('navigator.clipboard.readText()'),
    async reload() {
      await page.reload()
    },
    async close() {
      await page.goto('about:blank')
      await page.close()
    },
  }
}

function treeIn(page: Page, whole: Locator): Tree {
  const row = (text: string | RegExp) => whole.getByRole('treeitem').filter({ hasText: text })
  return {
    whole,
    row,
    spoken: () =>
      whole.getByRole('treeitem').evaluateAll((rows) => rows.map((one) => one.getAttribute('aria-label') ?? '')),
    async twist(text) {
      await row(text).locator('.monaco-tl-twistie').click()
    },
    async act(text, action) {
      await row(text).hover()
      await row(text).getByRole('button', { name: action }).click()
    },
    async choose(text, action) {
      await row(text).click({ button: 'right' })
      const item = page.getByRole('menuitem', { name: action }).first()
      // A menu that has just opened ignores the mouse for a moment; a key would reach it, or close it.
      await item.click()
      while (await item.isVisible()) await item.click({ timeout: 1_000 }).catch(() => {})
    },
  }
}
