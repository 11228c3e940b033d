import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'

/** Models read about four characters at a time. */
const tokens = (text: string) => Math.max(10, Math.round(text.length / 40) * 10)

export function Brief({ task: { brief } }: { task: TaskPicture['task'] }) {
  if (!brief) return null
  return (
    <section aria-labelledby="brief">
      <h2 class="h2" id="brief">
        {l10n.t('Resume brief')}
        <span class="count">{l10n.t('about {0} tokens', tokens(brief))}</span>
        <span class="grow" />
        <Action
          wish={{ kind: 'act', action: 'copyBrief' }}
          label={l10n.t('Copy Prompt')}
          icon="copy"
          look="icon-btn"
          offline
        />
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="brief" tabIndex={0}>
        {brief}
      </pre>
    </section>
  )
}
