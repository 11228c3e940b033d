/** Leases on the host's own clock, over a real store: through sleeps of the machine, set clocks, restarts and kills. */

import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { nearest } from '../../src/contract/nearest.ts'
import { operationNamed } from '../../src/contract/operations/index.ts'
import { makeBaton } from '../../src/core/baton.ts'
import { minutes, seconds } from '../../src/core/clock.ts'
import { Presence } from '../../src/core/presence.ts'
import { makeBeat } from '../../src/host/beat.ts'
import { makeClients } from '../../src/host/clients.ts'
import { hostClock } from '../../src/host/clock.ts'
import { ids } from '../../src/host/ids.ts'
import { makeShelf } from '../../src/host/shelf.ts'
import { migrations } from '../../src/store/migrations/index.ts'
import { loadClock, saveClock } from '../../src/store/sql/clock.ts'
import { sqlStore } from '../../src/store/sql/store.ts'
import { openDatabase } from '../../src/store/sqljs/open.ts'
import { tempDir } from '../support/temp.ts'

const hours = (n: number) => minutes(60 * n)
/** Between two beats, here. */
const step = seconds(5)

/** A machine with hosts that come and go. `countsSleep`: as some systems do in their monotonic time. */
async function machine({ countsSleep = false, later = onTestFinished } = {}) {
  const folder = tempDir(later)
  const database = await openDatabase({
    file: join(folder, 'tasks.db'),
    migrations,
    product: 't',
    durability: 'process',
  })
  later(() => database.close())
  const at = { wall: Date.parse('2026-03-29T00:30:00Z'), monotonic: 0 }
  const go = (ms: number) => {
    at.wall += ms
    at.monotonic += ms
  }

  async function start() {
    const sources = { wall: () => at.wall, monotonic: () => at.monotonic }
    const kept = { load: () => loadClock(database), save: (to: never) => saveClock(database, to) }
    const clock = await hostClock(kept, sources)
    const presence = new Presence(clock.now().awake)
    const store = sqlStore(database, { prefix: 'T', backup: async () => ({ path: 'x', bytes: 1 }) })
    const shelf = makeShelf({ folder: join(folder, 'artifacts'), workspace: folder })
    const clients = makeClients(clock.now)
    const parts = {
      operations: operationNamed,
      nearest,
      store,
      clock,
      presence,
      ids,
      shelf,
      channels: new Map(),
      clients,
    }
    const complain = (_: string, error: unknown) => {
      throw error
    }
    return { clock, baton: makeBaton({ ...parts, complain }), beat: makeBeat({ clock, store, presence, ids }) }
  }
  let host = await start()

  return {
    at,
    async pass(ms: number, look = async () => {}) {
      for (let passed = 0; passed < ms; passed += step) {
        go(Math.min(step, ms - passed))
        await host.beat()
        await look()
      }
    },
    async sleep(ms: number) {
      at.wall += ms
      if (countsSleep) at.monotonic += ms
      await host.beat()
    },
    async restart(down: number, how: 'stop' | 'kill') {
      if (how === 'stop') await host.clock.persist()
      go(down)
      // Another process counts from anywhere.
      at.monotonic = Math.floor(at.monotonic * 7) % 1_000_003
      host = await start()
    },
    as(name: string) {
      const caller = { role: 'agent', principal: 'local', client: { name }, connection: 'rest:local', stateless: true }
      return (operation: string, input: Record<string, unknown> = {}) =>
        host.baton.call(operation, { task_id: 'T-1', ...input }, caller as never)
    },
  }
}

/** Whoever only looks. */
const owner = async (on: Awaited<ReturnType<typeof machine>>) => (await on.as('ada')('get_task')).current_owner

async function held(options = {}) {
  const on = await machine(options)
  await on.as('ada')('create_task', { task_id: 'T-1', title: 'Held' })
  await on.as('codex')('claim_task')
  return on
}

test.each([false, true])(
  'a night’s sleep takes no lease away, counted by the system or not (%s)',
  async (countsSleep) => {
    const on = await held({ countsSleep })
    await on.pass(minutes(10))
    await on.sleep(hours(9))
    expect((await on.as('ada')('get_task')).lease).toMatchObject({ seconds_left: 300 })
    await on.pass(minutes(5) - step)
    expect(await owner(on)).toBe('codex')
    await on.pass(step)
    expect(await owner(on)).toBeUndefined()
  },
)

