import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Glyph } from '../parts/Glyph.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Lease, usualLease } from '../parts/Lease.tsx'
import { Priority, priorityName } from '../parts/Priority.tsx'
import { markOf, StateMark, stateName } from '../parts/StateMark.tsx'
import { asOf, now } from '../state.ts'
import { stepsOf } from '../steps.ts'
import { due, span, whole } from '../times.ts'

export function Facts({ picture }: { picture: TaskPicture }) {
  const { task, checkpoints, history } = picture
  const mark = markOf(task)
  const { done, left } = stepsOf(picture)
  const all = done.length + left.length
  const claim = history.find(({ kind }) => kind === 'claimed')
  const branch = checkpoints.find(({ git }) => git?.branch)?.git?.branch
  const silent = task.silent_seconds === undefined ? 0 : task.silent_seconds + (now.value - asOf.value) / 1000
  return (
    <div class="facts">
      <span>
        <StateMark mark={mark} share={all > 0 ? done.length / all : 0} />
        <span class="state">{stateName(mark)}</span>
      </span>
      <Who task={task} />
      {task.lease && (
        <span class="of-lease">
          {l10n.t('Lease')}
          <Lease until={task.lease.expires_at} length={Number(claim?.details?.lease_seconds) || usualLease} />
        </span>
      )}
      {silent >= 120 && (
        <span class="silent">
          {l10n.t('silent for {0}', span(new Date(now.value - silent * 1000).toISOString(), now.value))}
        </span>
      )}
      <span>
        <Priority level={task.priority} />
        <strong>{priorityName(task.priority)}</strong>
      </span>
      {task.due && (
        <span title={whole(task.due)}>
          {l10n.t('Due')} <strong>{due(task.due, now.value)}</strong>
        </span>
      )}
      {task.worktree && (
        <span title={task.worktree}>
          <Icon name="worktree-small" small />
          <strong class="mono ell">{task.worktree.split(/[\\/]/).filter(Boolean).at(-1)}</strong>
        </span>
      )}
      {branch && (
        <span title={branch}>
          <Icon name="git-branch" small />
          <strong class="mono ell">{branch}</strong>
        </span>
      )}
      {task.labels && (
        <span class="labels">
          {task.labels.map((label) => (
            <span key={label} class="label ell" title={label}>
              {label}
            </span>
          ))}
        </span>
      )}
    </div>
  )
}

function Who({ task }: { task: TaskPicture['task'] }) {
  if (task.current_owner)
    return (
      <span>
        <Glyph agent={task.current_owner} />
        <strong class="ell">{task.current_owner}</strong>
      </span>
    )
  if (task.status !== 'handoff_ready' && task.status !== 'agent_exhausted') return null
  return (
    <span>
      <Glyph agent={task.offered_to ?? ''} open />
      <strong class="ell">{l10n.t('for {0}', task.offered_to ?? l10n.t('anyone'))}</strong>
    </span>
  )
}
