import { useComputed } from '@preact/signals'
import type { Card as Data } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Chain } from '../parts/Chain.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Lease, usualLease } from '../parts/Lease.tsx'
import { Menu } from '../parts/Menu.tsx'
import { Priority } from '../parts/Priority.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { StepTicks, shareOf } from '../parts/Steps.tsx'
import { given, now } from '../state.ts'
import { due } from '../times.ts'
import { wish } from '../wishes.ts'
import { choicesFor, placesFor } from './choices.ts'
import { Demand } from './Demand.tsx'
import { dragged, startDrag, stopDrag } from './drag.ts'
import { current } from './focus.ts'
import { isSelected, toggle } from './selection.ts'
import { touchOf } from './touched.ts'
import { sinceWhen, spoken, worry } from './words.ts'

const mostLabels = 3

interface Props {
  readonly card: Data
  /** The first that is ready. */
  readonly next?: boolean
}

export function Card({ card, next }: Props) {
  const { task_id, title, status, steps, lease, blocked_by = [] } = card
  const isCurrent = current.value === task_id
  // Only the card that is touched is drawn again.
  const touch = useComputed(() => touchOf(task_id)).value
  const looks = [
    'card',
    status === 'open' && !card.ready && 'quiet-card',
    dragged.value?.task_id === task_id && 'dragged',
    isSelected(task_id) && 'selected',
    touch && 'touched',
    touch === 'passed' && 'passed',
  ]
  const since = sinceWhen(card, now.value)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the board hears the keys of all its cards
    <article
      class={looks.filter(Boolean).join(' ')}
      id={`card-${task_id}`}
      data-card={task_id}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={isSelected(task_id) ? l10n.t('{0}, selected', spoken(card, now.value)) : spoken(card, now.value)}
      draggable
      onDragStart={(event) => startDrag(event, card)}
      onDragEnd={stopDrag}
      onFocus={() => {
        current.value = task_id
      }}
      onClick={(event) => (event.ctrlKey || event.metaKey ? toggle(task_id) : wish({ kind: 'task', task_id }))}
    >
      <div class="top">
        <StateMark mark={markOf(card)} share={shareOf(steps)} />
        <span class="id">{task_id}</span>
        {since && <span class="tag">{since}</span>}
        {next && <span class="tag next">{l10n.t('Next up')}</span>}
        <span class="grow" />
        <Priority level={card.priority ?? 'normal'} />
        <Actions card={card} />
      </div>
      <h3>{title}</h3>
      {blocked_by.length > 0 && status === 'open' && (
        <p class="wait">
          <Icon name="lock" small />
          {l10n.t('Waiting for')}
          {blocked_by.map((id) => (
            <Action key={id} wish={{ kind: 'task', task_id: id }} label={id} look="link" offline tabIndex={-1} />
          ))}
        </p>
      )}
      {card.handoff?.reason && <p class="note">{card.handoff.reason}</p>}
      <Demand card={card} />
      <Marks card={card} />
      <Foot card={card} />
      {lease && <Lease until={lease.expires_at} length={Math.max(lease.seconds_left, usualLease)} bare />}
      {worry(card, now.value) && (
        <p class="note warn">
          <Icon name="warning" small />
          {worry(card, now.value)}
        </p>
      )}
    </article>
  )
}

/** In place of the priority, while somebody points at the card. */
function Actions({ card }: { card: Data }) {
  return (
    <span class="acts">
      <Action
        wish={{ kind: 'act', action: 'resume' }}
        about={card}
        label={given.editor ? l10n.t('Resume in Chat') : l10n.t('Copy Prompt')}
        icon={given.editor ? 'comment-discussion' : 'copy'}
        look="icon-btn"
        tabIndex={-1}
      />
      <Menu label={l10n.t('Move to…')} icon="arrow-swap" choices={placesFor([card])} about={card} tabIndex={-1} />
      <Menu label={l10n.t('More Actions')} choices={choicesFor(card)} about={card} tabIndex={-1} />
    </span>
  )
}

const hasMarks = ({ labels = [], due: until }: Data) => labels.length > 0 || until !== undefined
const waits = ({ status }: Data) => status === 'handoff_ready' || status === 'agent_exhausted'
const hasFoot = (card: Data) => card.current_owner !== undefined || waits(card) || card.status === 'failed'

function Marks({ card }: { card: Data }) {
  const { labels = [], due: until } = card
  if (!hasMarks(card) && (hasFoot(card) || !card.steps?.total)) return null
  return (
    <div class="labels">
      {labels.slice(0, mostLabels).map((label) => (
        <span key={label} class="label ell">
          {label}
        </span>
      ))}
      {labels.length > mostLabels && <span class="tag">+{labels.length - mostLabels}</span>}
      {until && (
        <span class="tag">
          <Icon name="calendar" small />
          {due(until, now.value)}
        </span>
      )}
      <span class="grow" />
      <Progress card={card} />
    </div>
  )
}

function Progress({ card: { steps, status, current_owner } }: { card: Data }) {
  if (!steps || steps.total === 0) return null
  if (status === 'open' && !current_owner && steps.done === 0)
    return <span class="tag">{l10n.t('{0} steps', steps.total)}</span>
  return <StepTicks {...steps} />
}

function Foot({ card }: { card: Data }) {
  if (!hasFoot(card)) return null
  const { lease, current_owner } = card
  return (
    <div class="foot">
      {current_owner || waits(card) ? <Chain card={card} /> : <span class="muted">{l10n.t('No owner')}</span>}
      <span class="grow" />
      {/* Beside the labels where there are some. */}
      {!hasMarks(card) && <Progress card={card} />}
      {lease && <Lease until={lease.expires_at} clock />}
    </div>
  )
}
