/** The state marks: one family, each of its own shape, so that none is known by its colour alone. */
import type { ComponentChildren } from 'preact'
import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'

type Mark = 'ready' | 'blocked' | 'progress' | 'needs' | 'handoff' | 'done' | 'failed' | 'cancelled'

export function markOf({ status, ready }: Pick<TaskPicture['task'], 'status' | 'ready'>): Mark {
  const marks = {
    open: ready ? 'ready' : 'blocked',
    in_progress: 'progress',
    input_required: 'needs',
    handoff_ready: 'handoff',
    agent_exhausted: 'handoff',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
  } as const
  return marks[status]
}

export const stateName = (mark: Mark): string =>
  ({
    ready: l10n.t('Ready'),
    blocked: l10n.t('Blocked'),
    progress: l10n.t('In progress'),
    needs: l10n.t('Needs you'),
    handoff: l10n.t('Handed off'),
    done: l10n.t('Done'),
    failed: l10n.t('Failed'),
    cancelled: l10n.t('Cancelled'),
  })[mark]

/** A ring so thick that it is a pie: 11 is once around. */
const pie = (share: number) => `${(share * 11).toFixed(2)} 20`

const drawings: Record<Mark, (share: number) => ComponentChildren> = {
  ready: () => <circle cx="8" cy="8" r="5.5" />,
  blocked: () => <circle cx="8" cy="8" r="5.5" stroke-dasharray="2.2 2.12" />,
  progress: (share) => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <circle cx="8" cy="8" r="1.75" stroke-width="3.5" stroke-dasharray={pie(share)} transform="rotate(-90 8 8)" />
    </>
  ),
  needs: () => (
    <>
      <circle class="disc" cx="8" cy="8" r="6.25" />
      <path class="on" d="M6.3 6.4a1.75 1.75 0 1 1 2.55 1.55c-.5.27-.85.6-.85 1.15" stroke-width="1.4" />
      <circle class="on-fill" cx="8" cy="11.3" r=".95" />
    </>
  ),
  handoff: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M5.9 10.1 10.1 5.9" stroke-width="2.75" stroke-linecap="round" />
    </>
  ),
  done: () => (
    <>
      <circle class="disc" cx="8" cy="8" r="6.25" />
      <path class="on" d="m5.4 8.2 1.8 1.8 3.4-3.7" />
    </>
  ),
  failed: () => (
    <>
      <circle class="disc" cx="8" cy="8" r="6.25" />
      <path class="on" d="m6 6 4 4m0-4-4 4" />
    </>
  ),
  cancelled: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M4.2 11.8 11.8 4.2" />
    </>
  ),
}

/** `share` of its steps is done. */
export function StateMark({ mark, share = 0 }: { mark: Mark; share?: number }) {
  return (
    <svg class={`si mark-${mark}`} viewBox="0 0 16 16" role="img" aria-label={stateName(mark)}>
      {drawings[mark](share)}
    </svg>
  )
}
