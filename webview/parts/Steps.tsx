import { l10n } from '../l10n.ts'

/** More ticks than this would be a texture. */
const most = 8

/** How much of them is done, for a state mark. */
export const shareOf = (steps: { done: number; total: number } | undefined): number =>
  steps && steps.total > 0 ? steps.done / steps.total : 0

/** ▮▮▮▯▯ 3/5 */
export function StepTicks({ done, total }: { done: number; total: number }) {
  if (total === 0) return null
  return (
    <span class="steps" title={l10n.t('{0} of {1} steps', done, total)}>
      {total <= most && (
        <span class="ticks" aria-hidden="true">
          {Array.from({ length: total }, (_, i) => (
            <i key={i} class={i < done ? 'on' : ''} />
          ))}
        </span>
      )}
      {`${done}/${total}`}
    </span>
  )
}
