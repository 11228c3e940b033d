import { useEffect } from 'preact/hooks'
import { followSlots, slots } from '../data/slots.ts'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { Menu } from '../parts/Menu.tsx'
import { canWrite, given, heardAt, now, picture, way } from '../state.ts'
import { More } from '../task/Head.tsx'
import { wish } from '../wishes.ts'
import { Back } from './Back.tsx'
import { Filters, Search } from './Filters.tsx'
import { change, go, route, type View } from './route.ts'
import { savedChoices } from './saved.ts'
import { nameOf, Views } from './Views.tsx'
import { isNarrow } from './width.ts'

export function Bar() {
  const { view, task } = route.value
  return task !== undefined && isNarrow.value ? <TaskBar id={task} /> : <WholeBar view={view} task={task} />
}

/** Over a task that covers the board. */
function TaskBar({ id }: { id: string }) {
  const task = picture.value?.task
  return (
    <header class="bar">
      <Back icon="arrow-left" />
      <span class="id">{task?.task_id ?? id}</span>
      <span class="grow" />
      <Live />
      {task && <More task={task} />}
    </header>
  )
}

function WholeBar({ view, task }: { view: View; task: string | undefined }) {
  return (
    <header class="bar">
      {task === undefined && <h1 class="sr">{nameOf(view)}</h1>}
      {!isNarrow.value && <Views />}
      <Search />
      {/* Who works and who is connected is not filtered. */}
      {(view !== 'agents' || task !== undefined) && <Filters />}
      {!isNarrow.value && (
        <>
          {view === 'board' && task === undefined && <Grouping />}
          <Menu label={l10n.t('Saved Views')} icon="bookmark" offline choices={savedChoices()} />
        </>
      )}
      {!isNarrow.value && <span class="grow" />}
      <Live />
      <Slots />
      {isNarrow.value && <Views />}
      {!given.editor && <Account />}
      <button
        type="button"
        class="btn new"
        aria-label={l10n.t('New Task')}
        disabled={!canWrite.value}
        onClick={() => wish({ kind: 'act', action: 'create' }, undefined)}
      >
        <Icon name="add" />
        <span>{l10n.t('New Task')}</span>
      </button>
    </header>
  )
}

function Grouping() {
  const { lanes } = route.value
  const label = l10n.t('Lanes by Holder')
  return (
    <button
      type="button"
      class={`icon-btn${lanes ? ' on' : ''}`}
      aria-label={label}
      title={label}
      aria-pressed={lanes}
      onClick={() => change({ lanes: !lanes })}
    >
      <Icon name="list-tree" />
    </button>
  )
}

/** In a browser: who one is, and the way out. */
function Account() {
  const logOut = async () => {
    await fetch('logout', { method: 'POST' }).catch(() => {})
    location.replace('./')
  }
  return (
    <Menu
      label={l10n.t('Logged in as {0}', given.name)}
      icon="account"
      offline
      choices={[{ label: l10n.t('Log Out'), icon: 'sign-out', run: () => void logOut() }]}
    />
  )
}

/** Who works without slots need not hear of them. */
function Slots() {
  useEffect(followSlots, [])
  if (!slots.value || slots.value.taken === 0) return null
  const { taken, all } = slots.value
  return (
    <button type="button" class="quiet slots" onClick={() => go({ view: 'agents' })}>
      <Icon name="person" />
      {l10n.t('{0} of {1} slots', taken, all)}
    </button>
  )
}

/** Whether what is seen is how things are. */
function Live() {
  const { kind } = way.value
  const ago = l10n.t('Last heard {0} s ago.', Math.round((now.value - heardAt.value) / 1000))
  const text = kind === 'up' ? l10n.t('Live') : kind === 'connecting' ? l10n.t('Connecting…') : l10n.t('Not connected')
  const look = kind === 'up' ? '' : kind === 'connecting' ? ' idle' : ' off'
  return (
    <span class="live" title={`${text}. ${ago}`}>
      <span class={`dot${look}`} />
      <span class="live-text" role="status">
        {text}
      </span>
    </span>
  )
}
