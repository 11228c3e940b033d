import { useComputed } from '@preact/signals'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { priorityName } from '../parts/Priority.tsx'
import { cards } from '../state.ts'
import { change, type Filter, filter, isFiltered, none } from './route.ts'

const set = (filter: Partial<Filter>) => change({ filter })

export function Filters() {
  const known = useComputed(() => {
    const all = cards.all()
    const distinct = (values: readonly (string | undefined)[]) =>
      [...new Set(values)].filter((value): value is string => value !== undefined).sort()
    return {
      owners: distinct(all.flatMap(({ current_owner, offered_to }) => [current_owner, offered_to])),
      labels: distinct(all.flatMap(({ labels = [] }) => labels)),
      worktrees: distinct(all.map(({ worktree }) => worktree)),
    }
  }).value
  const { query, owner, label, priority, worktree } = filter.value
  return (
    <>
      <label class="field">
        <Icon name="search" small />
        <input
          id="search"
          type="text"
          placeholder={l10n.t('Search tasks')}
          aria-label={l10n.t('Search tasks')}
          value={query}
          maxLength={200}
          onInput={(event) => set({ query: event.currentTarget.value })}
          onKeyDown={(event) => event.key === 'Escape' && set({ query: '' })}
        />
        {query === '' && <span class="kbd">/</span>}
      </label>
      <Pick
        name={l10n.t('Owner')}
        any={l10n.t('Owner: any')}
        value={owner}
        options={known.owners}
        set={(value) => set({ owner: value })}
      />
      <Pick
        name={l10n.t('Label')}
        any={l10n.t('Label')}
        value={label}
        options={known.labels}
        set={(value) => set({ label: value })}
      />
      <Pick
        name={l10n.t('Priority')}
        any={l10n.t('Priority')}
        value={priority}
        options={['urgent', 'high', 'normal', 'low']}
        label={(value) => priorityName(value as 'low')}
        set={(value) => set({ priority: value })}
      />
      {known.worktrees.length > 1 && (
        <Pick
          name={l10n.t('Worktree')}
          any={l10n.t('All worktrees')}
          value={worktree}
          options={known.worktrees}
          label={(value) => value.split(/[\\/]/).filter(Boolean).at(-1) ?? value}
          set={(value) => set({ worktree: value })}
        />
      )}
      {isFiltered.value && (
        <button type="button" class="quiet" onClick={() => set(none)}>
          <Icon name="clear-all" />
          {l10n.t('Clear Filters')}
        </button>
      )}
    </>
  )
}

interface PickProps {
  readonly name: string
  readonly any: string
  readonly value: string
  readonly options: readonly string[]
  readonly label?: (value: string) => string
  readonly set: (value: string) => void
}

/** A select that looks like the bar's other quiet buttons. */
function Pick({ name, any, value, options, label = (text) => text, set: choose }: PickProps) {
  return (
    <span class={`quiet pick${value ? ' on' : ''}`}>
      <span>{value ? label(value) : any}</span>
      <Icon name="chevron-down" />
      <select aria-label={name} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {label(option)}
          </option>
        ))}
      </select>
    </span>
  )
}
