/** What happened, one line for each event, newest first; new ones come on top. */
import { useEffect } from 'preact/hooks'
import { matchesBeside } from '../app/filter.ts'
import { filter, isFiltered } from '../app/route.ts'
import { dayOf } from '../board/items.ts'
import { l10n } from '../l10n.ts'
import { complain } from '../notices.ts'
import { Action } from '../parts/Action.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { cards } from '../state.ts'
import { happened } from '../task/happened.ts'
import { time, whole } from '../times.ts'
import { events, follow, type Happening, hasOlder, isRead, showOlder } from './events.ts'

export function History() {
  useEffect(follow, [])
  const shown = isFiltered.value ? events.value.filter(isWanted) : events.value
  let last = ''
  return (
    <main class="page" aria-label={l10n.t('History')}>
      {!isRead.value && <p class="muted">{l10n.t('Reading what happened…')}</p>}
      {isRead.value && shown.length === 0 && (
        <p class="muted">
          {isFiltered.value ? l10n.t('Nothing that was read matches.') : l10n.t('Nothing happened yet.')}
        </p>
      )}
      <div class="events">
        {shown.map((one) => {
          const day = dayOf(one.at)
          const isNew = day !== last
          last = day
          return (
            <>
              {isNew && (
                <h2 key={day} class="day">
                  {day}
                </h2>
              )}
              <Line key={one.seq} one={one} />
            </>
          )
        })}
      </div>
      {hasOlder() && (
        <button type="button" class="quiet more" onClick={() => void showOlder().catch(complain)}>
          {l10n.t('Show older')}
        </button>
      )}
    </main>
  )
}

function Line({ one }: { one: Happening }) {
  const { task_id, at, actor } = one
  const title = task_id === null ? undefined : cards.card(task_id)?.title
  return (
    <div class="event">
      <time dateTime={at} title={whole(at)}>
        {time(at)}
      </time>
      <Glyph agent={actor} />
      {task_id === null ? <span /> : <Action wish={{ kind: 'task', task_id }} label={task_id} look="link" offline />}
      <span class="what">{happened(one)}</span>
      <span class="of ell" title={title}>
        {title}
      </span>
    </div>
  )
}

/** By what is typed, whoever did it, and whatever else is chosen of its task. */
function isWanted(one: Happening): boolean {
  const { query, owner, label, priority, worktree } = filter.value
  const card = one.task_id === null ? undefined : cards.card(one.task_id)
  if (owner !== '' && one.actor !== owner) return false
  if ((label || priority || worktree) && !(card && matchesBeside(card))) return false
  const text = `${one.task_id ?? ''} ${card?.title ?? ''} ${one.actor} ${happened(one)}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
