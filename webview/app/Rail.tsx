import { type GroupName, groupNames, groupOf } from '../../src/contract/groups.ts'
import { NoMatch } from '../board/Board.tsx'
import { columnName, shown } from '../board/columns.ts'
import { Demand } from '../board/Demand.tsx'
import { Empty } from '../board/Empty.tsx'
import { Older } from '../board/Older.tsx'
import { sinceWhen, spoken } from '../board/words.ts'
import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Chain } from '../parts/Chain.tsx'
import { Fold } from '../parts/Fold.tsx'
import { isShort, Lease } from '../parts/Lease.tsx'
import { Priority } from '../parts/Priority.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { StepTicks, shareOf } from '../parts/Steps.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { cards, follower, now } from '../state.ts'
import { wish } from '../wishes.ts'
import { isFolded } from './folded.ts'
import { route } from './route.ts'

type Line =
  | { readonly kind: 'heading'; readonly group: GroupName; readonly count: number }
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'older' }

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

const foldOf = (group: GroupName) => `list ${group}`

/** What needs a person first. */
function lines(): Line[] {
  return groupNames.flatMap((group): Line[] => {
    const list = shown[group].value
    if (list.length === 0) return []
    const heading: Line = { kind: 'heading', group, count: list.length }
    if (isFolded(foldOf(group))) return [heading]
    const older: Line[] = group === 'done' && follower.hasOlder.value ? [{ kind: 'older' }] : []
    return [heading, ...list.map((card): Line => ({ kind: 'card', card })), ...older]
  })
}

/** `demands`: what is asked of a person can be settled here. */
export function Rail({ demands = false }: { demands?: boolean }) {
  const all = lines()
  if (all.length === 0) return <NoMatch />
  return (
    <VirtualList
      items={all}
      keyOf={(line) =>
        line.kind === 'card' ? line.card.task_id : line.kind === 'heading' ? `# ${line.group}` : '# older'
      }
      estimate={(line) => (line.kind === 'card' ? 43 : 26)}
      label={l10n.t('Tasks')}
      row={(line) => <LineOf line={line} demands={demands} />}
    />
  )
}

function LineOf({ line, demands }: { line: Line; demands: boolean }) {
  switch (line.kind) {
    case 'heading':
      return <Heading {...line} />
    case 'older':
      return <Older />
    case 'card':
      return (
        <>
          <Entry card={line.card} />
          {demands && groupOf(line.card) === 'needs' && (
            <div class="list-demand">
              <Demand card={line.card} />
            </div>
          )}
        </>
      )
  }
}

function Heading({ group, count }: { group: GroupName; count: number }) {
  return (
    <h2 class="rail-head">
      <Fold of={foldOf(group)}>
        {group === 'blocked' ? l10n.t('Blocked') : columnName(group)}
        <span class={group === 'needs' ? 'badge call' : 'count'}>{count}</span>
      </Fold>
    </h2>
  )
}

function Entry({ card }: { card: Card }) {
  const { task_id, title, lease } = card
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
        <StateMark mark={markOf(card)} share={shareOf(card.steps)} />
        <span class="ell title">{title}</span>
        {lease ? <Lease until={lease.expires_at} clock /> : <Priority level={card.priority ?? 'normal'} />}
        <Second card={card} />
        {lease && isShort(lease.expires_at, now.value) && <Lease until={lease.expires_at} bare />}
      </span>
    </button>
  )
}

/** Whose it is and how far; of what nobody has, what it is about or waits for. */
function Second({ card }: { card: Card }) {
  const { task_id, steps, labels = [], blocked_by = [], status, current_owner } = card
  const since = sinceWhen(card, now.value)
  const isNext = shown.ready.value[0] === card
  return (
    <span class="second ell">
      <span class="id">{task_id}</span>
      <Chain card={card} />
      {isNext && <span class="tag next">{l10n.t('Next up')}</span>}
      {status === 'open' && !current_owner && (
        <span class="ell">
          {blocked_by.length > 0 ? `${l10n.t('Waiting for')} ${blocked_by.join(', ')}` : labels.join(', ')}
        </span>
      )}
      <span class="grow" />
      {since && (groupOf(card) === 'needs' || !steps) ? (
        <span class="tag">{since}</span>
      ) : (
        steps && <StepTicks {...steps} />
      )}
    </span>
  )
}
