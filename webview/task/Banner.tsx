import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Icon } from '../parts/Icon.tsx'
import { asOf, gone, picture, state } from '../state.ts'
import { clock } from '../times.ts'

/** What is wrong with the connection, how old what stands below is, and the way out. */
export function Banner() {
  const { kind } = state.value
  const old = picture.value
    ? ` ${l10n.t('Showing the task as of {0}.', clock(new Date(asOf.value).toISOString(), asOf.value))}`
    : ''
  if (gone.value && picture.value) return <Bar text={l10n.t('This task is gone from the server.') + old} />
  switch (kind) {
    case 'up':
      return null
    case 'connecting':
      return picture.value ? <Bar text={l10n.t('Connecting to the task server.') + old} quiet /> : null
    case 'away':
      return <Bar text={l10n.t('The folder of this task is not open in this window, or not trusted.') + old} />
    case 'off':
      return <Bar text={l10n.t('The task server is not running. Nothing is lost.') + old} start />
    case 'stopped':
      return <Bar text={l10n.t('The task server was stopped. Nothing is lost.') + old} start />
    case 'down':
      return (
        <Bar text={l10n.t('The task server does not answer. Nothing is lost.') + old} why={state.value.why} start />
      )
  }
}

function Bar({ text, why, start, quiet }: { text: string; why?: string; start?: boolean; quiet?: boolean }) {
  return (
    <div class={`banner${quiet ? ' calm' : ''}`} role="status" title={why}>
      <Icon name={quiet ? 'sync' : 'warning'} />
      <span class="grow">{text}</span>
      {start && (
        <span class="row-btns">
          <Action wish={{ kind: 'act', action: 'start' }} label={l10n.t('Start Again')} look="btn" offline />
          <Action wish={{ kind: 'act', action: 'showLog' }} label={l10n.t('Show Log')} offline />
        </span>
      )}
    </div>
  )
}
