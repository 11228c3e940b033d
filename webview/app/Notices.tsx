import { l10n } from '../l10n.ts'
import { dismiss, notices } from '../notices.ts'
import { Icon } from '../parts/Icon.tsx'

export function Notices() {
  return (
    <div class="notices" role="log" aria-label={l10n.t('What happened')}>
      {notices.value.map(({ id, text, kind, action }) => (
        <p key={id} class={`notice ${kind}`} role={kind === 'refused' ? 'alert' : 'status'}>
          <Icon name={kind === 'refused' ? 'error' : 'info'} />
          <span class="grow">{text}</span>
          {action && (
            <button
              type="button"
              class="btn sec"
              onClick={() => {
                dismiss(id)
                action.run()
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="icon-btn" aria-label={l10n.t('Close')} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  )
}
