import { expect, test } from 'vitest'
import { besideTasks } from '../../src/store/sql/cards.ts'
import * as dependencies from '../../src/store/sql/dependencies.ts'
import * as events from '../../src/store/sql/events.ts'
import * as lists from '../../src/store/sql/lists.ts'
import * as plans from '../../src/store/sql/plan.ts'
import type { Sql } from '../../src/store/sql/port.ts'
import * as tasks from '../../src/store/sql/tasks.ts'
import * as trail from '../../src/store/sql/trail.ts'
import { board } from '../core/board.ts'

/** The plans of the statements that `ask` runs, in the words of SQLite. */
async function plansOf(ask: (sql: Sql) => Promise<unknown>): Promise<string[]> {
  const { database } = await board()
  return database.read(async (sql) => {
    const plans: string[] = []
    const explain = async (text: string, values: Parameters<Sql['all']>[1][]) => {
      const rows = await sql.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)
      plans.push(...rows.map((row) => row.detail))
    }
    const explaining: Sql = {
      all: async (text, ...values) => {
        await explain(text, values)
        return []
      },
      one: async (text, ...values) => {
        await explain(text, values)
        return undefined
      },
      run: async (text, ...values) => {
        await explain(text, values)
        return 0
      },
    }
    await ask(explaining)
    return plans
  })
}

const list = (filter: Parameters<typeof lists.listTasks>[1], before?: number) => (sql: Sql) =>
  lists.listTasks(sql, filter, 21, before)
const ready = (more: object, after?: { priority: number; id: number }) => (sql: Sql) =>
  lists.readyTasks(sql, { name: 'codex', can: [], ...more }, 21, after)

/** Each question, and the index that answers it. */
const questions: readonly [name: string, ask: (sql: Sql) => Promise<unknown>, by: RegExp][] = [
  [
    'find a task',
    (sql) => tasks.findTask(sql, 'T-1'),
    /^SEARCH tasks USING INDEX sqlite_autoindex_tasks_1 \(key=\?\)$/,
  ],
  ['the next short id', (sql) => tasks.nextRow(sql), /^SEARCH tasks$/],
  // Without a filter the list is the table itself, walked backwards and left after a page.
  ['list, first page', list({}), /^SCAN t$/],
  ['list, a later page', list({}, 500), /^SEARCH t USING INTEGER PRIMARY KEY \(rowid<\?\)$/],
  ['list by status', list({ status: 'open' }), /USING INDEX tasks_status \(status=\?\)/],
  ['list by status, a later page', list({ status: 'open' }, 500), /USING INDEX tasks_status \(status=\? AND id<\?\)/],
  ['list by owner', list({ owner: 'codex' }), /USING INDEX tasks_holder \(holder=\?\)/],
  ['list by owner, a later page', list({ owner: 'codex' }, 500), /USING INDEX tasks_holder \(holder=\? AND id<\?\)/],
  ['list by priority', list({ priority: 'high' }), /USING INDEX tasks_priority \(priority=\?\)/],
  ['list by priority, a later page', list({ priority: 'high' }, 500), /tasks_priority \(priority=\? AND id<\?\)/],
  // Most tasks are normal: walking the table finds a page of them at once.
  ['list by normal priority', list({ priority: 'normal' }), /^SCAN t$/],
  ['list by parent', list({ parent: 'T-1' }), /USING INDEX tasks_parent \(parent=\?\)/],
  ['list by label', list({ label: 'web' }), /^SEARCH l USING PRIMARY KEY \(label=\?\)$/],
  ['list by label, a later page', list({ label: 'web' }, 500), /^SEARCH l USING PRIMARY KEY \(label=\? AND task<\?\)$/],
  [
    'list by everything',
    list({ owner: 'x', status: 'open', priority: 'high', parent: 'y' }),
    /tasks_holder \(holder=\?\)/,
  ],
  ['list by ids', list({ task_ids: ['T-1', 'T-2'] }), /^SEARCH t USING INTEGER PRIMARY KEY \(rowid=\?\)$/],
  ['list by ids and more', list({ task_ids: ['T-1'], status: 'open', owner: 'x' }), /n USING.* INDEX \w+ \(key=\?\)/],
  // Every task is looked at, newest first: see words.ts.
  ['list by words', list({ words: ['ferry', 'Überfähre'] }), /^SCAN t$/],
  ['list by words and status', list({ words: ['x'], status: 'open' }), /USING INDEX tasks_status \(status=\?\)/],
  ['what waits, beside a card', (sql) => besideTasks(sql, [1]), /d USING PRIMARY KEY \(task=\?\)/],
  ['checkpoints beside a card', (sql) => besideTasks(sql, [1]), /c USING PRIMARY KEY \(task=\?\)/],
  ['handoffs beside a card', (sql) => besideTasks(sql, [1]), /h USING INDEX handoffs_task \(task=\?\)/],
  ['takers beside a card', (sql) => besideTasks(sql, [1]), /e USING INDEX events_task \(task=\?\)/],
  ['artifacts beside a card', (sql) => besideTasks(sql, [1]), /a USING COVERING INDEX artifacts_task \(task=\?\)/],
  ['what is ready', ready({}), /^S\w+ t USING INDEX tasks_ready$/],
  ['what is ready, a later page', ready({}, { priority: 1, id: 500 }), /USING INDEX tasks_ready/],
  ['what is ready, by label', ready({ label: 'web' }), /USING INDEX tasks_ready/],
  ['held by a name', (sql) => lists.heldBy(sql, 'codex'), /USING INDEX tasks_holder \(holder=\?\)/],
  // Held tasks are few: their index is walked.
  ['held over a connection', (sql) => lists.heldOver(sql, 'c'), /^SCAN tasks USING INDEX tasks_lease$/],
  ['leases that run out', (sql) => lists.expiring(sql, 9, 100), /USING INDEX tasks_lease \(lease_until<\?\)/],
  ['offers that are over', (sql) => lists.staleOffers(sql, 9, 100), /USING INDEX tasks_offer \(offer_until<\?\)/],
  ['history', (sql) => events.historyOf(sql, undefined, 500, 20), /^SEARCH e USING INTEGER PRIMARY KEY \(rowid<\?\)$/],
  ['history of a task', (sql) => events.historyOf(sql, 1, 500, 20), /events_task \(task=\? AND seq<\?\)/],
  ['events after', (sql) => events.eventsAfter(sql, 5, 500), /^SEARCH e USING INTEGER PRIMARY KEY \(rowid>\?\)$/],
  ['the last event', (sql) => events.eventRange(sql), /^SEARCH events$/],
  ['from where on events are kept', (sql) => events.eventRange(sql), /^SEARCH meta USING PRIMARY KEY \(key=\?\)$/],
  ['old events', (sql) => events.oldEvents(sql, 5, 900, 500), /e USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)/],
  [
    'events to drop',
    (sql) => events.forgetEvents(sql, [1, 2]),
    /^SEARCH events USING INTEGER PRIMARY KEY \(rowid=\?\)$/,
  ],
  [
    'checkpoints to drop',
    (sql) => events.forgetEvents(sql, [1, 2]),
    /^SEARCH checkpoints USING PRIMARY KEY \(task=\?\)$/,
  ],
  ['what a task depends on', (sql) => dependencies.dependenciesOf(sql, 'T-1'), /d USING PRIMARY KEY \(task=\?\)/],
  ['what waits for a task', (sql) => dependencies.unblock(sql, 1), /dependencies_needs \(needs=\?\)/],
  ['what is to wait again', (sql) => dependencies.block(sql, 1), /dependencies_needs \(needs=\?\)/],
  ['checkpoints', (sql) => trail.checkpointsOf(sql, 'T-1', 5, 20), /checkpoints USING PRIMARY KEY \(task=\?/],
  ['the last checkpoint', (sql) => trail.lastCheckpoint(sql, 'T-1'), /checkpoints USING PRIMARY KEY \(task=\?\)/],
  ['handoffs', (sql) => trail.handoffsOf(sql, 'T-1', 10), /USING INDEX handoffs_task \(task=\?\)/],
  ['artifacts', (sql) => trail.artifactsOf(sql, 'T-1'), /USING INDEX artifacts_task \(task=\?\)/],
]

