// A task's page in the real editor, read and used as a person does, while agents work on the task outside of it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { endOfFile } from '../support/later.ts'
import { tempDir } from '../support/temp.ts'
import { type Desk, desk, patient, picture } from './desk.ts'

let at: Desk
beforeAll(async () => {
  at = await desk(endOfFile)
}, 120_000)

/** The inside of the page in front. */
const inside = (page: Page) =>
  page
    .locator('iframe.webview.ready[src*="extensionId=baton.baton-agent-tasks"]:visible')
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame()

/** In a browser the editor writes down every few seconds what is open; only that comes back after a reload. */
const isKept = `(async () => {
  const answer = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const values = await answer(database.transaction(store).objectStore(store).getAll())
      if (values.some((value) => typeof value === 'string' && value.includes('baton.task') && value.includes('FL-17'))) return true
    }
    database.close()
  }
  return false
})()`

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim()

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

const before = 'export const messages = {\n  declined: "No",\n}\n'
const after =
  'export const messages = {\n  declined: "Your bank said no. Your seats are kept.",\n  expired: "The card has expired.",\n}\n'

function repository(): { folder: string; commit: string } {
  const folder = tempDir()
  git(folder, 'init', '-q')
  write(folder, '.gitignore', '.baton\n')
  write(folder, 'web/errors.yaml', before)
  write(folder, 'web/other.yaml', 'one\ntwo\n')
  git(folder, 'add', '.')
  git(folder, 'commit', '-qm', 'start')
  return { folder, commit: git(folder, 'rev-parse', 'HEAD') }
}

/** A task with a story: dropped by one, passed on by the next, carried by a third. */
async function story(folder: string, commit: string): Promise<string> {
  const call = (operation: string, input: object) => at.outside(folder, operation, input)
  await call('create_task', { title: 'Fare calculator: children, cars, bicycles', task_id: 'FL-8' })
  await call('complete_task', { task_id: 'FL-8', agent: 'codex' })
  const task_id = 'FL-17'
  await call('create_task', {
    task_id,
    title: 'Checkout page: payment step',
    goal: 'A traveller pays for held seats on one page.\n\n- Amounts come from `GET /basket/:id`, never from the browser.\n- A declined card keeps the seats.',
    priority: 'urgent',
    labels: ['checkout', 'web'],
    depends_on: ['FL-8'],
  })
  await call('create_task', { title: 'Invoice as PDF', task_id: 'FL-29', depends_on: [task_id] })
  await call('claim_task', { task_id, agent: 'copilot' })
  await call('save_checkpoint', {
    task_id,
    agent: 'copilot',
    notes: 'The form stands.',
    completed_steps: ['Form'],
    remaining_steps: ['Payment intent', 'Error messages'],
  })
  await call('handoff_task', {
    task_id,
    agent: 'copilot',
    to_agent: 'claude-code',
    reason: 'The payment intent needs server work.',
  })
  await call('claim_task', { task_id, agent: 'claude-code' })
  await call('save_checkpoint', {
    task_id,
    agent: 'claude-code',
    notes: 'Two 3-D Secure tests fail.',
    test_results: '29 of 31 tests pass',
  })
  await call('mark_exhausted', { task_id, agent: 'claude-code', reason: 'Context full at 94 %.' })
  await call('claim_task', { task_id, agent: 'codex' })
  await call('save_checkpoint', {
    task_id,
    agent: 'codex',
    notes: 'Both fixed.',
    test_results: '31 of 31 tests pass',
    completed_steps: ['Form', 'Payment intent'],
    remaining_steps: ['Error messages', 'Empty basket'],
    files: ['web/errors.yaml'],
    git: { branch: 'fl-17', commit },
  })
  return task_id
}

