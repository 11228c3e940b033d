/** Pictures of tasks as the host would tell them, from a few words each. */
import type { TaskPicture } from '../../webview/data/picture.ts'

type Task = TaskPicture['task']
type Happening = TaskPicture['history'][number]
type Checkpoint = TaskPicture['checkpoints'][number]

/** Minutes after 08:38, local time, of one fixed day. */
export const at = (minutes: number) =>
  new Date(new Date(2026, 10, 25, 8, 38).getTime() + minutes * 60_000).toISOString()

export interface Story {
  /** Each: minute, who, what, and its details. Checkpoints are made of what else they are given. */
  readonly events: readonly (readonly [
    minute: number,
    actor: string,
    kind: Happening['kind'],
    details?: Record<string, unknown>,
    checkpoint?: Partial<Checkpoint>,
  ])[]
  readonly task?: Partial<Task>
  readonly around?: TaskPicture['around']
  readonly older?: boolean
}

export function picture({ events, task = {}, around, older = false }: Story): TaskPicture {
  const checkpoints: Checkpoint[] = []
  const history = events.map(([minute, actor, kind, details = {}, checkpoint = {}], i): Happening => {
    const { changed, ...told } = details as { changed?: Happening['changed'] } & Record<string, unknown>
    if (kind === 'checkpoint_saved') {
      const number = checkpoints.length + 1
      told.checkpoint = number
      checkpoints.push({ number, agent: actor, at: at(minute), ...checkpoint })
    }
    return { seq: i + 1, at: at(minute), task_id: 'T-1', actor, kind, details: told, ...(changed && { changed }) }
  })
  return {
    task: {
      task_id: 'T-1',
      status: 'in_progress',
      title: 'A task',
      priority: 'normal',
      ready: false,
      created_by: 'mara',
      created_at: at(0),
      updated_at: at(events.at(-1)?.[0] ?? 0),
      version: 1,
      ...task,
    },
    checkpoints: checkpoints.reverse(),
    history: history.reverse(),
    older,
    around: around ?? { depends_on: [], dependents: [] },
  }
}

