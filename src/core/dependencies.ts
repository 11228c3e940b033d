/** What waits for what. */
import { TaskError } from './error.ts'
import type { Scene } from './holding.ts'
import type { Tx } from './ports.ts'
import { changed, type Task } from './task.ts'

/** Throws dependency_cycle, showing the way round, if `id` waiting for `on` would make anything wait for itself. */
async function mustNotCircle(tx: Tx, id: string, on: readonly string[]): Promise<void> {
  const self = id.toLowerCase()
  const cameFrom = new Map<string, string>()
  const queue = on.map((first) => ({ at: first, from: id }))
  for (let step = queue.shift(); step; step = queue.shift()) {
    const key = step.at.toLowerCase()
    if (cameFrom.has(key)) continue
    cameFrom.set(key, step.from)
    if (key === self) throw circle(id, cameFrom)
    for (const next of await tx.dependencies(step.at)) queue.push({ at: next.id, from: step.at })
  }
}

function circle(id: string, cameFrom: ReadonlyMap<string, string>): TaskError {
  const way = [id]
  let at = cameFrom.get(id.toLowerCase())
  while (at !== undefined && at.toLowerCase() !== id.toLowerCase()) {
    way.unshift(at)
    at = cameFrom.get(at.toLowerCase())
  }
  way.unshift(id)
  return new TaskError(
    'dependency_cycle',
    `That would be a circle: ${way.join(' waits for ')}. Leave one of these out.`,
    { cycle: way },
  )
}

/** Makes `task` wait for these and no others. */
export async function depend(tx: Tx, task: Task, on: readonly string[], { now }: Pick<Scene, 'now'>): Promise<Task> {
  const before = (await tx.dependencies(task.id)).map((d) => d.id)
  const open_deps = await rewire(tx, task, on)
  return tx.save(changed(task, { open_deps }, 'updated', now.wall, { depends_on: [before, on] }))
}

/** Returns how many of these are not done, for whoever saves the task. */
export async function rewire(tx: Tx, task: Task, on: readonly string[]): Promise<number> {
  await mustNotCircle(tx, task.id, on)
  return tx.setDependencies(task, on)
}
