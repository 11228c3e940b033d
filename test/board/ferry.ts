/** A project in the middle of its work: tasks in every state, held by agents of several makes, with their story. */
export type Call = (operation: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>

const finished = [
  ['FL-1', 'Schema for sailings and fares', []],
  ['FL-2', 'CI: build, test and lint on every push', []],
  ['FL-3', 'OpenAPI contract for sailings', ['FL-1']],
  ['FL-4', 'Design tokens and base components', ['FL-2']],
  ['FL-7', 'Seed data: ports, routes, vessels', ['FL-1']],
  ['FL-8', 'Fare calculator: children, cars, bicycles', ['FL-1']],
  ['FL-9', 'Search sailings by port and date', ['FL-3']],
  ['FL-10', 'Sign in with passkeys', []],
  ['FL-11', 'Stripe test account and webhook stub', ['FL-1', 'FL-2']],
] as const

const open = [
  ['FL-24', 'Cache sailing search for 60 seconds', ['FL-9'], 'high', ['search', 'perf']],
  ['FL-26', 'Flaky test: fare rounding in Firefox', ['FL-8'], 'normal', ['tests']],
  ['FL-25', 'Export sales as CSV for the harbour office', [], 'normal', ['admin']],
  ['FL-27', 'German and Danish texts for the booking form', ['FL-4'], 'low', ['i18n']],
  ['FL-13', 'Release held seats when the hold runs out', ['FL-1'], 'high', ['api']],
  ['FL-14', 'Hold seats for ten minutes at checkout', ['FL-8'], 'urgent', []],
  ['FL-17', 'Checkout page: payment step', ['FL-8', 'FL-11'], 'urgent', ['checkout', 'web']],
  ['FL-18', 'QR tickets as Apple and Google Wallet passes', ['FL-3'], 'normal', ['tickets']],
  ['FL-21', 'Rate limit for the public search endpoint', ['FL-9'], 'normal', ['api', 'security']],
  ['FL-23', 'Dark mode for the booking form', ['FL-4'], 'low', ['web']],
  ['FL-16', 'Webhooks from Stripe: retries and order state', ['FL-11'], 'urgent', []],
  ['FL-20', 'Ticket e-mail with the boarding code', ['FL-3'], 'high', []],
  ['FL-12', 'Move port photos to object storage', [], 'normal', []],
  ['FL-19', 'Refunds, whole and partial', ['FL-8'], 'high', []],
  ['FL-22', 'Keyboard and screen reader pass on the booking form', ['FL-9', 'FL-4'], 'normal', []],
  ['FL-29', 'Invoice as PDF after payment', ['FL-17', 'FL-19'], 'normal', []],
  ['FL-28', 'Load test checkout with 500 users', ['FL-13', 'FL-14', 'FL-29'], 'high', []],
  ['FL-31', 'Boarding scanner for the crew', ['FL-18', 'FL-20'], 'normal', []],
  ['FL-30', 'Launch checklist', ['FL-28', 'FL-31', 'FL-22'], 'urgent', []],
] as const

const steps = (done: number, all: number) => ({
  completed_steps: Array.from({ length: done }, (_, i) => `Step ${i + 1}`),
  remaining_steps: Array.from({ length: all - done }, (_, i) => `Step ${done + i + 1}`),
})

/** By an agent's call. Takes a second or two. */
export async function ferry(call: Call): Promise<void> {
  for (const [task_id, title, depends_on] of finished) {
    await call('create_task', { task_id, title, depends_on, agent: 'mara' })
    await call('complete_task', { task_id, agent: 'claude-code' })
  }
  await call('create_task', { task_id: 'FL-5', title: 'Import fares from the old spreadsheet', agent: 'mara' })
  await call('cancel_task', { task_id: 'FL-5', agent: 'mara', reason: 'The harbour office enters them itself.' })
  for (const [task_id, title, depends_on, priority, labels] of open)
    await call('create_task', { task_id, title, depends_on, priority, labels, agent: 'mara' })

  const works = async (
    task_id: string,
    agent: string,
    lease_seconds: number,
    done: number,
    all: number,
    notes: string,
  ) => {
    await call('claim_task', { task_id, agent, lease_seconds })
    await call('save_checkpoint', { task_id, agent, notes, ...steps(done, all) })
  }
  const passes = (task_id: string, agent: string, to_agent: string | undefined, reason: string) =>
    call('handoff_task', { task_id, agent, ...(to_agent && { to_agent }), reason })

  await works('FL-17', 'gemini', 900, 1, 8, 'The form stands.')
  await passes('FL-17', 'gemini', 'copilot', 'The payment intent needs server work.')
  await works('FL-17', 'copilot', 900, 3, 8, 'Payment intent works.')
  await passes('FL-17', 'copilot', 'codex', 'Two 3-D Secure tests fail.')
  await works('FL-17', 'codex', 900, 5, 8, 'Both fixed.')
  await passes('FL-17', 'codex', 'claude-code', 'Error messages and the empty basket are left.')
  await works('FL-17', 'claude-code', 702, 6, 8, 'Decline codes mapped to seven messages.')
  await works('FL-13', 'claude-code', 900, 2, 5, 'Found where seats are held.')
  await passes('FL-13', 'claude-code', 'codex', 'Timeout comes next.')
  await works('FL-13', 'codex', 534, 3, 5, 'Timeout works.')
  await works('FL-18', 'gemini', 60, 1, 6, 'Passes are signed.')
  await works('FL-21', 'claude-code', 810, 2, 3, 'Limits by address.')
  await works('FL-23', 'copilot', 155, 4, 5, 'Tokens done.')
  await works('FL-16', 'claude-code', 900, 3, 6, 'Retries stand.')
  await call('request_input', {
    task_id: 'FL-16',
    agent: 'claude-code',
    question:
      'Stripe confirms a card in two events. Should an order count as paid on the first one, or only after the capture?',
    options: ['On payment_intent.succeeded', 'After charge.captured'],
  })
  await call('update_task', { task_id: 'FL-20', needs_approval: true, agent: 'mara' })
  await works('FL-20', 'copilot', 900, 5, 5, 'All sent.')
  await call('complete_task', { task_id: 'FL-20', agent: 'copilot', evidence: 'Finished. 18 of 18 tests pass.' })
  for (let attempt = 0; attempt < 3; attempt++) {
    await works('FL-12', 'gemini', 900, 2, 4, 'Trying.')
    await call('update_task', {
      task_id: 'FL-12',
      agent: 'gemini',
      status: 'failed',
      error: 'Three attempts. Last error: bucket policy denies PutObject.',
    })
    if (attempt < 2) await call('reset_failed_task', { task_id: 'FL-12', agent: 'gemini' })
  }
  await works('FL-14', 'claude-code', 900, 4, 5, 'Advisory lock.')
  await passes('FL-14', 'claude-code', 'codex', 'Only the Postgres advisory lock is left.')
  await works('FL-19', 'codex', 900, 3, 6, 'API.')
  await passes('FL-19', 'codex', 'copilot', 'API is done. The admin form is next.')
  await works('FL-22', 'gemini', 900, 7, 11, 'Form done.')
  await call('mark_exhausted', { task_id: 'FL-22', agent: 'gemini', reason: 'Context full at 96 %. Checkpoint saved.' })
}
