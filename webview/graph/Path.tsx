import { l10n } from '../l10n.ts'
import { markOf, StateMark } from '../parts/StateMark.tsx'
import { shareOf } from '../parts/Steps.tsx'
import { focusNode } from './keys.ts'
import { plan } from './plan.ts'

/** Longer ones are told by their beginning. */
const most = 8

/** What the end of the plan waits for longest. It can be closed, as it may lie over tasks. */
export function Path() {
  const { nodes = [], critical_path: path = [] } = plan.value ?? {}
  if (path.length < 2) return null
  const tasks = new Map(nodes.map((node) => [node.task_id, node]))
  return (
    <details class="gside" open={innerWidth >= 900}>
      <summary>
        <strong>{l10n.t('Critical path')}</strong>
        <span class="count">{l10n.t('{0} tasks left', path.length)}</span>
      </summary>
      <ol>
        {path.slice(0, most).map((id) => {
          const task = tasks.get(id)
          return (
            task && (
              <li key={id}>
                <button type="button" onClick={() => focusNode(id)}>
                  <StateMark mark={markOf(task)} share={shareOf(task.steps)} />
                  <span class="id">{id}</span>
                  <span class="ell grow">{task.title}</span>
                </button>
              </li>
            )
          )
        })}
      </ol>
      {path.length > most && <p class="count">{l10n.t('and {0} more', path.length - most)}</p>}
    </details>
  )
}
