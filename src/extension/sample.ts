/**
 * A small set of tasks in every state, for whoever wants to see what Baton shows before an agent works. Made by ordinary
 * operations under names that no client has, so that no real agent takes them for its own.
 */
import { l10n } from 'vscode'
import type { Connection } from './connection.ts'

const label = 'sample'

/** Its tasks that are not over yet. */
async function samples(connection: Connection): Promise<string[]> {
  const { tasks } = await connection.call('list_tasks', { label, limit: 200 })
  return tasks.flatMap(({ task_id, status }) =>
    task_id && status !== 'done' && status !== 'cancelled' ? [task_id] : [],
  )
}

/** False where they are there already. */
export async function addSamples(connection: Connection): Promise<boolean> {
  if ((await samples(connection)).length > 0) return false
  const plan = [
    { ref: 'done', title: l10n.t('Read the new timetable format') },
    { ref: 'handed', title: l10n.t('Hold seats for ten minutes at checkout'), priority: 'high' },
    { ref: 'progress', title: l10n.t('Checkout page: payment step'), priority: 'urgent' },
    { ref: 'asks', title: l10n.t('Refund rules for cancelled sailings') },
    { ref: 'stuck', title: l10n.t('Delete accounts that were never used') },
    { ref: 'failed', title: l10n.t('Nightly report of no-shows') },
    { ref: 'ready', title: l10n.t('Keep search results for a minute'), priority: 'high' },
    { ref: 'blocked', title: l10n.t('Remove the old payment adapter'), depends_on: ['progress'] },
  ]
  const goal = l10n.t('Made by “Add Sample Tasks”, to look around with.')
  const tasks = plan.map((task) => ({ ...task, goal, labels: [label] }))
  const made = await connection.call('create_tasks', { tasks })
  const ids = new Map(plan.map(({ ref }, i) => [ref, made.tasks[i]?.task_id]))
  for (const [ref, agent, operation, input] of story())
    await connection.call(operation, { task_id: ids.get(ref), agent, ...input })
  return true
}

/** How many were given up. What was done stays done. */
export async function removeSamples(connection: Connection): Promise<number> {
  const ids = await samples(connection)
  for (const task_id of ids) await connection.call('cancel_task', { task_id, reason: l10n.t('It was a sample.') })
  return ids.length
}

type Operation = Parameters<Connection['call']>[0]
type Line = readonly [ref: string, agent: string, operation: Operation, input?: Record<string, unknown>]

/** What two agents did so far. */
const story = (): readonly Line[] => [
  ['done', 'ada', 'claim_task'],
  ['done', 'ada', 'complete_task', { output: l10n.t('Both formats are read; 214 timetables checked.') }],
  ['handed', 'ada', 'claim_task'],
  [
    'handed',
    'ada',
    'save_checkpoint',
    {
      notes: l10n.t('Seats are held in memory; the database comes next.'),
      completed_steps: [l10n.t('Model of a held seat'), l10n.t('Hold when the checkout opens')],
      remaining_steps: [l10n.t('Let go after ten minutes'), l10n.t('Tell who waits')],
    },
  ],
  ['handed', 'ada', 'handoff_task', { reason: l10n.t('Context full at 94 %. The checkpoint says where to go on.') }],
  ['progress', 'grace', 'claim_task'],
  [
    'progress',
    'grace',
    'save_checkpoint',
    {
      notes: l10n.t('The form checks card numbers.'),
      completed_steps: [l10n.t('Form'), l10n.t('Check of card numbers')],
      remaining_steps: [l10n.t('Ask the bank'), l10n.t('Receipt'), l10n.t('Tests')],
    },
  ],
  ['asks', 'ada', 'claim_task'],
  [
    'asks',
    'ada',
    'request_input',
    {
      question: l10n.t('Is the booking fee paid back too?'),
      options: [l10n.t('Yes'), l10n.t('No'), l10n.t('Only if we cancelled')],
    },
  ],
  ['stuck', 'grace', 'claim_task'],
  ['stuck', 'grace', 'mark_exhausted', { reason: l10n.t('I may not read the list of accounts.') }],
  ['failed', 'grace', 'claim_task'],
  ['failed', 'grace', 'update_task', { status: 'failed', error: l10n.t('The mail server refused the report.') }],
]
