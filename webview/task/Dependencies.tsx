import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { markOf, StateMark } from '../parts/StateMark.tsx'

type Around = TaskPicture['around']['dependents'][number]

export function Dependencies({ picture: { around } }: { picture: TaskPicture }) {
  const { depends_on, dependents } = around
  if (depends_on.length + dependents.length === 0) return null
  return (
    <section aria-labelledby="dependencies">
      <h2 class="h2" id="dependencies">
        {l10n.t('Dependencies')}
        <span class="count">{depends_on.length + dependents.length}</span>
      </h2>
      <ul>
        {depends_on.map((task) => (
          <Dependency key={task.task_id} task={task} />
        ))}
        {dependents.map((task) => (
          <Dependency key={task.task_id} task={task} waits />
        ))}
      </ul>
    </section>
  )
}

function Dependency({ task, waits }: { task: Around; waits?: boolean }) {
  return (
    <li class="dep">
      <StateMark mark={markOf(task)} />
      <span class="id">{task.task_id}</span>
      <Action wish={{ kind: 'task', task_id: task.task_id }} label={task.title} title={task.title} look="link" />
      {waits && <span class="muted waits">{l10n.t('waits for this')}</span>}
    </li>
  )
}
