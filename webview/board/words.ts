/** What a card says beside its title, to the eye and to those who listen. */
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { markOf, stateName } from '../parts/StateMark.tsx'
import { ago, secondsLeft } from '../times.ts'

/** asked 4 min ago */
export function sinceWhen(card: Card, now: number): string | undefined {
  const { waiting_for, question, status, updated_at, handoff } = card
  if (waiting_for === 'answer' && question) return l10n.t('asked {0}', ago(question.at, now))
  if (waiting_for === 'approval') return l10n.t('asked {0}', ago(updated_at, now))
  if (status === 'failed') return l10n.t('failed {0}', ago(updated_at, now))
  if (status === 'handoff_ready' || status === 'agent_exhausted') return ago(handoff?.at ?? updated_at, now)
  return undefined
}

/** Silent for longer than this without a checkpoint is worth a word. */
const worryAfter = 20 * 60

export function worry(card: Card, now: number): string | undefined {
  if (card.status !== 'in_progress' || !card.lease) return undefined
  const since = Date.parse(card.checkpoint_at ?? card.started_at ?? card.updated_at)
  const minutes = Math.floor((now - since) / 60_000)
  if (minutes * 60 < worryAfter || secondsLeft(card.lease.expires_at, now) > 300) return undefined
  return l10n.t('{0} min without a checkpoint', minutes)
}

type Spoken = Pick<Card, 'task_id' | 'title' | 'status' | 'ready'> &
  Partial<Pick<Card, 'current_owner' | 'offered_to' | 'steps' | 'lease' | 'blocked_by' | 'priority'>>

/** FL-13, Release held seats…, in progress, codex, 3 of 5 steps, 8 minutes left */
export function spoken(card: Spoken, now: number): string {
  const { task_id, title, current_owner, offered_to, status, steps, lease, blocked_by = [], priority } = card
  const minutes = lease ? Math.ceil(secondsLeft(lease.expires_at, now) / 60) : undefined
  const waits = status === 'handoff_ready' || status === 'agent_exhausted'
  return [
    task_id,
    title,
    stateName(markOf(card)).toLowerCase(),
    current_owner,
    waits && l10n.t('for {0}', offered_to ?? l10n.t('anyone')),
    blocked_by.length > 0 && l10n.t('waiting for {0}', blocked_by.join(', ')),
    steps && steps.total > 0 && l10n.t('{0} of {1} steps', steps.done, steps.total),
    minutes !== undefined && (minutes === 1 ? l10n.t('1 minute left') : l10n.t('{0} minutes left', minutes)),
    priority && priority !== 'normal' && l10n.t('priority {0}', priority),
  ]
    .filter(Boolean)
    .join(', ')
}