/** Five legs of four agents, as drawn by hand when the page was designed. */
export const checkout = (): TaskPicture =>
  picture({
    events: [
      [0, 'mara', 'created'],
      [3, 'gemini', 'claimed', { lease_seconds: 900 }],
      [18, 'baton', 'lease_expired', { holder: 'gemini', expiries: 1 }],
      [26, 'copilot', 'claimed', { lease_seconds: 900 }],
      [
        43,
        'copilot',
        'checkpoint_saved',
        {},
        {
          notes: 'Form skeleton, Stripe Elements loads in the test page.',
          completed_steps: ['Form skeleton with Stripe Elements'],
          files: ['a.ts', 'b.ts', 'c.ts'],
          git: { commit: 'a9144d0' },
        },
      ],
      [
        70,
        'copilot',
        'checkpoint_saved',
        {},
        {
          notes: 'Amount and currency shown from the basket.',
          test_results: '12 of 12 tests pass',
          completed_steps: ['Form skeleton with Stripe Elements', 'Amount and currency from the basket'],
          files: ['a.ts', 'b.ts', 'c.ts', 'd.ts'],
          git: { commit: 'e07a913' },
        },
      ],
      [
        74,
        'copilot',
        'handed_off',
        { from: 'copilot', to: 'claude-code', reason: 'The form stands. The payment intent needs server work.' },
      ],
      [77, 'claude-code', 'claimed', { lease_seconds: 900 }],
      [
        99,
        'claude-code',
        'checkpoint_saved',
        {},
        {
          notes: 'Intent endpoint answers for cards. Amount is read from the basket on the server.',
          test_results: '19 of 19 tests pass',
          completed_steps: [
            'Form skeleton with Stripe Elements',
            'Amount and currency from the basket',
            'Payment intent endpoint',
            '3-D Secure: redirect and return',
          ],
          git: { commit: '4c5be20' },
          files: ['api/intents.ts'],
        },
      ],
      [
        126,
        'claude-code',
        'checkpoint_saved',
        {},
        {
          notes: 'Intent endpoint is complete. Two 3-D Secure tests fail after the redirect.',
          test_results: '29 of 31 tests pass',
          git: { commit: '1d80b96' },
        },
      ],
      [
        133,
        'claude-code',
        'exhausted',
        { from: 'claude-code', reason: 'Context full at 94 %. Two 3-D Secure tests still fail.' },
      ],
      [139, 'codex', 'claimed', { lease_seconds: 900 }],
      [
        162,
        'codex',
        'checkpoint_saved',
        {},
        {
          notes: 'Return URL keeps the session. Added a test that plays the bank page.',
          test_results: '31 of 31 tests pass',
          git: { commit: '77c0f3a' },
        },
      ],
      [
        183,
        'codex',
        'checkpoint_saved',
        {},
        {
          notes: 'Both 3-D Secure tests fixed: the redirect lost the basket id.',
          test_results: '34 of 34 tests pass',
          git: { commit: '9e2ad51' },
          files: ['x.ts', 'y.ts', 'z.ts'],
        },
      ],
      [185, 'codex', 'input_requested', { question: 'How long does the basket live?' }],
      [192, 'mara', 'input_answered', { answer: 'Keep the basket for 30 minutes.', by: 'mara' }],
      [
        204,
        'codex',
        'handed_off',
        { from: 'codex', to: 'claude-code', reason: 'Both fixed. Error messages and the empty basket are left.' },
      ],
      [206, 'claude-code', 'claimed', { lease_seconds: 900 }],
      [
        221,
        'claude-code',
        'checkpoint_saved',
        {},
        {
          notes: 'Decline codes mapped to seven messages. Empty basket and the last two messages are next.',
          test_results: '36 of 36 tests pass',
          completed_steps: [
            'Form skeleton with Stripe Elements',
            'Amount and currency from the basket',
            'Payment intent endpoint',
            '3-D Secure: redirect and return',
            '3-D Secure: keep the basket',
            'Pay with Apple Pay and Google Pay',
          ],
          remaining_steps: ['Error messages for declined cards', 'Empty basket'],
          files: ['web/checkout/errors.ts', 'web/checkout/Payment.tsx'],
          git: {
            branch: 'fl-17-payment',
            commit: 'b41c07e',
            diff_stat: ` web/checkout/errors.ts   | 12 +++++++++---\n web/checkout/Payment.tsx | 5 ++---\n 2 files changed, 11 insertions(+), 6 deletions(-)`,
          },
        },
      ],
    ],
    task: {
      task_id: 'FL-17',
      title: 'Checkout page: payment step',
      goal: 'A traveller pays for held seats on one page, by card, Apple Pay or Google Pay.\n\n- Amounts come from `GET /basket/:id`, never from the browser.\n- A declined card keeps the seats and says what to do.\n- Done when `npm test checkout` passes and the flow works with a keyboard alone.',
      priority: 'urgent',
      due: at(562),
      worktree: '/home/mara/ferryline-checkout',
      labels: ['checkout', 'web'],
      current_owner: 'claude-code',
      lease: { expires_at: at(223 + 11.7), seconds_left: 702 },
      brief:
        '# FL-17 Checkout page: payment step\nYou carry on from claude-code (checkpoint 12:19, b41c07e).\n\nLeft: error messages for declined cards; empty basket.\nTests: 36 of 36. Run: npm test checkout\nMind: amounts come from the server (api/intents.ts).\nLast handoff, codex: "Error messages and the empty\nbasket are left."',
      artifacts: [
        {
          artifact_id: 'a1',
          task_id: 'FL-17',
          kind: 'text',
          name: 'decline-codes.md',
          bytes: 3_100,
          added_by: 'codex',
          at: at(190),
        },
        {
          artifact_id: 'a2',
          task_id: 'FL-17',
          kind: 'log',
          name: 'npm-test.log',
          bytes: 12_000,
          added_by: 'claude-code',
          at: at(220),
        },
        {
          artifact_id: 'a3',
          task_id: 'FL-17',
          kind: 'diff',
          name: 'payment-step.diff',
          bytes: 41_000,
          added_by: 'claude-code',
          at: at(221),
        },
        {
          artifact_id: 'a4',
          task_id: 'FL-17',
          kind: 'link',
          name: 'Stripe: decline codes',
          url: 'https://stripe.com/docs/declines',
          added_by: 'claude-code',
          at: at(221),
        },
      ],
    },
    around: {
      depends_on: [
        { task_id: 'FL-08', status: 'done', title: 'Fare calculator: children, cars, bicycles', ready: false },
        { task_id: 'FL-11', status: 'done', title: 'Stripe test account and webhook stub', ready: false },
      ],
      dependents: [{ task_id: 'FL-29', status: 'open', title: 'Invoice as PDF', ready: false }],
    },
  })
