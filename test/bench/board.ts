// The board in a browser: how soon it is there, how soon a change made by REST is seen, how evenly it scrolls; and how
// soon a large plan is known.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startBrowser } from '../vscode/host/browser.ts'
import type { Baton, Host, Workspace } from './fixture.ts'
import { median, type Pace } from './measure.ts'
import { atMost, type Row } from './row.ts'

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'webview', 'board.js')

export async function boardBench(baton: Baton, { rounds }: Pace): Promise<Row[]> {
  const rows: Row[] = [{ ...atMost('board: bundle', 0.4, readFileSync(bundle).length / 1e6, 'MB') }]
  for (const tasks of [1_000, 10_000]) {
    const workspace = await baton.workspace()
    const { browser, close } = await startBrowser()
    try {
      rows.push(...(await measure(workspace, browser, tasks, rounds)))
    } finally {
      await close()
      await workspace.remove()
    }
  }
  const workspace = await baton.workspace()
  rows.push(await plan(await workspace.serve(), rounds).finally(workspace.remove))
  return rows
}

/** The most nodes that a plan shows, each waiting for two others. */
async function plan(host: Host, rounds: number): Promise<Row> {
  const nodes = 2_000
  for (let made = 0; made < nodes; made += 100)
    await call(host, 'create_tasks', {
      tasks: Array.from({ length: 100 }, (_, i) => {
        const n = made + i
        const depends_on = n < 20 ? [] : [...new Set([`n${n - 20}`, `n${Math.floor(n / 2)}`])]
        return {
          task_id: `n${n}`,
          title: `Work number ${n}`,
          description: 'What is to be done. '.repeat(15),
          depends_on,
        }
      }),
    })
  const read: number[] = []
  for (let i = 0; i < rounds * 3; i++) {
    const begun = performance.now()
    await call(host, 'get_plan', { limit: nodes })
    read.push(performance.now() - begun)
  }
  return atMost('board: get_plan of 2,000 nodes by REST', undefined, median(read), 'ms')
}

async function measure(workspace: Workspace, browser: Browser, tasks: number, rounds: number): Promise<Row[]> {
  const host = await workspace.serve()
  const all = `${tasks.toLocaleString('en')} tasks`
  for (let made = 0; made < tasks; made += 200)
    await call(host, 'create_tasks', {
      tasks: Array.from({ length: 200 }, (_, i) => ({ title: `Work number ${made + i}`, labels: ['bench'] })),
    })
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } })
  const page = await context.newPage()
  await page.goto(login(workspace))
  await page.locator('.card').first().waitFor()

  const painted: number[] = []
  for (let i = 0; i < rounds; i++) {
    await page.reload({ waitUntil: 'commit' })
    await page.locator('.card').first().waitFor()
    painted.push(await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
  }
  // Everything is read before changes are timed.
  await page.getByRole('region', { name: 'Ready' }).getByText(String(tasks), { exact: true }).waitFor()
  const seen: number[] = []
  for (let i = 0; i < rounds * 3; i++) {
    const appeared = appearance(page, `Made ${i}.`)
    const begun = Date.now()
    const { task_id } = await call(host, 'create_task', { title: `Made ${i}.`, priority: 'urgent' })
    seen.push((await appeared) - begun)
    // Or the next would stand below what is drawn.
    await call(host, 'complete_task', { task_id })
  }
  const frames = await scroll(page)
  await context.close()
  return [
    atMost(`board: first paint, ${all}`, undefined, median(painted), 'ms'),
    atMost(`board: made by REST → pixels, ${all}`, undefined, median(seen), 'ms'),
    atMost(`board: a frame while scrolling, ${all}`, 17, median(frames), 'ms'),
    atMost(`board: the slowest of twenty frames, ${all}`, undefined, late(frames), 'ms'),
  ]
}

/** When a card with this text is painted, by the clock of this machine. Asked for before it happens. */
function appearance(page: Page, text: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      if (![...document.querySelectorAll('.card')].some((card) => card.textContent.includes(${JSON.stringify(text)}))) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(Date.now())))
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
  })`)
}

/** Milliseconds from frame to frame while the longest column moves 60 px with each. */
function scroll(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`new Promise((resolve) => {
    const list = document.querySelector('.col.ready .stack')
    const frames = []
    let before = performance.now()
    const step = (now) => {
      frames.push(now - before)
      before = now
      list.scrollTop += 60
      if (frames.length === 240) resolve(frames.slice(1))
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`)
}

const late = (frames: readonly number[]) =>
  [...frames].sort((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? Number.NaN

/** Done when the answer is there whole. */
async function call({ url, token }: Host, operation: string, input: object): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(`tools/${operation}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${operation}: ${text}`)
  return JSON.parse(text)
}

/** Only a terminal may log a browser in. */
function login({ run }: Workspace): string {
  const { command, args, env, cwd } = run('open', '--json')
  const line = [command, ...args].map((word) => `'${word}'`).join(' ')
  const out = execFileSync('script', ['-qec', line, '/dev/null'], { cwd, env, encoding: 'utf8' })
  return JSON.parse(out.slice(out.indexOf('{'))).url
}
