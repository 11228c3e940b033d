import type { Card } from '../data/card.ts'
import { l10n } from '../l10n.ts'
import { Glyph } from './Glyph.tsx'

/** The slanted stroke that means "passed on". */
const Pass = () => (
  <svg class="pass" viewBox="0 0 11 18" aria-hidden="true">
    <path d="M2.5 14 8.5 4" stroke="currentColor" stroke-width="2.75" stroke-linecap="round" />
  </svg>
)

/** Who carried it and who does: the small form of the relay line. */
export function Chain({ card }: { card: Card }) {
  const { carriers = [], earlier = 0, current_owner, offered_to, handoff, status } = card
  const waits = status === 'handoff_ready' || status === 'agent_exhausted'
  if (!current_owner && !waits) return null
  const before = carriers.at(-1) ?? (waits ? handoff?.from : undefined)
  const hidden = earlier + Math.max(0, carriers.length - 1)
  const now = current_owner ?? offered_to ?? ''
  const words = [...carriers, now || l10n.t('anyone')].join(l10n.t(', then '))
  return (
    <span class="chain ell" title={words}>
      {hidden > 0 && (
        <>
          <span class="hid">+{hidden}</span>
          <Pass />
        </>
      )}
      {before !== undefined && before !== now && (
        <>
          <Glyph agent={before} past />
          <Pass />
        </>
      )}
      <Glyph agent={now} open={!current_owner} />
      <span class="who ell">{current_owner ?? l10n.t('for {0}', offered_to ?? l10n.t('anyone'))}</span>
    </span>
  )
}
