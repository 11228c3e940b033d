/** Which steps are done and which are left, by the latest checkpoint that says so: many say only what is new. */
import type { TaskPicture } from './data/picture.ts'

export interface Steps {
  readonly done: readonly string[]
  readonly left: readonly string[]
}

export function stepsOf({ checkpoints }: Pick<TaskPicture, 'checkpoints'>): Steps {
  const told = checkpoints.find(({ completed_steps, remaining_steps }) => completed_steps ?? remaining_steps)
  return { done: told?.completed_steps ?? [], left: told?.remaining_steps ?? [] }
}

/** Who first said that a step is done. */
export function doers({ checkpoints }: Pick<TaskPicture, 'checkpoints'>): Map<string, string> {
  const by = new Map<string, string>()
  for (const { agent, completed_steps = [] } of checkpoints) for (const step of completed_steps) by.set(step, agent)
  return by
}
