import { Back } from '../app/Back.tsx'
import { isNarrow } from '../app/width.ts'
import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { type Choice, Menu } from '../parts/Menu.tsx'
import { given, now } from '../state.ts'
import { clock, whole } from '../times.ts'
import { may } from './may.ts'

type Task = TaskPicture['task']

/** The rest of what may be done with a task. */
export function More({ task }: { task: Task }) {
  const { canClaim, isOpen, isHeld, canReset } = may(task)
  const choices: (Choice | false)[] = [
    canClaim && { label: l10n.t('Claim for Me'), icon: 'person-add', wish: { kind: 'act', action: 'claim' } },
    isOpen && { label: l10n.t('Save Checkpoint…'), icon: 'save', wish: { kind: 'act', action: 'saveCheckpoint' } },
    isOpen && { label: l10n.t('Hand Off to…'), icon: 'arrow-swap', wish: { kind: 'act', action: 'handOff' } },
    isHeld && { label: l10n.t('Release'), icon: 'debug-disconnect', wish: { kind: 'act', action: 'release' } },
    isOpen && { label: l10n.t('Mark as Done'), icon: 'check', wish: { kind: 'act', action: 'complete' } },
    canReset && { label: l10n.t('Try Again'), icon: 'debug-restart', wish: { kind: 'act', action: 'reset' } },
  ]
  const here = choices.filter((choice): choice is Choice => choice !== false)
  return here.length > 0 ? <Menu label={l10n.t('More Actions')} choices={here} about={task} /> : null
}

export function Head({ task }: { task: Task }) {
  // Where it is narrow, the bar leads back and has the rest.
  const isAlone = given.task !== undefined
  return (
    <header class="thead">
      <div class="grow">
        <p class="crumb">
          <span class="num">{task.task_id}</span>
          <span class="ell" title={whole(task.created_at)}>
            {l10n.t('created by {0}, {1}', task.created_by, clock(task.created_at, now.value))}
          </span>
        </p>
        <h1 class={task.status === 'cancelled' ? 'cancelled' : ''}>{task.title}</h1>
      </div>
      <div class="row-btns">
        {given.editor && may(task).isOpen && (
          <Action
            wish={{ kind: 'act', action: 'resume' }}
            label={l10n.t('Resume in Chat')}
            icon="comment-discussion"
            look="btn"
          />
        )}
        <Action
          wish={{ kind: 'act', action: 'copyBrief' }}
          label={l10n.t('Copy Prompt')}
          icon="copy"
          look={given.editor ? 'btn sec' : 'btn'}
          offline
        />
        {(isAlone || !isNarrow.value) && <More task={task} />}
        {!isAlone && !isNarrow.value && <Back icon="close" />}
      </div>
    </header>
  )
}
