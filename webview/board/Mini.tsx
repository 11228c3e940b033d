import type { Card } from '../data/card.ts'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { now } from '../state.ts'
import { clock, time, whole } from '../times.ts'
import { wish } from '../wishes.ts'
import { current } from './focus.ts'
import { spoken } from './words.ts'

/** What is finished, in a line. */
export function Mini({ card, underDay }: { card: Card; underDay: boolean }) {
  const at = card.finished_at ?? card.updated_at
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the board hears the keys of all its cards
    <article
      class={`mini${card.status === 'cancelled' ? ' gone' : ''}`}
      data-card={card.task_id}
      id={`card-${card.task_id}`}
      tabIndex={current.value === card.task_id ? 0 : -1}
      aria-label={spoken(card, now.value)}
      title={`${card.task_id} ${card.title}`}
      onFocus={() => {
        current.value = card.task_id
      }}
      onClick={() => wish({ kind: 'task', task_id: card.task_id })}
    >
      <StateMark mark={markOf(card)} />
      <span class="t ell">{card.title}</span>
      <span class="clock" title={whole(at)}>
        {underDay ? time(at) : clock(at, now.value)}
      </span>
    </article>
  )
}
