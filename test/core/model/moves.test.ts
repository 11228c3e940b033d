import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operationNamed } from '../../../src/contract/operations/index.ts'
import { type Move, moves } from '../../../src/contract/words.ts'
import { board } from '../board.ts'
import { Rules } from './rules.ts'
import { type Step, steps } from './steps.ts'

const numRuns = Number(process.env.BATON_RUNS ?? 40)
const seed = Number(process.env.BATON_SEED ?? 20_260_420)

/** What each operation needs beside the task. */
const needs: Partial<Record<Move, object>> = {
  reject: { reason: 'no' },
  answer_input: { answer: 'yes' },
  extend_lease: { seconds: 60 },
  update_task: { title: 'another' },
}
const seen = { offered: new Set<string>(), refused: new Set<string>() }

test('a card offers a person exactly what the rules would accept, wherever a task was led', {
  timeout: 60_000 + numRuns * 2_000,
}, async () => {
  const run = async (given: readonly Step[]) => {
    const cleaning: (() => void | Promise<void>)[] = []
    const real = await board((clean) => cleaning.unshift(clean))
    try {
      const rules = new Rules(real.clock.now().awake)
      for (const [at, step] of given.entries()) {
        await step.run(real, rules)
        if (at % 10 !== 9 && at < given.length - 1) continue
        const told = given.slice(0, at + 1).map((one) => one.told)
        for (const card of (await real.person('list_tasks', { detail: 'card' })).tasks)
          for (const move of moves) {
            const isOffered = card.moves?.includes(move)
            const input = { task_id: card.task_id, ...needs[move] }
            expect(isOffered, `${move} on ${card.task_id} after\n${told.join('\n')}`).toBe(
              await real.would(move, input),
            )
            seen[isOffered ? 'offered' : 'refused'].add(move)
          }
      }
    } finally {
      for (const clean of cleaning) await clean()
    }
  }
  await fc.assert(fc.asyncProperty(steps, run), { seed, numRuns })
})

test('the runs came to see every move offered, and all but editing refused', () => {
  expect([...seen.offered].sort()).toEqual([...moves].sort())
  expect([...seen.refused].sort()).toEqual(moves.filter((move) => move !== 'update_task').sort())
})

test('every move is an operation on a task', () => {
  for (const move of moves) expect(operationNamed.get(move)?.input).toHaveProperty('task_id')
})
