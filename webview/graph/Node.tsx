import { matches } from '../app/filter.ts'
import { isFiltered } from '../app/route.ts'
import { spoken } from '../board/words.ts'
import { Glyph } from '../parts/Glyph.tsx'
import { Lease } from '../parts/Lease.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { shareOf } from '../parts/Steps.tsx'
import { cards, now } from '../state.ts'
import { wish } from '../wishes.ts'
import type { Spot } from './layout.ts'
import { at, type Node as Task } from './plan.ts'

interface Props {
  readonly task: Task
  readonly spot: Spot
  readonly critical: boolean
  readonly waitsFor: readonly string[]
}

/** A task, to be opened. */
export function Node({ task, spot, critical, waitsFor }: Props) {
  const { task_id, title, owner, lease, steps } = task
  const mark = markOf(task)
  const card = cards.card(task_id)
  const look = [
    'node',
    mark,
    critical && 'crit',
    // What no card is kept of is long done.
    isFiltered.value && !(card && matches.value(card)) && 'dim',
  ]
  const told = { ...task, current_owner: owner, blocked_by: [...waitsFor], offered_to: card?.offered_to }
  return (
    <button
      type="button"
      id={`node-${task_id}`}
      class={look.filter(Boolean).join(' ')}
      style={{ left: `${spot.x}px`, top: `${spot.y}px` }}
      tabIndex={at.value === task_id ? 0 : -1}
      title={title}
      onFocus={() => {
        at.value = task_id
      }}
      onClick={() => wish({ kind: 'task', task_id })}
    >
      <span class="sr">{spoken(told, lease ? now.value : 0)}</span>
      <span class="n1" aria-hidden="true">
        <StateMark mark={mark} share={shareOf(steps)} />
        <span class="id">{task_id}</span>
        <span class="grow" />
        {lease && <Lease until={lease.expires_at} clock />}
        {owner && mark !== 'done' && mark !== 'cancelled' && <Glyph agent={owner} />}
      </span>
      <span class="n2" aria-hidden="true">
        {title}
      </span>
    </button>
  )
}
