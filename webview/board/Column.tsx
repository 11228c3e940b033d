import { useRef } from 'preact/hooks'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { type ListHandle, VirtualList } from '../parts/VirtualList.tsx'
import { canWrite, follower, now } from '../state.ts'
import { clock, whole } from '../times.ts'
import { wish } from '../wishes.ts'
import { Card } from './Card.tsx'
import { columnName, type Column as Name, shown } from './columns.ts'
import { dragOver, drop, over } from './drag.ts'
import { current } from './focus.ts'
import { heightOf, type Item, itemsOf, keyOf } from './items.ts'
import { lists } from './keys.ts'
import { spoken } from './words.ts'

const marks = { ready: 'ready', progress: 'progress', needs: 'needs', handedOff: 'handoff', done: 'done' } as const

const nothing = (column: Name): string =>
  ({
    ready: l10n.t('Nothing is ready.'),
    progress: l10n.t('Nobody works on anything.'),
    needs: l10n.t('Nobody waits for you.'),
    handedOff: l10n.t('Nothing waits to be picked up.'),
    done: l10n.t('Nothing is done yet.'),
  })[column]

export function Column({ column }: { column: Name }) {
  const list = useRef<ListHandle>(null)
  const items = itemsOf(column, follower.hasOlder.value)
  lists[column] = { items, show: (index) => list.current?.show(index) }
  const name = columnName(column)
  const count = shown[column].value.length
  return (
    <section
      class={`col ${column}${over.value === column ? ' target' : ''}`}
      aria-label={name}
      onDragEnter={(event) => dragOver(event, column)}
      onDragOver={(event) => dragOver(event, column)}
      onDrop={(event) => drop(event, column)}
    >
      <header>
        <StateMark mark={marks[column]} share={0.6} />
        <h2>{name}</h2>
        <span class={column === 'needs' && count > 0 ? 'badge call' : 'count'}>{count}</span>
        <span class="grow" />
        {column === 'ready' && (
          <button
            type="button"
            class="icon-btn"
            aria-label={l10n.t('New Task')}
            title={l10n.t('New Task')}
            disabled={!canWrite.value}
            onClick={() => wish({ kind: 'act', action: 'create' }, undefined)}
          >
            <Icon name="add" />
          </button>
        )}
      </header>
      {items.length === 0 ? (
        <p class="none">{nothing(column)}</p>
      ) : (
        <VirtualList
          items={items}
          keyOf={keyOf}
          estimate={heightOf}
          gap={column === 'done' ? 0 : 6}
          label={name}
          handle={list}
          row={(item) => <Row item={item} />}
        />
      )}
    </section>
  )
}

Column.has = (column: Name) => shown[column].value.length > 0 || (column === 'ready' && shown.blocked.value.length > 0)

function Row({ item }: { item: Item }) {
  switch (item.kind) {
    case 'card':
      return <Card card={item.card} next={item.next ?? false} />
    case 'heading':
      return (
        <h3 class="sub">
          {item.text}
          {item.count !== undefined && <span class="count">{item.count}</span>}
        </h3>
      )
    case 'older':
      return (
        <button type="button" class="quiet older" onClick={() => void follower.showOlder()}>
          {l10n.t('Show older')}
        </button>
      )
    case 'mini': {
      const { card } = item
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
            {clock(at, now.value)}
          </span>
        </article>
      )
    }
  }
}
