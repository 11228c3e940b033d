import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Icon } from '../parts/Icon.tsx'
import { cards, given, now } from '../state.ts'
import { ago, countdown, span } from '../times.ts'
import { reading } from './reading.ts'
import { type Stuck, stuck } from './stuck.ts'

/** What is stuck, each with what helps. */
export function Helping() {
  const failed = cards.in('needs').value.filter(({ status }) => status === 'failed')
  const found = stuck(reading.value, failed, given.name, now.value)
  if (found.length === 0) return null
  return (
    <section aria-labelledby="stuck">
      <h2 class="h2" id="stuck">
        {l10n.t('Stuck')}
        <span class="badge call">{found.length}</span>
      </h2>
      <ul class="help">
        {found.map((one) => (
          <One key={one.card.task_id} one={one} />
        ))}
      </ul>
    </section>
  )
}

function One({ one }: { one: Stuck }) {
  const { card, kind } = one
  const can = (operation: Card['moves'][number]) => card.moves.includes(operation)
  return (
    <li class={`stuck${kind === 'failed' ? ' bad' : ''}`} aria-label={card.task_id}>
      <Icon name={kind === 'failed' ? 'error' : 'warning'} />
      <div class="grow">
        <h3>{headline(one)}</h3>
        <p>{words(one)}</p>
        <div class="row-btns">
          {can('extend_lease') && (
            <Action wish={{ kind: 'act', action: 'extend' }} about={card} label={l10n.t('Extend by 15 min')} />
          )}
          {can('force_release') && (
            <Action wish={{ kind: 'act', action: 'release' }} about={card} label={l10n.t('Release Now…')} />
          )}
          {can('reset_failed_task') && (
            <Action wish={{ kind: 'act', action: 'reset' }} about={card} label={l10n.t('Reset Task')} />
          )}
          <Action wish={{ kind: 'task', task_id: card.task_id }} label={l10n.t('Open Task')} offline />
        </div>
      </div>
    </li>
  )
}

function headline({ kind, card: { task_id, current_owner = '', attempts = 0 } }: Stuck): string {
  if (kind === 'silent') return l10n.t('{0} is silent on {1}', current_owner, task_id)
  if (kind === 'ending') return l10n.t('{0} is about to lose {1}', current_owner, task_id)
  return attempts > 1 ? l10n.t('{0} failed {1} times', task_id, attempts) : l10n.t('{0} failed', task_id)
}

function words(one: Stuck): string {
  const { card } = one
  if (one.kind === 'failed') {
    const error = card.error ?? l10n.t('Nobody said why.')
    return l10n.t('{0} Reset it when the reason is gone, so that others can take it.', sentence(error))
  }
  const heard = l10n.t('No call for {0}.', span(new Date(now.value - one.silent * 1_000).toISOString(), now.value))
  const saved = card.checkpoint_at
    ? l10n.t('The last checkpoint was {0}.', ago(card.checkpoint_at, now.value))
    : l10n.t('There is no checkpoint yet.')
  const end = l10n.t(
    'The lease ends in {0}; then others can take the task.',
    countdown(card.lease?.expires_at ?? card.updated_at, now.value),
  )
  return one.kind === 'silent' ? `${heard} ${saved} ${end}` : `${saved} ${end}`
}

const sentence = (text: string) => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`)
