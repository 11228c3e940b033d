import { expect, test } from 'vitest'
import { hostClock, type Kept } from '../../src/host/clock.ts'

function given() {
  const at = { wall: 1_000_000, monotonic: 5_000 }
  const kept: { value: Kept | undefined } = { value: undefined }
  const store = {
    load: async () => kept.value,
    save: async (value: Kept) => {
      kept.value = value
    },
  }
  const sources = { wall: () => at.wall, monotonic: () => at.monotonic }
  const pass = (ms: number) => {
    at.wall += ms
    at.monotonic += ms
  }
  return { at, kept, pass, start: () => hostClock(store, sources) }
}

test('it counts from 0 in a new store, whole milliseconds, with the wall’s time beside', async () => {
  const { start, pass } = given()
  const clock = await start()
  expect(clock.now()).toEqual({ wall: 1_000_000, awake: 0 })
  pass(1_500.7)
  expect(clock.now().awake).toBe(1_500)
  pass(0.6)
  expect(clock.now().awake).toBe(1_501)
})

test('it goes on where the last host left it, and the time between does not count', async () => {
  const { start, pass, kept } = given()
  const first = await start()
  pass(42_000)
  await first.persist()
  expect(kept.value).toEqual({ awake: 42_000, wall: 1_042_000 })
  pass(3_600_000)
  const second = await start()
  expect(second.now().awake).toBe(42_000)
  pass(10)
  expect(second.now().awake).toBe(42_010)
})

test('a machine’s sleep does not count, whether or not the system counts it in its monotonic time', async () => {
  const { start, pass, at } = given()
  const clock = await start()
  for (let s = 0; s < 10; s++) {
    pass(1_000)
    clock.tick()
  }
  pass(3 * 3_600_000)
  expect(clock.now().awake).toBe(10_000)
  clock.tick()
  at.wall += 3_600_000
  clock.tick()
  pass(1_000)
  clock.tick()
  expect(clock.now().awake).toBe(11_000)
})

test('a busy machine’s late tick counts', async () => {
  const { start, pass } = given()
  const clock = await start()
  pass(45_000)
  clock.tick()
  expect(clock.now().awake).toBe(45_000)
})

test('it never goes back: not when the wall is set, not around a sleep', async () => {
  const { start, pass, at } = given()
  const clock = await start()
  pass(59_000)
  expect(clock.now().awake).toBe(59_000)
  at.wall -= 86_400_000
  pass(2_000)
  expect(clock.now().awake).toBe(61_000)
  at.monotonic -= 500
  expect(clock.now().awake).toBe(61_000)
})
