import { expect, test } from 'vitest'
import type { Sql } from '../../src/store/sql/port.ts'
import { makeTx } from '../../src/store/sql/tx.ts'
import { type Board, board } from '../core/board.ts'

async function worked(count: number): Promise<Board> {
  const made = await board()
  const codex = made.as('codex')
  await made.person('create_task', { task_id: 'first', title: 'first' })
  for (let n = 1; n <= count; n++) {
    await codex('create_task', { task_id: `t${n}`, title: `${n}`, ...(n % 4 === 0 && { depends_on: ['first'] }) })
    if (n % 4 === 0) continue
    await codex('save_checkpoint', { task_id: `t${n}`, completed_steps: ['a'] })
    await codex('attach_artifact', { task_id: `t${n}`, content: 'x' })
    if (n % 4 === 1) await codex('handoff_task', { task_id: `t${n}`, reason: 'full' })
    if (n % 4 === 2) await codex('mark_exhausted', { task_id: `t${n}` })
  }
  return made
}

/** The number of statements that a page of cards takes. */
async function statements({ database }: Board): Promise<number> {
  let count = 0
  await database.read(async (sql) => {
    const counting: Sql = {
      all: (text, ...values) => {
        count++
        return sql.all(text, ...values)
      },
      one: (text, ...values) => {
        count++
        return sql.one(text, ...values)
      },
      run: (text, ...values) => {
        count++
        return sql.run(text, ...values)
      },
    }
    const tx = makeTx(counting, { actor: '', wall: 0, prefix: 'T' }, [])
    const page = await tx.list({}, 200, undefined)
    const beside = await tx.beside(page.rows)
    expect(beside.size).toBe(page.rows.length)
  })
  return count
}

test('a page of cards takes as many statements for many tasks as for a few', async () => {
  const few = await statements(await worked(4))
  expect(few).toBe(2)
  expect(await statements(await worked(40))).toBe(few)
})

test('no task, no statement', async () => {
  const made = await board()
  expect(await statements(made)).toBe(1)
})
