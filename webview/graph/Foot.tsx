import { l10n } from '../l10n.ts'
import { markOf, StateMark, stateName } from '../parts/StateMark.tsx'
import { cards, follower } from '../state.ts'
import { plan } from './plan.ts'

const usual = ['done', 'progress', 'needs', 'handoff', 'ready', 'blocked'] as const
const rare = ['failed', 'cancelled'] as const

/** What the marks and lines mean, and how much is shown. */
export function Foot() {
  const { nodes = [] } = plan.value ?? {}
  const marks = nodes.map(markOf)
  return (
    <footer class="gfoot">
      <div class="legend">
        {[...usual, ...rare.filter((mark) => marks.includes(mark))].map((mark) => (
          <span key={mark}>
            <StateMark mark={mark} share={0.5} />
            {stateName(mark)}
          </span>
        ))}
        <Sample look="wait" text={l10n.t('still open')} />
        <Sample look="crit" text={l10n.t('critical path')} />
      </div>
      <span class="grow" />
      <span class="num">{howMany(marks.filter((mark) => mark === 'done').length)}</span>
    </footer>
  )
}

function howMany(done: number): string {
  const { nodes = [], total = 0, truncated } = plan.value ?? {}
  // Not all that is finished is known here, so that there is no whole to tell.
  if (!truncated && follower.hasOlder.value) return l10n.t('{0} tasks, {1} done', nodes.length, done)
  return l10n.t('{0} of {1} tasks, {2} done', nodes.length, truncated ? total : cards.size, done)
}

const Sample = ({ look, text }: { look: string; text: string }) => (
  <span>
    <svg width="28" height="8" aria-hidden="true">
      <path class={`e ${look}`} d="M0 4h28" />
    </svg>
    {text}
  </span>
)
