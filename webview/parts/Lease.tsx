import { l10n } from '../l10n.ts'
import { now } from '../state.ts'
import { countdown, secondsLeft } from '../times.ts'

/** Seconds of a lease whose length nobody told. */
export const usualLease = 900

const soon = 180
const last = 60
/** Worth a colour. */
export const isShort = (until: string, now: number) => secondsLeft(until, now) < soon

interface Props {
  readonly until: string
  /** Seconds of the whole, where it is known or drawn. */
  readonly length?: number
  /** Only the time, or only the line. */
  readonly clock?: boolean
  readonly bare?: boolean
}

/** Ticks by itself from the end that was told; nothing is sent for a tick. */
export function Lease({ until, length = usualLease, clock, bare }: Props) {
  const left = secondsLeft(until, now.value)
  const urgency = left < last ? ' last' : left < soon ? ' soon' : ''
  const time = <strong class={`left num${urgency}`}>{countdown(until, now.value)}</strong>
  if (clock) return time
  const share = Math.min(1, left / Math.max(length, 1))
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn as two thin lines everywhere */}
      <span
        class={`lease${urgency}`}
        role="meter"
        aria-label={l10n.t('Lease')}
        aria-valuemin={0}
        aria-valuemax={length}
        aria-valuenow={left}
        aria-valuetext={l10n.t('{0} left', countdown(until, now.value))}
      >
        <b style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </span>
      {!bare && time}
      {/* Said once, when it matters. */}
      <span class="sr" role="status">
        {left <= last && left > 0 ? l10n.t('The lease ends in less than a minute') : ''}
      </span>
    </>
  )
}
