import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { Menu } from '../parts/Menu.tsx'
import { canWrite, given, heardAt, now, way } from '../state.ts'
import { wish } from '../wishes.ts'
import { Filters } from './Filters.tsx'
import { go, route, type View, views } from './route.ts'

const nameOf: Record<View, () => string> = {
  board: () => l10n.t('Board'),
  graph: () => l10n.t('Graph'),
  agents: () => l10n.t('Agents'),
  history: () => l10n.t('History'),
}

export function Bar() {
  return (
    <header class="bar">
      {route.value.task === undefined && <h1 class="sr">{nameOf[route.value.view]()}</h1>}
      <Pills />
      <Filters />
      <span class="grow" />
      <Live />
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

function Pills() {
  const { view } = route.value
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = views[(views.indexOf(view) + step + views.length) % views.length] as View
    go({ view: next })
    document.getElementById(`view-${next}`)?.focus()
  }
  return (
    <div class="pills" role="tablist" aria-label={l10n.t('View')} onKeyDown={move}>
      {views.map((name) => (
        <button
          key={name}
          id={`view-${name}`}
          type="button"
          role="tab"
          class="pill"
          aria-selected={name === view}
          tabIndex={name === view ? 0 : -1}
          onClick={() => go({ view: name })}
        >
          {nameOf[name]()}
        </button>
      ))}
    </div>
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
