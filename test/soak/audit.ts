/** Looks at what is left on the disk, with the stock sqlite3: whatever it finds wrong, in words. */
import { execFileSync } from 'node:child_process'
import type { Known } from './writers.ts'

interface TaskRow {
  key: string
  title: string
  description: string | null
  status: string
  holder: string | null
  fence: number
  checkpoints: number
  attempts: number
  output: string | null
}
interface EventRow {
  seq: number
  task: string | null
  kind: string
  changed: string
}

function rows<Row>(file: string, sql: string): Row[] {
  const text = execFileSync('sqlite3', ['-json', '-readonly', file, sql], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: 'pipe',
  })
  return text.trim() === '' ? [] : (JSON.parse(text) as Row[])
}

export function audit(database: string, known: ReadonlyMap<string, Known>): string[] {
  try {
    const wrong = rows<{ integrity_check: string }>(database, 'PRAGMA integrity_check')
      .map((row) => row.integrity_check)
      .filter((verdict) => verdict !== 'ok')
    const tasks = rows<TaskRow>(
      database,
      'SELECT key, title, description, status, holder, fence, checkpoints, attempts, output FROM tasks',
    )
    const events = rows<EventRow>(
      database,
      'SELECT e.seq, t.key AS task, e.kind, e.changed FROM events e LEFT JOIN tasks t ON t.id = e.task ORDER BY e.seq',
    )
    return [...wrong, ...accountedFor(tasks, events, known), ...replayed(tasks, events)]
  } catch (error) {
    return [(error as Error).message]
  }
}

/** All that was acknowledged is there, and once. */
function* accountedFor(tasks: TaskRow[], events: EventRow[], known: ReadonlyMap<string, Known>): Generator<string> {
  const there = new Map(tasks.map((task) => [task.key, task]))
  if (there.size !== tasks.length) yield 'a task stands twice'
  const counts = new Map<string, number>()
  for (const { task, kind } of events) counts.set(`${task} ${kind}`, (counts.get(`${task} ${kind}`) ?? 0) + 1)
  for (const [id, { status, checkpoints, steps, unsure }] of known) {
    const task = there.get(id)
    if (!task) {
      if (steps > 0) yield `${id} was acknowledged and is not there`
      continue
    }
    const times = (kind: string) => counts.get(`${id} ${kind}`) ?? 0
    if (times('created') !== 1) yield `${id} was made ${times('created')} times`
    if (times('completed') > 1) yield `${id} was completed ${times('completed')} times`
    if (times('claimed') > 1) yield `${id} was claimed ${times('claimed')} times`
    const allowed = new Set([status])
    if (unsure === 'claim_task') allowed.add('in_progress')
    if (unsure === 'complete_task') allowed.add('done')
    if (!allowed.has(task.status)) yield `${id} is ${task.status}, and was acknowledged as ${status}`
    const more = unsure === 'save_checkpoint' ? 1 : 0
    if (task.checkpoints < checkpoints || task.checkpoints > checkpoints + more)
      yield `${id} has ${task.checkpoints} checkpoints, and ${checkpoints} were acknowledged`
  }
}

/** Every event says what was and what is: followed from the first, they lead to what stands in the tasks. */
function* replayed(tasks: TaskRow[], events: EventRow[]): Generator<string> {
  const state = new Map<string, Record<string, unknown>>()
  for (const [at, { seq, task, changed }] of events.entries()) {
    if (seq !== at + 1) yield `event ${seq} stands at ${at + 1}`
    if (task === null) continue
    const fields = state.get(task) ?? {}
    state.set(task, fields)
    for (const [field, [before, after]] of Object.entries(JSON.parse(changed) as Record<string, [unknown, unknown]>)) {
      const is = fields[field] ?? null
      // A lease is moved without an event, so holds are compared by who holds.
      if (field !== 'hold' && JSON.stringify(is) !== JSON.stringify(before) && !(isNothing(is) && isNothing(before)))
        yield `event ${seq} says that ${field} of ${task} was ${before}, and it was ${is}`
      fields[field] = after
    }
  }
  for (const task of tasks) {
    const fields = state.get(task.key) ?? {}
    const { holder, key, ...columns } = task
    const held = (fields.hold as { by: string } | null | undefined)?.by ?? null
    if (held !== holder) yield `${key} is held by ${holder}, and its events say ${held}`
    for (const [field, value] of Object.entries(columns)) {
      const said = fields[field] ?? null
      if (said !== value && !(isNothing(said) && isNothing(value)))
        yield `${field} of ${key} is ${value}, and its events say ${said}`
    }
  }
}

const isNothing = (value: unknown) => value === null || value === 0 || value === ''
