import { useComputed } from '@preact/signals'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { Popup } from '../parts/Popup.tsx'
import { priorityName } from '../parts/Priority.tsx'
import { cards } from '../state.ts'
import { change, type Filter, filter, isFiltered, none } from './route.ts'
import { isTight } from './width.ts'

type Name = Exclude<keyof Filter, 'query'>

interface Choosable {
  readonly filter: Name
  readonly label: string
  /** What stands there while nothing is chosen. */
  readonly any: string
  readonly options: readonly string[]
  readonly nameOf: (option: string) => string
}

const distinct = (values: readonly (string | undefined)[]) =>
  [...new Set(values)].filter((value): value is string => value !== undefined).sort()
const asIs = (text: string) => text
const lastPart = (path: string) => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path

/** What can be chosen, by what the tasks have. */
function choosable(): Choosable[] {
  const all = cards.all()
  const worktrees = distinct(all.map(({ worktree }) => worktree))
  const owners = distinct(all.flatMap(({ current_owner, offered_to }) => [current_owner, offered_to]))
  const labels = distinct(all.flatMap(({ labels = [] }) => labels))
  return [
    { filter: 'owner', label: l10n.t('Owner'), any: l10n.t('Owner: any'), options: owners, nameOf: asIs },
    { filter: 'label', label: l10n.t('Label'), any: l10n.t('Label'), options: labels, nameOf: asIs },
    {
      filter: 'priority',
      label: l10n.t('Priority'),
      any: l10n.t('Priority'),
      options: ['urgent', 'high', 'normal', 'low'],
      nameOf: (level) => priorityName(level as 'low'),
    },
    ...(worktrees.length > 1
      ? [
          {
            filter: 'worktree' as const,
            label: l10n.t('Worktree'),
            any: l10n.t('All worktrees'),
            options: worktrees,
            nameOf: lastPart,
          },
        ]
      : []),
  ]
}

export function Filters() {
  const known = useComputed(choosable).value
  if (isTight.value) return <Folded known={known} />
  return (
    <>
      {known.map((one) => (
        <Pick key={one.filter} of={one} />
      ))}
      {isFiltered.value && <Clear />}
    </>
  )
}

export function Search() {
  const { query } = filter.value
  const set = (query: string) => change({ filter: { query } })
  return (
    <label class="field">
      <Icon name="search" small />
      <input
        id="search"
        type="text"
        placeholder={l10n.t('Search tasks')}
        aria-label={l10n.t('Search tasks')}
        value={query}
        maxLength={200}
        onInput={(event) => set(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && set('')}
      />
      {query === '' && <span class="kbd">/</span>}
    </label>
  )
}

/** Where they do not fit side by side. */
function Folded({ known }: { known: readonly Choosable[] }) {
  const chosen = known.some((one) => filter.value[one.filter] !== '')
  return (
    <Popup label={l10n.t('Filter')} icon={chosen ? 'filter-filled' : 'filter'} on={chosen}>
      {known.map((one) => (
        <div key={one.filter} class="pick-row">
          <span aria-hidden="true">{one.label}</span>
          <Select of={{ ...one, any: l10n.t('Any') }} look="input" />
        </div>
      ))}
      {isFiltered.value && <Clear />}
    </Popup>
  )
}

const Clear = () => (
  <button type="button" class="quiet" onClick={() => change({ filter: none })}>
    <Icon name="clear-all" />
    {l10n.t('Clear Filters')}
  </button>
)

/** A select that looks like the bar's other quiet buttons. */
function Pick({ of: one }: { of: Choosable }) {
  const value = filter.value[one.filter]
  return (
    <span class={`quiet pick${value ? ' on' : ''}`}>
      {one.filter === 'worktree' && <Icon name="worktree" />}
      <span class="ell">{value ? one.nameOf(value) : one.any}</span>
      <Icon name="chevron-down" />
      <Select of={one} />
    </span>
  )
}

function Select({ of: { filter: name, label, any, options, nameOf }, look }: { of: Choosable; look?: string }) {
  const value = filter.value[name]
  // A link may name what no task has any more.
  const all = value === '' || options.includes(value) ? options : [value, ...options]
  return (
    <select
      class={look}
      aria-label={label}
      value={value}
      onChange={(event) => change({ filter: { [name]: event.currentTarget.value } })}
    >
      <option value="">{any}</option>
      {all.map((option) => (
        <option key={option} value={option}>
          {nameOf(option)}
        </option>
      ))}
    </select>
  )
}
