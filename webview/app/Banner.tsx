import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Icon } from '../parts/Icon.tsx'
import { asOf, follower, given, gone, heardAt, picture, way } from '../state.ts'
import { clock } from '../times.ts'

/** What is wrong with the connection, how old what stands below is, and the way out. */
export function Banner() {
  const { kind } = way.value
  const shows = given.task === undefined ? follower.isRead.value : picture.value !== undefined
  const old = shows ? ` ${asOfText()}` : ''
  if (gone.value && picture.value) return <Bar text={l10n.t('This task is gone from the server.') + old} />
  switch (kind) {
    case 'up':
      return null
    case 'connecting':
      return shows ? <Bar text={l10n.t('Connecting to the task server.') + old} quiet /> : null
    case 'away':
      return <Bar text={l10n.t('The folder of this task is not open in this window, or not trusted.') + old} />
    case 'out':
      return (
        <Bar text={l10n.t('This browser is not logged in any more. Run “baton open” in the project’s folder.') + old} />
      )
    case 'off':
      return <Bar text={l10n.t('The task server is not running. Nothing is lost.') + old} start />
    case 'stopped':
      return <Bar text={l10n.t('The task server was stopped. Nothing is lost.') + old} start />
    case 'down':
      return <Bar text={l10n.t('The task server does not answer. Nothing is lost.') + old} why={way.value.why} start />
  }
}

function asOfText(): string {
  const at = given.task === undefined ? heardAt.value : asOf.value
  const time = clock(new Date(at).toISOString(), at)
  return given.task === undefined
    ? l10n.t('Showing the board as of {0}.', time)
    : l10n.t('Showing the task as of {0}.', time)
}

function Bar({ text, why, start, quiet }: { text: string; why?: string; start?: boolean; quiet?: boolean }) {
  return (
    <div class={`banner${quiet ? ' calm' : ''}`} role="status" title={why}>
      <Icon name={quiet ? 'sync' : 'warning'} />
      <span class="grow">{text}</span>
      {start && given.editor && (
        <span class="row-btns">
          <Action wish={{ kind: 'act', action: 'start' }} label={l10n.t('Start Again')} look="btn" offline />
          <Action wish={{ kind: 'act', action: 'showLog' }} label={l10n.t('Show Log')} offline />
        </span>
      )}
    </div>
  )
}
