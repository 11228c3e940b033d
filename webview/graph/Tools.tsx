import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { around, at } from './plan.ts'
import { fit, zoom, zoomTo } from './zoom.ts'

/** How much of the plan is shown, and how large. */
export function Tools() {
  const near = around.value
  const here = at.value
  return (
    <div class="gtools">
      {near !== undefined ? (
        <button
          type="button"
          class="btn sec"
          onClick={() => {
            around.value = undefined
          }}
        >
          {l10n.t('Whole Plan')}
        </button>
      ) : (
        here !== undefined && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              around.value = here
            }}
          >
            {l10n.t('Around {0}', here)}
          </button>
        )
      )}
      <Tool label={l10n.t('Zoom Out')} icon="zoom-out" run={() => zoomTo(zoom.peek() / 1.2)} />
      <Tool label={l10n.t('Zoom In')} icon="zoom-in" run={() => zoomTo(zoom.peek() * 1.2)} />
      <Tool label={l10n.t('Fit')} icon="screen-full" run={fit} />
    </div>
  )
}

const Tool = ({ label, icon, run }: { label: string; icon: string; run: () => void }) => (
  <button type="button" class="icon-btn" aria-label={label} title={label} onClick={run}>
    <Icon name={icon} />
  </button>
)
