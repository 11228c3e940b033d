import { useState } from 'preact/hooks'
import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { now } from '../state.ts'
import { short, whole } from '../times.ts'
import { happened } from './happened.ts'

const atFirst = 12

export function History({ picture: { history, older } }: { picture: TaskPicture }) {
  const [shown, setShown] = useState(atFirst)
  return (
    <section aria-labelledby="history">
      <h2 class="h2" id="history">
        {l10n.t('History')}
        <span class="count">{`${history.length}${older ? '+' : ''}`}</span>
      </h2>
      <ol class="hist">
        {history.slice(0, shown).map((one) => (
          <li key={one.seq}>
            <time class="num" dateTime={one.at} title={whole(one.at)}>
              {short(one.at, now.value)}
            </time>
            <span>{happened(one)}</span>
          </li>
        ))}
      </ol>
      {history.length > shown && (
        <button type="button" class="quiet more" onClick={() => setShown(shown + 50)}>
          {l10n.t('Show More')}
        </button>
      )}
    </section>
  )
}