/** Walks that are bounded by what they walk: a page of the table itself, one index of the few, a list within a row. */
const bounded =
  /^SCAN (t|t USING INDEX tasks_ready|tasks USING INDEX tasks_lease|json_each|(n|p|json_each) VIRTUAL TABLE.*|\(subquery-\d+\))$/

test.each(questions)('%s is one walk along an index', async (_, ask, by) => {
  const plans = await plansOf(ask)
  expect(plans).toContainEqual(expect.stringMatching(by))
  expect(plans.filter((plan) => plan.startsWith('SCAN') && !bounded.test(plan))).toEqual([])
  expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([])
})

test.each<[string, (sql: Sql) => Promise<unknown>]>([
  ['neighbourhood', (sql) => plans.around(sql, 'T-1', 3, false, 500)],
  ['open neighbourhood', (sql) => plans.around(sql, 'T-1', 3, true, 500)],
  ['lines between tasks', (sql) => plans.edgesAmong(sql, [1, 2])],
  ['tasks by their rows', (sql) => plans.rowsOf(sql, [1, 2])],
])('a %s costs what it shows, not what there is', async (_, ask) => {
  const scans = (await plansOf(ask)).filter((plan) => plan.startsWith('SCAN'))
  // What was found is walked again, to be counted and put in order.
  expect(scans.filter((plan) => !/^SCAN (up|down|json_each VIRTUAL TABLE.*|\(subquery-\d+\))$/.test(plan))).toEqual([])
})

test('a plan without an index is seen', async () => {
  const plans = await plansOf((sql) => sql.all('SELECT * FROM tasks WHERE title = ?1 ORDER BY goal', 'x'))
  expect(plans).toEqual(['SCAN tasks', 'USE TEMP B-TREE FOR ORDER BY'])
})
