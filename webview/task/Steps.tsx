import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Icon } from '../parts/Icon.tsx'
import { doers, stepsOf } from '../steps.ts'

export function Steps({ picture }: { picture: TaskPicture }) {
  const { done, left } = stepsOf(picture)
  if (done.length + left.length === 0) return null
  const by = doers(picture)
  return (
    <section aria-labelledby="steps">
      <h2 class="h2" id="steps">
        {l10n.t('Steps')}
        <span class="count">{l10n.t('{0} of {1}', done.length, done.length + left.length)}</span>
      </h2>
      <ol>
        {done.map((step, i) => (
          <li key={`${i}${step}`} class="step ok">
            <Icon name="check" />
            <span class="sr">{l10n.t('Done')}: </span>
            <span class="what">{step}</span>
            <span class="by">{by.get(step)}</span>
          </li>
        ))}
        {left.map((step, i) => (
          <li key={`${i}${step}`} class="step">
            <svg class="si mark-ready" viewBox="0 0 16 16" aria-hidden="true">
              <circle cx="8" cy="8" r="5.5" />
            </svg>
            <span class="what">{step}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
