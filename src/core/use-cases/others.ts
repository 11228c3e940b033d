import { seconds } from '../clock.ts'
import { TaskError } from '../error.ts'
import { approve as approved, reject as rejected } from '../finishing.ts'
import { extend, forceRelease } from '../holding.ts'
import { answer } from '../question.ts'
import { current, type Prepared, saveDone, type UseCase } from '../use-case.ts'
import { eventView, expiry, line } from '../view.ts'

export const get_history: UseCase<'get_history'> = async (tx, { task_id, limit = 20, cursor }) => {
  const task = task_id === undefined ? undefined : (await tx.task(task_id)).id
  const before = cursor === undefined ? undefined : Number(cursor)
  if (cursor !== undefined && !(/^\d+$/.test(cursor) && Number.isSafeInteger(before))) {
    throw new TaskError(
      'invalid_input',
      'get_history: "cursor" is not one that get_history gave out. Begin again without it.',
      { field: 'cursor' },
    )
  }
  const events = await tx.history(task, before, limit + 1)
  const page = events.slice(0, limit)
  return {
    events: page.map(eventView),
    ...(events.length > limit && { next_cursor: String(page.at(-1)?.seq) }),
  }
}

export const trigger_notification: Prepared<'trigger_notification', undefined> = {
  async prepare({ channel }, { channels }) {
    if (channels.has(channel)) return undefined
    const names = [...channels.keys()].join(', ')
    throw new TaskError(
      'not_found',
      `There is no channel "${channel}". Configured: ${names}. A person sets up others.`,
      { channel, channels: [...channels.keys()] },
    )
  },
  async run(tx, { task_id, channel, message }, { who }) {
    const task = await tx.task(task_id)
    await tx.notify({ task: task.id, channel, message: message ?? null, by: who.name })
    await tx.tell(task, 'notified', { channel, ...(message && { message }) })
    return { success: true }
  },
  async after({ task_id, channel, message }, { channels, store, who }) {
    const task = await store.read((tx) => tx.task(task_id))
    await channels.get(channel)?.deliver({ task, message: message ?? null, by: who.name })
  },
}

export const answer_input: UseCase<'answer_input'> = async (tx, { task_id, answer: text, question_id }, context) =>
  line(await tx.save(answer(await tx.task(task_id), { answer: text, question_id }, context.who.name, context)))

export const approve: UseCase<'approve'> = async (tx, { task_id, note }, { now }) => {
  const { task, unblocked } = await saveDone(tx, approved(await tx.task(task_id), note, now.wall))
  return { ...line(task), ...(unblocked.length > 0 && { unblocked }) }
}

export const reject: UseCase<'reject'> = async (tx, { task_id, reason }, { now }) =>
  line(await tx.save(rejected(await tx.task(task_id), reason, now)))

export const force_release: UseCase<'force_release'> = async (tx, { task_id, reason }, { now }) =>
  line(await tx.save(forceRelease(await tx.task(task_id), now, reason)))

export const extend_lease: UseCase<'extend_lease'> = async (tx, { task_id, seconds: more }, context) => {
  const saved = await tx.save(extend(await current(tx, task_id, context), seconds(more), context))
  return { ...line(saved), ...expiry(saved, context) }
}

export const list_clients: UseCase<'list_clients'> = async (_tx, _input, { clients }) => ({ clients: clients.list() })

export const backup: Prepared<'backup', { path: string; bytes: number }> = {
  prepare: (_input, { store }) => store.backup(),
  run: async (_tx, _input, { prepared }) => prepared,
}
