import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { Action } from '../parts/Action.tsx'
import { now } from '../state.ts'
import { clock } from '../times.ts'

/** What a person is asked for: an answer, an approval, another try. */
export function Needs({ picture: { task, around } }: { picture: TaskPicture }) {
  if (task.waiting_for === 'answer' && task.question) return <Question question={task.question} />
  if (task.waiting_for === 'approval') return <Approval task={task} />
  if (task.status === 'failed')
    return (
      <section class="ask bad" aria-label={l10n.t('Failed')}>
        <h2>{l10n.t('This task failed.')}</h2>
        {task.error && <Markdown text={task.error} />}
        <div class="row-btns">
          <Action wish={{ kind: 'act', action: 'reset' }} label={l10n.t('Try Again')} icon="debug-restart" look="btn" />
        </div>
      </section>
    )
  const blocking = around.depends_on.filter(({ status }) => status !== 'done')
  if (task.status === 'open' && blocking.length > 0)
    return <p class="note">{l10n.t('Waiting for {0}.', blocking.map(({ task_id }) => task_id).join(', '))}</p>
  return null
}

function Question({ question }: { question: NonNullable<TaskPicture['task']['question']> }) {
  const { question_id, options = [], asked_by, at } = question
  return (
    <section class="ask" aria-label={l10n.t('A question for you')}>
      <h2>{l10n.t('{0} asks, {1}', asked_by, clock(at, now.value))}</h2>
      <Markdown text={question.question} />
      <div class="row-btns">
        {options.map((answer) => (
          <Action key={answer} wish={{ kind: 'answer', question_id, answer }} label={answer} title={answer} />
        ))}
        <Action
          wish={{ kind: 'act', action: 'answer' }}
          label={options.length > 0 ? l10n.t('Something Else…') : l10n.t('Answer…')}
          look={options.length > 0 ? 'btn sec' : 'btn'}
        />
      </div>
    </section>
  )
}

function Approval({ task }: { task: TaskPicture['task'] }) {
  const evidence = Object.entries(task.evidence ?? {}).filter(([, value]) => typeof value === 'string')
  return (
    <section class="ask" aria-label={l10n.t('Waiting for your approval')}>
      <h2>
        {task.current_owner
          ? l10n.t('{0} says it is done. Approve it, or send it back.', task.current_owner)
          : l10n.t('It is said to be done. Approve it, or send it back.')}
      </h2>
      {evidence.map(([name, value]) => (
        <Markdown key={name} text={String(value)} />
      ))}
      <div class="row-btns">
        <Action wish={{ kind: 'act', action: 'approve' }} label={l10n.t('Approve')} icon="check" look="btn" />
        <Action wish={{ kind: 'act', action: 'reject' }} label={l10n.t('Send Back…')} icon="reply" />
      </div>
    </section>
  )
}
