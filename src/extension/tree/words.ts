/** Short texts about tasks and times, for rows, hovers and screen readers. */
import type { Row } from './groups.ts'

export function ago(at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000))
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`
  return `${Math.floor(minutes / 60 / 24)} days ago`
}

const minutesLeft = (until: string, now: number) => Math.max(0, Math.ceil((Date.parse(until) - now) / 60_000))

/** Beside the title: who, and how long the lease still runs; a priority only where it is not the usual one. */
export function described(row: Row, now: number): string {
  const over = row.status === 'done' || row.status === 'cancelled'
  return [
    over ? undefined : row.status === 'handoff_ready' ? `for ${row.offered_to ?? 'anyone'}` : row.current_owner,
    row.lease && `${minutesLeft(row.lease.expires_at, now)}m`,
    row.status === 'failed' ? 'failed' : row.status === 'cancelled' ? 'cancelled' : undefined,
    over ? undefined : row.priority === 'urgent' ? '!' : row.priority === 'high' ? 'high' : undefined,
  ]
    .filter(Boolean)
    .join(' · ')
}

const silentFor = (row: Row) =>
  row.silent_seconds && row.silent_seconds >= 120 ? `silent for ${Math.floor(row.silent_seconds / 60)} min` : undefined

export function stateInWords(row: Row, now: number): string {
  const holder = row.current_owner
  const state = {
    open: row.ready === false ? 'blocked by other tasks' : 'ready',
    in_progress: 'in progress',
    input_required: row.waiting_for === 'approval' ? 'waiting for your approval' : 'waiting for your answer',
    handoff_ready: `handed off, for ${row.offered_to ?? 'anyone'}`,
    agent_exhausted: 'given up for now, anyone may carry on',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
  }[row.status]
  const left = row.lease && minutesLeft(row.lease.expires_at, now)
  return [
    state,
    holder && row.status !== 'done' ? `held by ${holder}` : undefined,
    left === undefined ? undefined : `${left} ${left === 1 ? 'minute' : 'minutes'} left`,
    silentFor(row),
    row.priority && row.priority !== 'normal' ? `priority ${row.priority}` : undefined,
  ]
    .filter(Boolean)
    .join(', ')
}
