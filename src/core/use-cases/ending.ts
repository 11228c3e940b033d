import { TaskError } from '../error.ts'
import { cancel, complete } from '../finishing.ts'
import { current, saveDone, type UseCase } from '../use-case.ts'
import { line } from '../view.ts'

export const complete_task: UseCase<'complete_task'> = async (
  tx,
  { task_id, output, evidence: text, artifacts, test_results },
  context,
) => {
  const task = await current(tx, task_id, context)
  for (const id of artifacts ?? []) {
    if ((await tx.artifact(id))?.task !== task.id)
      throw new TaskError('not_found', `${task.id} has no artifact ${id}. Attach it first.`, { artifact_id: id })
  }
  const evidence = text || artifacts || test_results ? { text, artifacts, test_results } : null
  const { task: saved, unblocked } = await saveDone(tx, complete(task, { output, evidence }, context.who, context))
  return { success: saved.status === 'done', ...line(saved), ...(unblocked.length > 0 && { unblocked }) }
}

export const cancel_task: UseCase<'cancel_task'> = async (tx, { task_id, reason }, context) =>
  line(await tx.save(cancel(await current(tx, task_id, context), reason, context.who, context)))
