import { l10n } from '../l10n.ts'
import { Menu } from '../parts/Menu.tsx'
import { go, route, type View, views } from './route.ts'
import { savedChoices } from './saved.ts'
import { isNarrow } from './width.ts'

export const nameOf = (view: View): string =>
  ({
    board: l10n.t('Board'),
    graph: l10n.t('Graph'),
    agents: l10n.t('Agents'),
    history: l10n.t('History'),
  })[view]

const iconOf = { board: 'project', graph: 'type-hierarchy', agents: 'organization', history: 'history' } as const

/** The way to the other views: side by side, or in a menu where they would not fit. */
export function Views() {
  const { view, task } = route.value
  if (!isNarrow.value) return <Pills view={view} />
  const choices = views.map((name) => ({
    label: nameOf(name),
    icon: iconOf[name],
    checked: name === view && task === undefined,
    run: () => go({ view: name }),
  }))
  return <Menu label={l10n.t('View')} icon={iconOf[view]} offline choices={[...choices, ...savedChoices()]} />
}

function Pills({ view }: { view: View }) {
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
          {nameOf(name)}
        </button>
      ))}
    </div>
  )
}
