/** Questions before a task moves on. */
import { l10n } from '../l10n.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { cards, picture } from '../state.ts'
import { call, type Subject } from '../wishes.ts'
import { Frame } from './Frame.tsx'
import { Box, Line } from './fields.tsx'

interface Props {
  readonly about: Subject
}

const text = (fields: FormData, name: string) => String(fields.get(name) ?? '').trim() || undefined
const lines = (value: string | undefined) =>
  value
    ?.split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Those who held or were offered a task, for a name to be chosen rather than typed. */
const knownAgents = (): string[] =>
  [
    ...new Set(
      cards.all().flatMap(({ current_owner, offered_to, carriers = [] }) => [current_owner, offered_to, ...carriers]),
    ),
  ]
    .filter((name): name is string => name !== undefined)
    .sort()

/** What was asked once for all of them. */
interface All {
  readonly all: readonly Subject[]
}
const one = ({ all }: All) => all[0]?.task_id ?? ''
async function each({ all }: All, work: (task_id: string) => Promise<unknown>): Promise<void> {
  for (const { task_id } of all) await work(task_id)
}

export function HandOff({ to, ...asked }: All & { to: string | undefined }) {
  const { length } = asked.all
  return (
    <Frame
      title={length === 1 ? l10n.t('Hand off {0}', one(asked)) : l10n.t('Hand off {0} tasks', length)}
      send={{
        label: l10n.t('Hand Off'),
        run: (fields) =>
          each(asked, (task_id) =>
            call('handoff_task', { task_id, to_agent: text(fields, 'to'), reason: text(fields, 'reason') }),
          ),
      }}
    >
      <Line
        name="to"
        label={l10n.t('To which agent?')}
        hint={l10n.t('Leave it empty for anyone.')}
        options={knownAgents()}
        max={64}
        value={to}
        first
      />
      <Box name="reason" label={l10n.t('Why, and what should the next one know?')} />
    </Frame>
  )
}

export function Checkpoint({ about: { task_id } }: Props) {
  return (
    <Frame
      title={l10n.t('Save a checkpoint of {0}', task_id)}
      send={{
        label: l10n.t('Save Checkpoint'),
        run: (fields) =>
          call('save_checkpoint', {
            task_id,
            notes: text(fields, 'notes'),
            remaining_steps: lines(text(fields, 'next')),
          }),
      }}
    >
      <Box name="notes" label={l10n.t('Where does the work stand?')} required first />
      <Box name="next" label={l10n.t('What comes next?')} hint={l10n.t('A step a line.')} />
    </Frame>
  )
}

export function Answer({ about: { task_id } }: Props) {
  const opened = picture.value?.task
  const question = (opened?.task_id === task_id ? opened.question : undefined) ?? cards.card(task_id)?.question
  return (
    <Frame
      title={question ? l10n.t('{0} asks', question.asked_by) : l10n.t('Answer {0}', task_id)}
      send={{
        label: l10n.t('Answer'),
        run: (fields) =>
          call('answer_input', {
            task_id,
            question_id: question?.question_id,
            answer: text(fields, 'other') ?? text(fields, 'option'),
          }),
      }}
    >
      {question && <Markdown text={question.question} />}
      {question?.options?.map((option) => (
        <label key={option} class="ask-option">
          <input type="radio" name="option" value={option} />
          {option}
        </label>
      ))}
      <Box name="other" label={question?.options ? l10n.t('Something else') : l10n.t('Your answer')} first />
    </Frame>
  )
}

export function SendBack({ about: { task_id } }: Props) {
  return (
    <Frame
      title={l10n.t('Send {0} back', task_id)}
      send={{
        label: l10n.t('Send Back'),
        run: (fields) => call('reject', { task_id, reason: text(fields, 'reason') }),
      }}
    >
      <Box name="reason" label={l10n.t('What is missing in {0}?', task_id)} required first />
    </Frame>
  )
}

export function Cancel({ about: { task_id, title } }: Props) {
  return (
    <Frame
      title={l10n.t('Give up {0} for good?', task_id)}
      send={{
        label: l10n.t('Cancel Task'),
        run: (fields) => call('cancel_task', { task_id, reason: text(fields, 'reason') }),
      }}
    >
      <p>{title}</p>
      <p class="muted">{l10n.t('It stays readable, and nobody can take it any more.')}</p>
      <Line name="reason" label={l10n.t('Why? Leave it empty if it needs no word.')} max={2_000} first />
    </Frame>
  )
}

/** Asked first: whoever works on it loses what was not saved. */
export function TakeAway(asked: All) {
  const { length } = asked.all
  return (
    <Frame
      title={length === 1 ? l10n.t('Take {0} away?', one(asked)) : l10n.t('Take {0} tasks away?', length)}
      send={{
        label: l10n.t('Take Away'),
        run: (fields) => each(asked, (task_id) => call('force_release', { task_id, reason: text(fields, 'reason') })),
      }}
    >
      {asked.all.map(({ task_id, current_owner }) => (
        <p key={task_id}>{l10n.t('{0} works on {1}.', current_owner ?? l10n.t('Its holder'), task_id)}</p>
      ))}
      <p class="muted">{l10n.t('Then others can claim it. Its checkpoints stay.')}</p>
      <Line name="reason" label={l10n.t('Why? Leave it empty if it needs no word.')} max={2_000} first />
    </Frame>
  )
}
