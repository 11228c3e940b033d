/** A project in the middle of its work: tasks in every state, held by agents of several makes, with their story. */
export type Call = (operation: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>

/** So many minutes before now. */
type Ago = number
type Step = readonly [ago: Ago, operation: string, input: Record<string, unknown>]

const [hour, day] = [60, 24 * 60]

const finished = [
  ['FL-1', 'Schema for sailings and fares', [], day + 5 * hour],
  ['FL-2', 'CI: build, test and lint on every push', [], day + 4 * hour],
  ['FL-3', 'OpenAPI contract for sailings', ['FL-1'], day + 3 * hour],
  ['FL-4', 'Design tokens and base components', ['FL-2'], day + 2 * hour],
  ['FL-7', 'Seed data: ports, routes, vessels', ['FL-1'], day + 1 * hour],
  ['FL-8', 'Fare calculator: children, cars, bicycles', ['FL-1'], day + 50],
  ['FL-11', 'Stripe test account and webhook stub', ['FL-1', 'FL-2'], day + 40],
  ['FL-9', 'Search sailings by port and date', ['FL-3'], 166],
  ['FL-10', 'Sign in with passkeys', [], 64],
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

const goal = `A traveller pays for held seats on one page, by card, Apple Pay or Google Pay.

- Amounts come from \`GET /basket/:id\`, never from the browser.
- A declined card keeps the seats and says what to do.`

/** Of the payment step; other tasks number theirs. */
const payment = [
  'Form skeleton with Stripe Elements',
  'Amount and currency from the basket',
  'Payment intent endpoint',
  '3-D Secure: redirect and return',
  '3-D Secure: keep the basket',
  'Pay with Apple Pay and Google Pay',
  'Error messages for declined cards',
  'Empty basket',
]
const numbered = (all: number) => Array.from({ length: all }, (_, i) => `Step ${i + 1}`)
const upTo = (done: number, all: readonly string[]) => ({
  completed_steps: all.slice(0, done),
  remaining_steps: all.slice(done),
})

const claims = (ago: Ago, task_id: string, agent: string, lease_seconds = 900): Step => [
  ago,
  'claim_task',
  { task_id, agent, lease_seconds },
]
const saves = (ago: Ago, task_id: string, agent: string, what: Record<string, unknown>): Step => [
  ago,
  'save_checkpoint',
  { task_id, agent, ...what },
]
const passes = (ago: Ago, task_id: string, agent: string, to_agent: string, reason: string): Step => [
  ago,
  'handoff_task',
  { task_id, agent, to_agent, reason },
]

/** Claimed, and a checkpoint a little later. */
const works = (
  ago: Ago,
  task_id: string,
  agent: string,
  { lease = 900, saved, done, of, notes }: { lease?: number; saved: Ago; done: number; of: number; notes: string },
): Step[] => [claims(ago, task_id, agent, lease), saves(saved, task_id, agent, { notes, ...upTo(done, numbered(of)) })]

const tried: Step[] = [100, 85, 61].flatMap((ago, attempt) => [
  ...works(ago, 'FL-12', 'gemini', { saved: ago - 1, done: 2, of: 4, notes: 'Trying.' }),
  [
    ago - 1,
    'update_task',
    {
      task_id: 'FL-12',
      agent: 'gemini',
      status: 'failed',
      error: 'Three attempts. Last error: bucket policy denies PutObject.',
    },
  ] as const,
  ...(attempt < 2 ? [[ago - 2, 'reset_failed_task', { task_id: 'FL-12', agent: 'gemini' }] as const] : []),
])

/** The payment step, carried by four. */
const relay: Step[] = [
  claims(223, 'FL-17', 'gemini'),
  saves(200, 'FL-17', 'gemini', {
    notes: 'Form skeleton, Stripe Elements loads in the test page.',
    ...upTo(1, payment),
    files: ['web/checkout/Form.tsx'],
    git: { branch: 'fl-17-payment', commit: 'a9144d0' },
  }),
  passes(182, 'FL-17', 'gemini', 'copilot', 'The payment intent needs server work.'),
  claims(180, 'FL-17', 'copilot'),
  saves(156, 'FL-17', 'copilot', {
    notes: 'Intent endpoint answers for cards. The amount is read from the basket on the server.',
    test_results: '19 of 19 tests pass',
    ...upTo(3, payment),
    files: ['api/intents.ts', 'api/intents.test.ts'],
    git: { branch: 'fl-17-payment', commit: '4c5be20' },
  }),
  saves(100, 'FL-17', 'copilot', {
    notes: 'Two 3-D Secure tests fail after the redirect.',
    test_results: '29 of 31 tests pass, 2 fail',
    ...upTo(4, payment),
    git: { branch: 'fl-17-payment', commit: '1d80b96' },
  }),
  passes(93, 'FL-17', 'copilot', 'codex', 'Two 3-D Secure tests fail.'),
  claims(87, 'FL-17', 'codex'),
  saves(43, 'FL-17', 'codex', {
    notes: 'Both 3-D Secure tests fixed: the redirect lost the basket id.',
    test_results: '34 of 34 tests pass',
    ...upTo(5, payment),
    files: ['web/checkout/return.ts', 'web/checkout/return.test.ts', 'api/basket.ts'],
    git: { branch: 'fl-17-payment', commit: '9e2ad51' },
  }),
  passes(22, 'FL-17', 'codex', 'claude-code', 'Both fixed. Error messages and the empty basket are left.'),
  claims(20, 'FL-17', 'claude-code', 702),
  saves(5, 'FL-17', 'claude-code', {
    notes: 'Decline codes mapped to seven messages.',
    test_results: '36 of 36 tests pass',
    ...upTo(6, payment),
    files: ['web/checkout/errors.ts', 'web/checkout/Payment.tsx'],
    git: { branch: 'fl-17-payment', commit: 'b41c07e' },
    resume_prompt: 'Run: npm test checkout. Amounts come from the server (api/intents.ts).',
  }),
]

const made: Step[] = [
  ...finished.flatMap(([task_id, title, depends_on, ago]): Step[] => [
    [2 * day, 'create_task', { task_id, title, depends_on, agent: 'mara' }],
    [ago, 'complete_task', { task_id, agent: 'claude-code' }],
  ]),
  [2 * day, 'create_task', { task_id: 'FL-5', title: 'Import fares from the old spreadsheet', agent: 'mara' }],
  [day + 6 * hour, 'cancel_task', { task_id: 'FL-5', agent: 'mara', reason: 'The harbour office enters them itself.' }],
  ...open.map(
    ([task_id, title, depends_on, priority, labels]): Step => [
      2 * day - 1,
      'create_task',
      { task_id, title, depends_on, priority, labels, agent: 'mara', ...(task_id === 'FL-17' && { goal }) },
    ],
  ),
]

const story: Step[] = [
  ...made,
  ...relay,
  ...works(80, 'FL-13', 'claude-code', { saved: 70, done: 2, of: 5, notes: 'Found where seats are held.' }),
  passes(69, 'FL-13', 'claude-code', 'codex', 'Timeout comes next.'),
  ...works(68, 'FL-13', 'codex', { lease: 534, saved: 9, done: 3, of: 5, notes: 'Timeout works.' }),
  ...works(60, 'FL-18', 'gemini', { lease: 60, saved: 22, done: 1, of: 6, notes: 'Passes are signed.' }),
  ...works(30, 'FL-21', 'claude-code', { lease: 810, saved: 1, done: 2, of: 3, notes: 'Limits by address.' }),
  ...works(40, 'FL-23', 'copilot', { lease: 155, saved: 12, done: 4, of: 5, notes: 'Tokens done.' }),
  ...works(50, 'FL-16', 'claude-code', { saved: 6, done: 3, of: 6, notes: 'Retries stand.' }),
  [
    4,
    'request_input',
    {
      task_id: 'FL-16',
      agent: 'claude-code',
      question:
        'Stripe confirms a card in two events. Should an order count as paid on the first one, or only after the capture?',
      options: ['On payment_intent.succeeded', 'After charge.captured'],
    },
  ],
  [65, 'update_task', { task_id: 'FL-20', needs_approval: true, agent: 'mara' }],
  ...works(64, 'FL-20', 'copilot', { saved: 32, done: 5, of: 5, notes: 'All sent.' }),
  [31, 'complete_task', { task_id: 'FL-20', agent: 'copilot', evidence: 'Finished. 18 of 18 tests pass.' }],
  ...tried,
  ...works(75, 'FL-14', 'claude-code', { saved: 7, done: 4, of: 5, notes: 'Advisory lock.' }),
  passes(6, 'FL-14', 'claude-code', 'codex', 'Only the Postgres advisory lock is left.'),
  ...works(76, 'FL-19', 'codex', { saved: 19, done: 3, of: 6, notes: 'API.' }),
  passes(18, 'FL-19', 'codex', 'copilot', 'API is done. The admin form is next.'),
  ...works(90, 'FL-22', 'gemini', { saved: 53, done: 7, of: 11, notes: 'Form done.' }),
  [52, 'mark_exhausted', { task_id: 'FL-22', agent: 'gemini', reason: 'Context full at 96 %. Checkpoint saved.' }],
]

/** By agents' calls, in the order in which it happened. `turn` sets the host's clock, where it can be set. */
export async function ferry(call: Call, turn: (ago: Ago) => Promise<void> = async () => {}): Promise<void> {
  let last = Number.POSITIVE_INFINITY
  for (const [ago, operation, input] of story.toSorted(([a], [b]) => b - a)) {
    if (ago !== last) await turn(ago)
    last = ago
    await call(operation, input)
  }
  await turn(0)
}
