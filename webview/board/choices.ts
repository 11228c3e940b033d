/** What may be done with a task, by the moves that came with it. */
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import type { Choice } from '../parts/Menu.tsx'
import { given } from '../state.ts'
import type { Action } from '../wishes.ts'
import { columnName, columnOf, columns, moveTo } from './columns.ts'
import { move } from './moving.ts'

export function choicesFor(card: Card): Choice[] {
  const can = (operation: Card['moves'][number]) => card.moves.includes(operation)
  const act = (label: string, icon: string, action: Action): Choice => ({ label, icon, wish: { kind: 'act', action } })
  const isMine = card.current_owner === given.name
  const all: (Choice | false)[] = [
    can('claim_task') && act(l10n.t('Claim for Me'), 'person-add', 'claim'),
    can('answer_input') && act(l10n.t('Answer…'), 'reply', 'answer'),
    can('approve') && act(l10n.t('Approve'), 'check', 'approve'),
    can('reject') && act(l10n.t('Send Back…'), 'reply', 'reject'),
    can('save_checkpoint') && act(l10n.t('Save Checkpoint…'), 'save', 'saveCheckpoint'),
    can('handoff_task') && act(l10n.t('Hand Off to…'), 'arrow-swap', 'handOff'),
    (isMine ? can('release_task') : can('force_release')) &&
      act(isMine ? l10n.t('Release') : l10n.t('Take Away…'), 'debug-disconnect', 'release'),
    can('extend_lease') && act(l10n.t('Give 15 More Minutes'), 'watch', 'extend'),
    can('reset_failed_task') && act(l10n.t('Try Again'), 'debug-restart', 'reset'),
    can('complete_task') && act(l10n.t('Mark as Done'), 'check', 'complete'),
    can('update_task') && act(l10n.t('Edit…'), 'edit', 'edit'),
    act(l10n.t('Copy Prompt'), 'copy', 'copyBrief'),
    can('cancel_task') && act(l10n.t('Cancel Task…'), 'circle-slash', 'cancel'),
  ]
  return all.filter((choice): choice is Choice => choice !== false)
}

/** The same places that a card can be dragged to. */
export const placesFor = (cards: readonly Card[]): Choice[] =>
  columns
    .filter((column) => !cards.every((card) => columnOf(card) === column))
    .map((column) => {
      const moves = cards.filter((card) => columnOf(card) !== column).map((card) => moveTo(card, { column }))
      const why = moves.find((to) => 'why' in to)?.why
      return {
        label: columnName(column),
        icon: 'arrow-right',
        run: () => move(cards, { column }),
        // What some can do is done by those.
        why: moves.every((to) => 'why' in to) ? why : undefined,
      }
    })
