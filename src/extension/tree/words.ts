/** Short texts about tasks and times, for rows, hovers and screen readers. */
import { l10n } from 'vscode'
import type { Row } from './rows.ts'

export function ago(at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000))
  if (minutes < 1) return l10n.t('just now')
  if (minutes < 60) return l10n.t('{0} min ago', minutes)
  if (minutes < 48 * 60) return l10n.t('{0} h ago', Math.floor(minutes / 60))
  return l10n.t('{0} days ago', Math.floor(minutes / 60 / 24))
}

const minutesLeft = (until: string, now: number) => Math.max(0, Math.ceil((Date.parse(until) - now) / 60_000))

const taker = (row: Row) => row.offered_to ?? l10n.t('anyone')

/** Beside the title: who, and how long the lease still runs; a priority only where it is not the usual one. */
export function described(row: Row, now: number): string {
  const over = row.status === 'done' || row.status === 'cancelled'
  const waits = row.status === 'handoff_ready' || row.status === 'agent_exhausted'
  return [
    over ? undefined : waits ? l10n.t('for {0}', taker(row)) : row.current_owner,
    row.lease && l10n.t('{0}m', minutesLeft(row.lease.expires_at, now)),
    row.status === 'failed' ? l10n.t('failed') : row.status === 'cancelled' ? l10n.t('cancelled') : undefined,
    over ? undefined : row.priority === 'urgent' ? '!' : row.priority === 'high' ? l10n.t('high') : undefined,
  ]
    .filter(Boolean)
    .join(' · ')
}

const silentFor = (row: Row) =>
  row.silent_seconds && row.silent_seconds >= 120
    ? l10n.t('silent for {0} min', Math.floor(row.silent_seconds / 60))
    : undefined

const priorities = {
  low: () => l10n.t('priority low'),
  normal: () => undefined,
  high: () => l10n.t('priority high'),
  urgent: () => l10n.t('priority urgent'),
}

export function stateInWords(row: Row, now: number): string {
  const holder = row.current_owner
  const state = {
    open: row.ready === false ? l10n.t('blocked by other tasks') : l10n.t('ready'),
    in_progress: l10n.t('in progress'),
    input_required:
      row.waiting_for === 'approval' ? l10n.t('waiting for your approval') : l10n.t('waiting for your answer'),
    handoff_ready: l10n.t('handed off, for {0}', taker(row)),
    agent_exhausted: l10n.t('given up for now, anyone may carry on'),
    done: l10n.t('done'),
    failed: l10n.t('failed'),
    cancelled: l10n.t('cancelled'),
  }[row.status]
  const left = row.lease && minutesLeft(row.lease.expires_at, now)
  return [
    state,
    holder && row.status !== 'done' ? l10n.t('held by {0}', holder) : undefined,
    left === undefined ? undefined : left === 1 ? l10n.t('1 minute left') : l10n.t('{0} minutes left', left),
    silentFor(row),
    row.priority && priorities[row.priority](),
  ]
    .filter(Boolean)
    .join(', ')
}
