/** The board's columns, and what it takes to move a task into one. The host has the last word; it sends its moves along. */
import { computed, type ReadonlySignal } from '@preact/signals'
import { type GroupName, groupOf } from '../../src/contract/groups.ts'
import { matches } from '../app/filter.ts'
import { isFiltered } from '../app/route.ts'
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { cards, given } from '../state.ts'
import type { Action } from '../wishes.ts'

export const columns = ['ready', 'progress', 'needs', 'handedOff', 'done'] as const
export type Column = (typeof columns)[number]

export const columnName = (column: Column): string =>
  ({
    ready: l10n.t('Ready'),
    progress: l10n.t('In progress'),
    needs: l10n.t('Needs you'),
    handedOff: l10n.t('Handed off'),
    done: l10n.t('Done'),
  })[column]

/** What is blocked stands below what is ready. */
export function columnOf(card: Card): Column {
  const group = groupOf(card)
  return group === 'blocked' ? 'ready' : group
}

/** Whose task it is, or would be; empty: nobody's. What is finished stays with who had it last. */
export const holderOf = ({ current_owner, offered_to, status, carriers = [] }: Card): string =>
  current_owner ?? offered_to ?? (status === 'done' ? carriers.at(-1) : undefined) ?? ''

const filtered = (group: GroupName) =>
  computed(() => (isFiltered.value ? cards.in(group).value.filter(matches.value) : cards.in(group).value))

export const shown: Readonly<Record<GroupName, ReadonlySignal<readonly Card[]>>> = {
  ready: filtered('ready'),
  blocked: filtered('blocked'),
  progress: filtered('progress'),
  needs: filtered('needs'),
  handedOff: filtered('handedOff'),
  done: filtered('done'),
}

/** Where a card can be put. `holder`: the lane's, where there are lanes. */
export interface Place {
  readonly column: Column
  readonly holder?: string
}

export const isIn = (card: Card, { column, holder = holderOf(card) }: Place) =>
  columnOf(card) === column && holderOf(card) === holder

export type Move = { readonly action: Action; readonly to?: string } | { readonly why: string }

export function moveTo(card: Card, { column, holder }: Place): Move {
  const { task_id, moves, current_owner, blocked_by = [] } = card
  const can = (operation: Card['moves'][number]) => moves.includes(operation)
  const refuse = (fallback: string): Move => {
    if (card.status === 'done' || card.status === 'cancelled') return { why: l10n.t('{0} is finished.', task_id) }
    if (blocked_by.length > 0) return { why: l10n.t('{0} waits for {1}.', task_id, blocked_by.join(', ')) }
    return { why: current_owner ? l10n.t('{0} is held by {1}.', task_id, current_owner) : fallback }
  }
  // Into somebody's lane: they shall have it.
  if (holder && holder !== holderOf(card) && holder !== given.name)
    return can('handoff_task')
      ? { action: 'handOff', to: holder }
      : refuse(l10n.t('{0} cannot be handed off now.', task_id))
  switch (column) {
    case 'progress':
      return can('claim_task') ? { action: 'claim' } : refuse(l10n.t('{0} cannot be claimed now.', task_id))
    case 'ready':
      if (can('release_task') || can('force_release')) return { action: 'release' }
      return can('reset_failed_task') ? { action: 'reset' } : refuse(l10n.t('Nobody holds {0}.', task_id))
    case 'handedOff':
      return can('handoff_task') ? { action: 'handOff' } : refuse(l10n.t('{0} cannot be handed off now.', task_id))
    case 'done':
      if (can('approve')) return { action: 'approve' }
      return can('complete_task') ? { action: 'complete' } : refuse(l10n.t('{0} cannot be finished now.', task_id))
    case 'needs':
      return { why: l10n.t('A task comes here by an agent’s question, a wish for approval, or a failure.') }
  }
}
