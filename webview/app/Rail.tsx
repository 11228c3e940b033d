import { groupOf } from '../../src/contract/groups.ts'
import { columnName, columns, shown } from '../board/columns.ts'
import { Demand } from '../board/Demand.tsx'
import { Empty } from '../board/Empty.tsx'
import { sinceWhen, spoken } from '../board/words.ts'
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Chain } from '../parts/Chain.tsx'
import { Lease } from '../parts/Lease.tsx'
import { Priority } from '../parts/Priority.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { StepTicks, shareOf } from '../parts/Steps.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { cards, follower, now } from '../state.ts'
import { wish } from '../wishes.ts'
import { route } from './route.ts'

type Line = { readonly heading: string; readonly count: number; readonly call?: boolean } | { readonly card: Card }

/** What needs a person first. */
const order = ['needs', 'progress', 'handedOff', 'ready', 'blocked', 'done'] as const

/** In place of the columns, where they would not fit. */
export function List() {
  if (!follower.isRead.value) return <main class="nothing muted">{l10n.t('Reading the tasks…')}</main>
  if (cards.size === 0) return <Empty />
  return (
    <main class="list-view" aria-label={l10n.t('Board')}>
      <Rail demands />
    </main>
  )
}

/** `demands`: what is asked of a person can be settled here. */
export function Rail({ demands = false }: { demands?: boolean }) {
  const lines = order.flatMap((group): Line[] => {
    const list = shown[group].value
    if (list.length === 0) return []
    const column = columns.find((one) => one === group)
    const heading = column ? columnName(column) : l10n.t('Blocked')
    return [{ heading, count: list.length, call: group === 'needs' }, ...list.map((card) => ({ card }))]
  })
  return (
    <VirtualList
      items={lines}
      keyOf={(line) => ('card' in line ? line.card.task_id : line.heading)}
      estimate={(line) => ('card' in line ? 43 : 26)}
      label={l10n.t('Tasks')}
      row={(line) =>
        'card' in line ? (
          <>
            <Entry card={line.card} />
            {demands && groupOf(line.card) === 'needs' && (
              <div class="list-demand">
                <Demand card={line.card} />
              </div>
            )}
          </>
        ) : (
          <Heading {...line} />
        )
      }
    />
  )
}

function Heading({ heading, count, call }: { heading: string; count: number; call?: boolean }) {
  return (
    <h2 class="rail-head">
      {heading}
      <span class={call ? 'badge call' : 'count'}>{count}</span>
    </h2>
  )
}

function Entry({ card }: { card: Card }) {
  const { task_id, title, steps, lease } = card
  const selected = route.value.task?.toLowerCase() === task_id.toLowerCase()
  return (
    <button
      type="button"
      class={`entry${selected ? ' selected' : ''}`}
      aria-current={selected}
      onClick={() => wish({ kind: 'task', task_id })}
    >
      <span class="sr">{spoken(card, now.value)}</span>
      <span class="contents" aria-hidden="true">
        <StateMark mark={markOf(card)} share={shareOf(steps)} />
        <span class="ell title">{title}</span>
        {lease ? <Lease until={lease.expires_at} clock /> : <Priority level={card.priority ?? 'normal'} />}
        <span class="second ell">
          <span class="id">{task_id}</span>
          <Chain card={card} />
          <span class="grow" />
          {sinceWhen(card, now.value) ? (
            <span class="tag">{sinceWhen(card, now.value)}</span>
          ) : (
            steps && <StepTicks {...steps} />
          )}
        </span>
      </span>
    </button>
  )
}
