import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'

type Level = TaskPicture['task']['priority']

export const priorityName = (level: Level): string =>
  ({ low: l10n.t('Low'), normal: l10n.t('Normal'), high: l10n.t('High'), urgent: l10n.t('Urgent') })[level]

const bars = { low: 1, normal: 2, high: 3 } as const

/** Three bars; urgent is a square with an exclamation mark. */
export function Priority({ level }: { level: Level }) {
  return (
    <svg class="prio" viewBox="0 0 16 16" role="img" aria-label={l10n.t('Priority: {0}', priorityName(level))}>
      {level === 'urgent' ? (
        <>
          <rect class="urgent" x="2" y="2" width="12" height="12" rx="2.5" />
          <path class="on" d="M8 4.8v3.9" stroke-width="1.6" />
          <circle class="on-fill" cx="8" cy="11" r="1" />
        </>
      ) : (
        [0, 1, 2].map((i) => (
          <rect
            key={i}
            class={i < bars[level] ? 'bar-on' : 'bar-off'}
            x={2.5 + i * 4}
            y={9 - i * 3}
            width="2.5"
            height={5 + i * 3}
            rx="1"
          />
        ))
      )}
    </svg>
  )
}
