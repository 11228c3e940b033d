/** The history in words: one line for each event. */
import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'

type Happening = TaskPicture['history'][number]

const said = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)

export function happened({ kind, actor, details = {}, changed = {} }: Happening): string {
  const reason = said(details.reason)
  const because = (text: string) => (reason ? `${text}: ${reason}` : text)
  switch (kind) {
    case 'created':
      return l10n.t('{0} created it', actor)
    case 'updated':
      return updated(actor, details, Object.keys(changed))
    case 'claimed':
      return l10n.t('{0} claimed it', actor)
    case 'released':
      return because(
        details.by_person === true ? l10n.t('{0} took it from its holder', actor) : l10n.t('{0} released it', actor),
      )
    case 'lease_expired':
      return l10n.t('The lease of {0} ran out', said(details.holder) ?? l10n.t('its holder'))
    case 'checkpoint_saved':
      return details.automatic === true
        ? l10n.t('A checkpoint was made automatically')
        : l10n.t('{0} saved a checkpoint', actor)
    case 'handed_off':
      return because(
        l10n.t('{0} handed it off to {1}', said(details.from) ?? actor, said(details.to) ?? l10n.t('anyone')),
      )
    case 'offer_widened':
      return l10n.t('{0} never came: anyone may take it', said(details.was_for) ?? l10n.t('Nobody'))
    case 'exhausted':
      return because(l10n.t('{0} put it down', actor))
    case 'artifact_attached':
      return l10n.t('{0} attached {1}', actor, said(details.name) ?? l10n.t('an artifact'))
    case 'input_requested':
      return l10n.t('{0} asked: “{1}”', actor, said(details.question) ?? '')
    case 'input_answered':
      return l10n.t('{0} answered: “{1}”', said(details.by) ?? actor, said(details.answer) ?? '')
    case 'approval_requested':
      return l10n.t('{0} asked for approval', actor)
    case 'approved':
      return l10n.t('{0} approved it', actor)
    case 'rejected':
      return because(l10n.t('{0} sent it back', actor))
    case 'completed':
      return l10n.t('{0} finished it', actor)
    case 'failed': {
      const error = said(details.error)
      return error ? l10n.t('{0} failed: {1}', actor, error) : l10n.t('{0} failed', actor)
    }
    case 'reset':
      return l10n.t('{0} set it back to try again', actor)
    case 'cancelled':
      return because(l10n.t('{0} cancelled it', actor))
    case 'undone':
      return l10n.t('{0} took back: {1}', actor, takenBack(details.kind))
    case 'notified':
      return l10n.t('{0} told {1}', actor, said(details.channel) ?? '')
    case 'slot_claimed':
      return l10n.t('{0} took a slot', actor)
    case 'slot_released':
      return l10n.t('{0} freed a slot', actor)
  }
}

function updated(actor: string, details: Record<string, unknown>, fields: string[]): string {
  const more = Number(details.lease_extended_seconds)
  if (more > 0) return l10n.t('{0} extended the lease by {1} min', actor, Math.round(more / 60))
  if (fields.length === 0) return l10n.t('{0} updated it', actor)
  return l10n.t('{0} changed {1}', actor, fields.map((field) => field.replaceAll('_', ' ')).join(', '))
}

function takenBack(kind: unknown): string {
  switch (kind) {
    case 'claimed':
      return l10n.t('the claim')
    case 'released':
      return l10n.t('the release')
    case 'handed_off':
      return l10n.t('the handoff')
    case 'completed':
      return l10n.t('the completion')
    case 'approved':
      return l10n.t('the approval')
    case 'cancelled':
      return l10n.t('the cancellation')
    case 'failed':
      return l10n.t('the failure')
    case 'reset':
      return l10n.t('the reset')
    default:
      return l10n.t('the change')
  }
}
