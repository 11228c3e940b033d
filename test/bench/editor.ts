// The extension in a real editor: what it adds to the start of a window, and how soon a change made outside is on screen.
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { HostRecord } from '../../src/contract/places.ts'
import { storeKey } from '../../src/reach/records.ts'
import { startBrowser } from '../vscode/host/browser.ts'
import { startServer, windowUrl } from '../vscode/host/server.ts'
import { openWorkbench, type Workbench } from '../vscode/host/workbench.ts'
import { median, type Pace } from './measure.ts'
import { newFolder, removeFolder } from './process.ts'
import { atMost, type Row } from './row.ts'

const root = join(import.meta.dirname, '..', '..')
const bundle = join(root, 'dist', 'extension.cjs')

export async function editorBench(_: unknown, { rounds }: Pace): Promise<Row[]> {
  const rows: Row[] = [{ ...atMost('editor: bundle', 0.6, statSync(bundle).size / 1e6, 'MB') }]
  for (const tasks of [20, 10_000]) rows.push(...(await withEditor((editor) => measure(editor, tasks, rounds))))
  return rows
}

async function measure({ open, outside }: Editor, tasks: number, rounds: number): Promise<Row[]> {
  const all = `${tasks.toLocaleString('en')} tasks`
  const first = await open()
  await first.page.getByRole('button', { name: 'Start Baton' }).click()
  await first.page.getByText('Connect an agent').waitFor()
  await fill(outside, tasks)
  await first.close()

  const shown: number[] = []
  const activations: number[] = []
  for (let i = 0; i < rounds; i++) {
    const window = await open()
    shown.push(await sinceActivation(window))
    activations.push(await activationTime(window))
    await window.close()
  }

  const window = await open()
  await window.tree('Tasks').row('Ready').waitFor()
  const change = async (text: string, operation: string, input: object) => {
    const appeared = appearance(window.page, text)
    const begun = Date.now()
    await outside(operation, input)
    return (await appeared) - begun
  }
  const created: number[] = []
  const renamed: number[] = []
  const saved: number[] = []
  for (let i = 0; i < rounds * 3; i++) {
    const task_id = `bench-${i}`
    created.push(await change(`Made ${i}.`, 'create_task', { task_id, title: `Made ${i}.`, priority: 'urgent' }))
    renamed.push(await change(`Renamed ${i}.`, 'update_task', { task_id, title: `Renamed ${i}.` }))
    saved.push(await change(`agent-${i}`, 'save_checkpoint', { task_id, agent: `agent-${i}`, notes: 'So far' }))
  }
  await window.close()
  return [
    atMost(`editor: activation, ${all}`, 50, median(activations), 'ms'),
    atMost(`editor: window opened → tasks on screen, ${all}`, undefined, median(shown), 'ms'),
    atMost(`editor: made outside → row on screen, ${all}`, 500, median(created), 'ms'),
    atMost(`editor: renamed outside → row on screen, ${all}`, 500, median(renamed), 'ms'),
    atMost(`editor: checkpoint outside → row on screen, ${all}`, 500, median(saved), 'ms'),
  ]
}

/** What the editor itself says: loading the code and calling activate(). */
async function activationTime(window: Workbench): Promise<number> {
  await window.run('Developer: Show Running Extensions')
  const own = window.page.locator('.extension', { hasText: 'Baton' }).locator('.activation-time')
  const text = (await own.textContent()) ?? ''
  return Number(/(\d+)ms/.exec(text)?.[1])
}

/** From the navigation of the page until the first row. */
async function sinceActivation(window: Workbench): Promise<number> {
  const begun = await window.page.evaluate<number>('performance.timeOrigin')
  await window
    .tree('Tasks')
    .row(/^(Ready|In progress)/)
    .first()
    .waitFor()
  return Date.now() - begun
}

/** When a row with this text is painted, by the clock of this machine. Asked for before it happens. */
function appearance(page: Page, text: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const rows = [...document.querySelectorAll('.pane-body [role=treeitem]')]
      if (!rows.some((row) => row.textContent.includes(${JSON.stringify(text)}))) return
      observer.disconnect()
      requestAnimationFrame(() => resolve(Date.now()))
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
  })`)
}

interface Editor {
  open(): Promise<Workbench>
  outside(operation: string, input: object): Promise<void>
}

async function withEditor<T>(work: (editor: Editor) => Promise<T>): Promise<T> {
  const scratch = newFolder()
  const [home, folder] = [join(scratch, 'h'), join(scratch, 'work')]
  mkdirSync(folder)
  const server = await startServer({ home, userData: join(scratch, 'u'), extensions: join(scratch, 'e') })
  const browser = await startBrowser()
  const record = join(home, '.baton', 'hosts', `${storeKey(join(folder, '.baton', 'tasks.db'))}.json`)
  try {
    return await work({
      async open() {
        const page = await browser.page()
        const window = await openWorkbench(page, windowUrl(server.url, { development: [root], folder }))
        await window.openView('Baton')
        return window
      },
      async outside(operation, input) {
        const { url, token } = JSON.parse(readFileSync(record, 'utf8')) as HostRecord
        const response = await fetch(new URL(`tools/${operation}`, url), {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
        if (!response.ok) throw new Error(`${operation}: ${await response.text()}`)
      },
    })
  } finally {
    await browser.close()
    await server.stop()
    removeFolder(scratch)
  }
}

async function fill(outside: Editor['outside'], count: number): Promise<void> {
  for (let made = 0; made < count; made += 200) {
    const tasks = Array.from({ length: Math.min(200, count - made) }, (_, i) => ({
      title: `Work number ${made + i}`,
      description: 'What a task says of itself, in a sentence or two. '.repeat(6),
    }))
    await outside('create_tasks', { tasks })
  }
}
