/** Somebody sets the machine's clock, or a virtual machine wakes with another time: nobody loses a task by it. */
import { expect, test } from 'vitest'
import { minutes } from '../../src/core/clock.ts'
import { board } from './board.ts'

const days = (n: number) => minutes(n * 24 * 60)

test.each([days(-400), days(-1), minutes(-61), minutes(61), days(400)])(
  'a wall clock that jumps by %d ms ends no lease, no offer and no hold, and what happened stays in order',
  async (jump) => {
    const { as, clock, tick, events } = await board()
    const codex = as('codex')
    for (const title of ['held', 'offered', 'next']) await codex('create_task', { title })
    const { claim } = await codex('claim_task', { task_id: 'T-1' })
    await codex('claim_task', { task_id: 'T-2' })
    await codex('handoff_task', { task_id: 'T-2', to_agent: 'claude' })
    clock.advance(minutes(14))
    clock.sleep(jump)
    await tick()
    await codex('save_checkpoint', { task_id: 'T-1', notes: 'still mine', claim })
    expect(await codex('get_task', { task_id: 'T-2' })).toMatchObject({ status: 'handoff_ready', offered_to: 'claude' })
    // The lease still ends when its time has passed, whatever the wall says.
    clock.sleep(-jump)
    clock.advance(minutes(16))
    await tick()
    expect(await as('ada')('get_task', { task_id: 'T-1' })).toMatchObject({ status: 'open' })
    const told = await events()
    expect(told.map((event) => event.seq)).toEqual(told.map((_, at) => at + 1))
    expect(told.filter(({ actor }) => actor === 'baton').map(({ kind }) => kind)).toEqual([
      'lease_expired',
      'offer_widened',
    ])
  },
)
