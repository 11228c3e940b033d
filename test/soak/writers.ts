/** Clients that work on tasks of their own and remember what they were told, and what they can't be sure of. */
import type { Place } from '../../src/contract/places.ts'
import type { Starter } from '../../src/reach/ensure.ts'
import { isFailure } from '../../src/reach/failure.ts'
import { linkBaton } from '../../src/reach/link.ts'
import { type Chance, chance } from './chance.ts'

/** A task as its only writer knows it. `unsure`: the last step was not answered, so it happened or it did not. */
export interface Known {
  status: string
  checkpoints: number
  steps: number
  unsure?: string
}

export interface Writers {
  readonly known: ReadonlyMap<string, Known>
  /** Refusals that nothing explains: a call counted twice, a hold was lost. */
  readonly wrong: string[]
  readonly answered: () => number
  stop(): Promise<void>
}

/** Each writer takes a task from its making to its end, over and over. */
const steps = ['claim_task', 'save_checkpoint', 'update_task', 'save_checkpoint', 'complete_task'] as const
const statusAfter: Record<string, string> = { claim_task: 'in_progress', complete_task: 'done' }

export function startWriters(place: Place, starter: Starter, count: number, seed: number): Writers {
  const known = new Map<string, Known>()
  const wrong: string[] = []
  let answered = 0
  let running = true

  async function work(number: number, luck: Chance): Promise<void> {
    const client = { name: `agent-${number}` }
    const baton = linkBaton({ to: place, starter, role: 'agent', client, product: '0.1.0', worktree: place.workspace })
    const caller = { role: 'agent', principal: 'local', client, connection: baton.connection } as const
    /** False where it is not known whether it was done. */
    async function step(task_id: string, operation: string, input: object): Promise<boolean> {
      const task = known.get(task_id)
      try {
        await baton.call(operation, { task_id, ...input }, caller)
        answered++
        if (task) {
          task.status = statusAfter[operation] ?? task.status
          if (operation === 'save_checkpoint') task.checkpoints++
          task.steps++
        }
        return true
      } catch (error) {
        // A full disk, or a host that could not be had in time. Anything else says that something counted twice or never.
        if (!isFailure(error) || error.code !== 'unavailable')
          wrong.push(`${operation} ${task_id}: ${(error as Error).message}`)
        if (task) task.unsure = operation
        return false
      }
    }
    for (let n = 0; running; n++) {
      const task_id = `a${number}-${n}`
      known.set(task_id, { status: 'open', checkpoints: 0, steps: 0 })
      if (!(await step(task_id, 'create_task', { title: `task ${n} of ${number}`, description: 'x'.repeat(300) }))) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        continue
      }
      for (const [at, operation] of steps.slice(0, luck.between(0, steps.length)).entries()) {
        const input = { save_checkpoint: { notes: `step ${at}` }, update_task: { description: `step ${at}` } }[
          operation as string
        ]
        if (!running || !(await step(task_id, operation, input ?? {}))) break
      }
    }
    baton.close()
  }

  const all = Array.from({ length: count }, (_, number) => work(number, chance(seed + 1_000 * number)))
  return {
    known,
    wrong,
    answered: () => answered,
    async stop() {
      running = false
      await Promise.all(all)
    },
  }
}