test('a person reads a task, answers its agent and opens what it did', patient, async () => {
  const { folder, commit } = repository()
  const window = await at.open(folder)
  const { page, tasks } = window
  await page.getByRole('button', { name: 'Start Baton' }).click()
  await page.getByText('Connect an agent, and its tasks').waitFor()
  const task_id = await story(folder, commit)
  const call = (operation: string, input: object) => at.outside(folder, operation, { task_id, ...input })

  // Rows that are still on their way to their group are not where a click aims.
  await tasks.row('codex').waitFor()
  await tasks.row('Checkout page: payment step').click()
  const task = inside(page)
  await task.getByRole('heading', { name: 'Checkout page: payment step', level: 1 }).waitFor()
  await page.getByRole('tab', { name: /FL-17 Checkout page/ }).waitFor()
  await task.locator('.md').getByText('A traveller pays for held seats on one page.').waitFor()
  expect(await task.locator('.facts .state').textContent()).toBe('In progress')
  expect(await task.locator('.facts strong').first().textContent()).toBe('codex')
  expect(await task.locator('section[aria-labelledby=steps] .what').allTextContents()).toEqual([
    'Form',
    'Payment intent',
    'Error messages',
    'Empty basket',
  ])
  const relay = task.getByRole('listbox', { name: 'Relay: how the baton came here' })
  const told = async () => (await relay.getByRole('option').allTextContents()).map((text) => text.replace(/^\S* /, ''))
  expect(await told()).toEqual([
    'copilot claimed it',
    'copilot saved a checkpoint',
    'copilot passed it to claude-code: The payment intent needs server work.',
    'claude-code picked it up',
    'claude-code saved a checkpoint, tests fail',
    'claude-code put it down: Context full at 94 %.',
    'codex picked it up',
    'codex saved a checkpoint, tests pass',
    'Now codex carries it, 2 steps are left',
  ])
  expect(await task.locator('.r-baton').count()).toBeGreaterThan(3)
  await picture(window, 'page')

  // The lease runs by itself.
  const lease = task.locator('.facts .left')
  const shown = await lease.textContent()
  await expect.poll(() => lease.textContent(), { timeout: 20_000 }).not.toBe(shown)

  // What an agent does outside shows at once.
  await call('save_checkpoint', {
    agent: 'codex',
    notes: 'Decline codes mapped to seven messages.',
    test_results: 'ok',
  })
  await task.locator('.cp').getByText('Decline codes mapped to seven messages.').waitFor()
  await call('request_input', {
    agent: 'codex',
    question: 'How long does the basket live?',
    options: ['30 minutes', 'A day'],
  })
  await task.locator('.ask').getByText('How long does the basket live?').waitFor()
  await picture(window, 'page-question')
  await task.getByRole('button', { name: '30 minutes' }).click()
  await task.getByText('answered: “30 minutes”').waitFor()
  expect((await call('get_task', {})).status).toBe('in_progress')

  // A diff whose file lies in git, and another of two files.
  write(folder, 'web/errors.yaml', after)
  const diff = git(folder, 'diff')
  await call('attach_artifact', { kind: 'diff', name: 'messages', content: `${diff}\n`, agent: 'codex' })
  const artifact = (name: string) => task.locator('.art').filter({ hasText: name })
  await artifact('messages').getByRole('button', { name: 'Open Diff' }).click()
  await page.getByRole('tab', { name: /errors\.yaml \(messages\)/ }).waitFor()
  const sides = page.locator('.editor-group-container.active .monaco-diff-editor .editor')
  const text = (side: 'original' | 'modified') =>
    sides.locator(`xpath=self::*[contains(@class, "${side}")]`).locator('.view-lines').textContent()
  await expect.poll(() => text('original'), { timeout: 20_000 }).toContain('declined:')
  expect(await text('original')).not.toContain('expired')
  expect(await text('modified')).toContain('expired')
  await picture(window, 'page-diff')

  // The page is found again after a reload, and shows what happened meanwhile.
  await page.getByRole('tab', { name: /FL-17 Checkout page/ }).click()
  await task.getByRole('heading', { name: 'Checkout page: payment step' }).waitFor()
  await expect.poll(() => page.evaluate(isKept), { timeout: 30_000 }).toBe(true)
  await window.reload()
  await inside(page).getByRole('heading', { name: 'Checkout page: payment step' }).waitFor()
  await call('save_checkpoint', { agent: 'codex', notes: 'After the reload.' })
  await inside(page).locator('.cp').getByText('After the reload.').waitFor()

  // Without the server it stays readable, says so, and has the way out.
  await window.run('Baton: Stop Server')
  await inside(page).getByText('The task server was stopped. Nothing is lost.').waitFor()
  expect(await inside(page).getByRole('button', { name: 'Resume in Chat' }).isDisabled()).toBe(true)
  await picture(window, 'page-stopped')
  await inside(page).getByRole('button', { name: 'Start Again' }).click()
  await inside(page).getByText('The task server was stopped').waitFor({ state: 'detached' })
  await inside(page).getByRole('button', { name: 'Resume in Chat', disabled: false }).waitFor()

  // Where it is narrow the relay stands up, and nothing is wider than the page.
  await page.setViewportSize({ width: 860, height: 900 })
  await inside(page).locator('.relay.stands .vrelay').waitFor()
  expect(
    await inside(page)
      .locator('.task')
      .evaluate((one) => one.scrollWidth - one.clientWidth),
  ).toBe(0)
  await picture(window, 'page-narrow')

  expect(window.notified).toEqual([])
  expect(readFileSync(join(folder, 'web/errors.yaml'), 'utf8')).toBe(after)
})

