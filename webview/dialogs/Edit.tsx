/** A new task, or the words of one that there is. */
import { useEffect, useState } from 'preact/hooks'
import type { Output } from '../../src/contract/operations/index.ts'
import { l10n } from '../l10n.ts'
import { complain } from '../notices.ts'
import { priorityName } from '../parts/Priority.tsx'
import { wire } from '../state.ts'
import { call, type Subject } from '../wishes.ts'
import { dialog } from './dialog.ts'
import { Frame } from './Frame.tsx'
import { Box, Choice, Line } from './fields.tsx'

type Task = Output<'get_task'>

const levels = ['low', 'normal', 'high', 'urgent'] as const
const list = (value: string) =>
  value
    .split(/[,\s]+/)
    .map((one) => one.trim())
    .filter(Boolean)
const labels = (value: string) =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

export function Edit({ about }: { about: Subject | undefined }) {
  const [task, setTask] = useState<Task | undefined>(undefined)
  useEffect(() => {
    if (!about) return
    wire.call('get_task', { task_id: about.task_id }).then(setTask, (error: unknown) => {
      complain(error)
      dialog.value = undefined
    })
  }, [about])
  if (about && !task) return null

  async function send(fields: FormData): Promise<void> {
    const value = (name: string) => String(fields.get(name) ?? '').trim()
    const wanted = {
      title: value('title'),
      goal: value('goal'),
      description: value('description'),
      priority: value('priority'),
      labels: labels(value('labels')),
      depends_on: list(value('depends_on')),
      due: value('due') && new Date(value('due')).toISOString(),
    }
    if (!task) {
      const given = Object.entries(wanted).filter(([, field]) => field.length > 0)
      await call('create_task', Object.fromEntries(given))
      return
    }
    const before = { ...wanted, ...fieldsOf(task) }
    const changed = Object.entries(wanted).filter(
      ([name, field]) => JSON.stringify(field) !== JSON.stringify(before[name as keyof typeof before]),
    )
    if (changed.length === 0) return
    const nulled = changed.map(([name, field]) => [name, field === '' ? null : field])
    // Refused where somebody else changed the task since this was opened: nobody's words are lost.
    await call('update_task', { task_id: task.task_id, version: task.version, ...Object.fromEntries(nulled) })
  }

  const known = task && fieldsOf(task)
  return (
    <Frame
      wide
      title={task ? l10n.t('Edit {0}', task.task_id) : l10n.t('New task')}
      send={{ label: task ? l10n.t('Save') : l10n.t('Create Task'), run: send }}
    >
      <Line name="title" label={l10n.t('What is to be done?')} value={known?.title} required first />
      <Box name="goal" label={l10n.t('Goal')} value={known?.goal} rows={3} />
      <Box name="description" label={l10n.t('Description')} value={known?.description} rows={4} />
      <div class="ask-row">
        <Choice
          name="priority"
          label={l10n.t('Priority')}
          value={known?.priority ?? 'normal'}
          options={levels.map((level) => [level, priorityName(level)] as const)}
        />
        <div class="ask-field">
          <label for="due">{l10n.t('Due')}</label>
          <input id="due" class="input" type="datetime-local" name="due" defaultValue={known ? local(known.due) : ''} />
        </div>
      </div>
      <Line
        name="labels"
        label={l10n.t('Labels')}
        hint={l10n.t('Separated by commas.')}
        value={known?.labels.join(', ')}
        max={500}
      />
      <Line
        name="depends_on"
        label={l10n.t('Waits for')}
        hint={l10n.t('Ids of the tasks that come first.')}
        value={known?.depends_on.join(', ')}
        max={2_000}
      />
    </Frame>
  )
}

const fieldsOf = (task: Task) => ({
  title: task.title,
  goal: task.goal ?? '',
  description: task.description ?? '',
  priority: task.priority as string,
  labels: task.labels ?? [],
  depends_on: (task.depends_on ?? []) as string[],
  due: task.due ? new Date(Math.floor(Date.parse(task.due) / 60_000) * 60_000).toISOString() : '',
})

/** As an input of date and time wants it: local, without a zone. */
function local(at: string): string {
  if (!at) return ''
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
