/** Asking a person, and the answer. */
import { TaskError } from './error.ts'
import { mustHold, renewed, type Scene, type Speaker } from './holding.ts'
import { move } from './status.ts'
import type { Change, Question, Task } from './task.ts'

export function ask(task: Task, question: Question, who: Speaker, scene: Scene): Change {
  mustHold(task, who, scene)
  const details = { question: question.text, ...(question.options.length > 0 && { options: question.options }) }
  return move(task, 'input_required', 'input_requested', scene.now.wall, { waiting_for: 'answer', question }, details)
}

/** The holder carries on with a fresh lease; where nobody holds the task, it is ready again. */
export function answer(
  task: Task,
  given: { answer: string; question_id?: string | undefined },
  by: string,
  scene: Scene,
): Change {
  const about = { task_id: task.id, status: task.status }
  if (task.waiting_for !== 'answer' || !task.question) {
    throw new TaskError('invalid_transition', `${task.id} has no open question; it is ${task.status}.`, about)
  }
  if (given.question_id !== undefined && given.question_id !== task.question.id) {
    throw new TaskError(
      'invalid_transition',
      `That question of ${task.id} is no longer open; read the task for the one that is.`,
      about,
    )
  }
  const { now } = scene
  const hold = task.hold && renewed(task.hold, task.hold.ms, now.awake)
  const details = { question: task.question.text, answer: given.answer, by }
  const fields = { waiting_for: null, question: null, hold, expiries: 0 }
  return move(task, hold ? 'in_progress' : 'open', 'input_answered', now.wall, fields, details)
}