const hostile = '<img src=x onerror="document.title=1"> **not bold** 🚢 \u202Egnp.exe '
const hostileGoal = [
  '<script>document.body.dataset.pwned = 1</script>',
  '[click](javascript:document.body.dataset.pwned=1) ![pixel](https://pixel.example/p.png)',
  '<iframe src="https://frame.example"></iframe><style>body{display:none}</style>',
  '[editor](command:workbench.action.closeWindow)',
].join('\n\n')

test('what agents write does no harm, and what they attach opens beside what it is about', patient, async () => {
  const { folder } = repository()
  const window = await at.open(folder)
  const { page, tasks } = window
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.getByRole('button', { name: 'Start Baton' }).click()
  await page.getByText('Connect an agent, and its tasks').waitFor()
  const call = (operation: string, input: object) => at.outside(folder, operation, { task_id: 'T-1', ...input })
  const title = hostile.repeat(4).slice(0, 200)
  await call('create_task', { title, goal: hostileGoal })
  await call('save_checkpoint', {
    agent: hostile.slice(0, 40),
    notes: hostileGoal,
    remaining_steps: [hostile, hostileGoal.replaceAll('\n', ' ')],
    test_results: hostile,
    files: ['../../etc/passwd', 'web/errors.yaml'],
  })
  await tasks.row('15m').or(tasks.row('not bold')).first().click()
  const task = inside(page)
  await task.getByRole('heading', { level: 1 }).waitFor()
  expect(await task.getByRole('heading', { level: 1 }).textContent()).toBe(title)
  await task.locator('.cp .md').getByText('<script>document.body.dataset.pwned = 1</script>').waitFor()
  expect(await task.locator('body').getAttribute('data-pwned')).toBeNull()
  expect(await task.locator('img, iframe, .md style, .md script').count()).toBe(0)
  const links = await task.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  expect([...new Set(links)]).toEqual(['https://pixel.example/p.png'])
  expect(asked.filter((url) => url.includes('example'))).toEqual([])
  // Nothing pushes the page wider than its window.
  expect(await task.locator('.task').evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
  await picture(window, 'page-hostile')

  // By keyboard alone: the relay's arrow keys, and a menu that opens, chooses and closes.
  await task.getByRole('listbox').focus()
  await page.keyboard.press('Home')
  expect(await task.locator('[role=option][aria-selected=true]').textContent()).toContain('claimed it')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  expect(await task.locator('.cp:focus').count()).toBe(1)
  await task.getByRole('button', { name: 'More Actions' }).focus()
  await page.keyboard.press('Enter')
  await task.getByRole('menuitem', { name: 'Save Checkpoint…' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await task.getByRole('menu').count()).toBe(0)
  expect(await task.locator(':focus').getAttribute('aria-label')).toBe('More Actions')

  // A file that was attached, beside how it is now.
  await call('attach_artifact', { path: 'web/errors.yaml', agent: 'codex' })
  write(folder, 'web/errors.yaml', after)
  const artifact = (name: string) => task.locator('.art').filter({ hasText: name })
  await artifact('errors.yaml').getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('tab', { name: 'errors.yaml (attached ↔ now)' }).waitFor()

  // One version of a text beside the one before.
  await page.getByRole('tab', { name: /T-1/ }).click()
  for (const content of ['first', 'second']) await call('attach_artifact', { name: 'plan', kind: 'text', content })
  await artifact('plan').first().getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('tab', { name: 'plan (before ↔ after)' }).waitFor()

  // A diff of several files in the editor's view of many changes.
  await page.getByRole('tab', { name: /T-1/ }).click()
  write(folder, 'web/other.yaml', 'one\n2\n')
  await call('attach_artifact', { kind: 'diff', name: 'both', content: git(folder, 'diff') })
  await artifact('both').getByRole('button', { name: 'Open Diff' }).click()
  await page.getByRole('tab', { name: /^both/ }).waitFor()
  await page.locator('.multiDiffEditor, .multi-diff-root-floating-menu, .monaco-component').first().waitFor()
  await picture(window, 'page-changes')

  // What lies outside of the workspace is not opened, and the refusal says so.
  await page.getByRole('tab', { name: /T-1/ }).click()
  await task.getByRole('button', { name: 'Open ../../etc/passwd' }).click()
  await expect.poll(() => window.notified.join(), { timeout: 20_000 }).toContain('lies outside of this workspace')
  expect(window.notified).toHaveLength(1)
})
