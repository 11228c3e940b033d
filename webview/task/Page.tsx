import { useComputed } from '@preact/signals'
import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { Relay } from '../relay/Relay.tsx'
import { storyOf } from '../relay/story.ts'
import { asList, gone, picture, way } from '../state.ts'
import { Artifacts } from './Artifacts.tsx'
import { Brief } from './Brief.tsx'
import { Checkpoints, reveal } from './Checkpoints.tsx'
import { Dependencies } from './Dependencies.tsx'
import { Facts } from './Facts.tsx'
import { Head } from './Head.tsx'
import { History } from './History.tsx'
import { Needs } from './Needs.tsx'
import { Steps } from './Steps.tsx'

export function Page() {
  const shown = picture.value
  return <main class="task">{shown ? <Task picture={shown} /> : <Nothing />}</main>
}

function Nothing() {
  if (gone.value) return <p class="nothing">{l10n.t('There is no such task any more.')}</p>
  if (way.value.kind !== 'up' && way.value.kind !== 'connecting') return null
  return <p class="nothing muted">{l10n.t('Reading the task…')}</p>
}

function Task({ picture: shown }: { picture: TaskPicture }) {
  const { task } = shown
  const story = useComputed(() => storyOf(picture.value ?? shown)).value
  const goal = [task.goal ?? task.description, task.goal ? task.description : undefined].filter(Boolean).join('\n\n')
  return (
    <div class="task-in">
      <Head task={task} />
      <Facts picture={shown} />
      <Needs picture={shown} />
      <Relay story={story} reveal={reveal} setList={(on) => (asList.value = on)} />
      <div class="cols">
        <div>
          <section aria-labelledby="goal">
            <h2 class="h2" id="goal">
              {l10n.t('Goal')}
            </h2>
            {goal ? <Markdown text={goal} /> : <p class="muted">{l10n.t('No goal was written down.')}</p>}
            {task.done_when && (
              <div class="done-when">
                <h3>{l10n.t('Done when')}</h3>
                <Markdown text={task.done_when} />
              </div>
            )}
            {task.output && (
              <div class="done-when">
                <h3>{l10n.t('Result')}</h3>
                <Markdown text={task.output} />
              </div>
            )}
          </section>
          <Checkpoints picture={shown} story={story} />
        </div>
        <div>
          <Steps picture={shown} />
          <Brief task={task} />
          <Artifacts task={task} />
          <Dependencies picture={shown} />
          <History picture={shown} />
        </div>
      </div>
    </div>
  )
}
