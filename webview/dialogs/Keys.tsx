import { letters, setLetters } from '../app/letters.ts'
import { l10n } from '../l10n.ts'
import { given } from '../state.ts'
import { Frame } from './Frame.tsx'

const keys = (): [string, string][] => [
  ['←  →', l10n.t('Column before, column after')],
  ['↑  ↓', l10n.t('Card above, card below')],
  ['Home  End', l10n.t('First and last card of a column')],
  ['Enter', l10n.t('Open the task')],
  ['Space', l10n.t('Select the card, to move several')],
  ['Esc', l10n.t('Close it')],
  ['M', l10n.t('Move to…')],
  ...(given.editor ? [['R', l10n.t('Resume in Chat')] as [string, string]] : []),
  ['C', l10n.t('Copy Prompt')],
  ['A', l10n.t('Answer')],
  ['1 – 9', l10n.t('Answer with this option')],
  ['N', l10n.t('New Task')],
  ['/', l10n.t('Search tasks')],
  ['G B', l10n.t('Board')],
  ['G G', l10n.t('Graph')],
  ['G A', l10n.t('Agents')],
  ['G H', l10n.t('History')],
  ['?', l10n.t('This list')],
]

export function Keys() {
  return (
    <Frame title={l10n.t('Keys')}>
      <dl class="keys">
        {keys().map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(/ {2}/).map((one) => (
                <kbd key={one} class="kbd">
                  {one}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="ask-option">
        <input type="checkbox" checked={letters.value} onChange={(event) => setLetters(event.currentTarget.checked)} />
        {l10n.t('Letters are keys. Without them, typing finds a card by its number or title.')}
      </label>
    </Frame>
  )
}
