import { l10n } from '../l10n.ts'
import { Icon } from './Icon.tsx'

/** Agents whose mark is known, by the beginning of their name. */
const marks: readonly (readonly [start: string, icon: string])[] = [
  ['claude', 'claude'],
  ['codex', 'openai'],
  ['copilot', 'copilot'],
  ['github-copilot', 'copilot'],
  ['vscode', 'vscode'],
]

interface Props {
  /** Empty: anyone. */
  readonly agent: string
  readonly past?: boolean
  /** It is meant for them, and they have not come yet. */
  readonly open?: boolean
  readonly count?: string
}

/** Who, as a small square: position and glyph tell agents apart, never a colour. */
export function Glyph({ agent, past, open, count }: Props) {
  const name = agent || l10n.t('anyone')
  const icon = marks.find(([start]) => agent.toLowerCase().startsWith(start))?.[1]
  const letter = count ?? [...agent].find((one) => /[\p{L}\p{N}]/u.test(one))?.toUpperCase() ?? ''
  const look = ['glyph', past && 'past', (open || !agent) && 'open'].filter(Boolean).join(' ')
  return (
    <span class={look} role="img" aria-label={name} title={name}>
      {icon ? <Icon name={icon} /> : letter}
    </span>
  )
}
