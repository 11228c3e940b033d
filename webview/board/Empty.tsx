import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { given } from '../state.ts'

/** Nobody has made a task yet. */
export function Empty() {
  return (
    <main class="empty">
      <svg class="put-down" viewBox="0 0 26 8" aria-hidden="true">
        <rect x=".75" y=".75" width="24.5" height="6.5" rx="3.25" />
        <path d="M6 1v6M10 1v6M16 1v6M20 1v6" />
      </svg>
      <h2>{l10n.t('No tasks yet')}</h2>
      <p class="muted">{l10n.t('Connect an agent, and its tasks, checkpoints and handoffs show up here.')}</p>
      <div class="row-btns">
        {given.editor && (
          <Action wish={{ kind: 'act', action: 'connect' }} label={l10n.t('Connect an Agent')} look="btn" />
        )}
        <Action
          wish={{ kind: 'act', action: 'create' }}
          label={l10n.t('New Task')}
          look={given.editor ? 'btn sec' : 'btn'}
        />
      </div>
    </main>
  )
}