test.each([-hours(30), -hours(1), hours(1), hours(30)])('a wall clock set by %i ms changes no lease', async (by) => {
  const on = await held()
  await on.pass(minutes(7))
  on.at.wall += by
  await on.pass(minutes(7))
  expect((await on.as('ada')('get_task')).lease).toEqual({
    seconds_left: 60,
    expires_at: new Date(on.at.wall + minutes(1)).toISOString(),
  })
  on.at.wall -= 2 * by
  await on.pass(minutes(1) - step)
  expect(await owner(on)).toBe('codex')
  await on.pass(step)
  expect(await owner(on)).toBeUndefined()
})

test('a host that is killed right after a lease began, when nothing was held for hours, leaves it as long as it was', async () => {
  const on = await machine()
  await on.as('ada')('create_task', { task_id: 'T-1', title: 'Held' })
  await on.pass(hours(5))
  await on.as('codex')('claim_task')
  await on.restart(seconds(1), 'kill')
  expect((await on.as('ada')('get_task')).lease).toMatchObject({ seconds_left: 900 })
  await on.pass(minutes(15))
  expect(await owner(on)).toBeUndefined()
})

test('so with an offer: half an hour, whatever hosts were killed meanwhile', async () => {
  const on = await machine()
  await on.as('ada')('create_task', { task_id: 'T-1', title: 'Offered' })
  await on.pass(hours(5))
  await on.as('ada')('handoff_task', { to_agent: 'gemini', reason: 'yours' })
  for (let n = 0; n < 3; n++) {
    await on.pass(minutes(9))
    await on.restart(hours(1), 'kill')
  }
  await expect(on.as('codex')('claim_task')).rejects.toThrow()
  // Each kill may lose what passed since the time was last noted.
  await on.pass(minutes(3) + 3 * 10 * step)
  expect(await on.as('codex')('claim_task')).toMatchObject({ status: 'in_progress' })
})

test('after a restart every lease has a minute at least', async () => {
  const on = await held()
  await on.pass(minutes(15) - step)
  await on.restart(hours(3), 'stop')
  await on.pass(minutes(1) - step)
  expect(await owner(on)).toBe('codex')
  await on.pass(step)
  expect(await owner(on)).toBeUndefined()
})

const step$ = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 240 }).map((n) => n * step) }),
  fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 61_000, max: hours(48) }) }),
  fc.record({ do: fc.constant('set' as const), ms: fc.integer({ min: -hours(48), max: hours(48) }) }),
  fc.record({ do: fc.constantFrom('stop' as const, 'kill' as const), ms: fc.integer({ min: 0, max: hours(48) }) }),
  fc.record({ do: fc.constant('call' as const), ms: fc.constant(0) }),
)

test('whatever happens to the clocks: no lease ends early, and none lives on', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(step$, { maxLength: 12 }), async (countsSleep, steps) => {
      const ends: (() => void | Promise<void>)[] = []
      const on = await held({ countsSleep, later: (end: () => void) => ends.push(end) })
      try {
        await on.as('codex')('save_checkpoint', { notes: 'begun' })
        // In time that hosts served: the lease was granted, the holder heard, this host begun; and what kills may hide.
        let [now, granted, heard, begun, hidden] = [0, 0, 0, -minutes(1), 0]
        const look = async () => {
          now += step
          const isHeld = (await owner(on)) === 'codex'
          // A host that ended may have heard the holder last without a word on the disk.
          const sure = heard > begun ? heard : granted
          if (now - sure < minutes(15) || now - begun < minutes(1)) expect(isHeld, 'ended early').toBe(true)
          else if (now - heard > minutes(15) + hidden + step && now - begun > minutes(1) + step)
            expect(isHeld, 'lives on').toBe(false)
          if (isHeld) return
          await on.as('codex')('claim_task')
          // It breaks the row of leases that ran out, after which a person is asked.
          await on.as('codex')('save_checkpoint', { notes: 'again' })
          granted = heard = now
          hidden = 0
        }
        for (const { do: what, ms } of steps) {
          if (what === 'pass') await on.pass(ms, look)
          else if (what === 'sleep') await on.sleep(ms)
          else if (what === 'set') on.at.wall += ms
          else if (what === 'call') {
            await on.as('codex')('get_task')
            heard = now
            hidden = 0
          } else {
            await on.restart(ms, what)
            begun = now
            if (what === 'kill') hidden += 10 * step
          }
        }
      } finally {
        for (const end of ends.reverse()) await end()
      }
    }),
    { numRuns: 40 },
  )
})
