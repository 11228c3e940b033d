/** What the graph shows: read when it is looked at, and again a moment after something happened. */
import { effect, signal } from '@preact/signals'
import type { Output } from '../../src/contract/operations/index.ts'
import { canWrite, cards, wire } from '../state.ts'
import { Refused } from '../wire/wire.ts'

export type Plan = Output<'get_plan'>
export type Node = Plan['nodes'][number]

export const plan = signal<Plan | undefined>(undefined)
/** Only what is near this task; undefined: the whole plan. */
export const around = signal<string | undefined>(undefined)
/** The graph's one stop of the Tab key. */
export const at = signal<string | undefined>(undefined)

/** Changes within so many milliseconds are shown together. */
const breath = 300

/** Keeps the plan right until what it answers is called. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading = false
  let again = false
  const read = async () => {
    timer = undefined
    again = reading
    if (reading) return
    reading = true
    const task_id = around.peek()
    try {
      const found = await wire.call('get_plan', { task_id })
      if (around.peek() === task_id) plan.value = found
    } catch (error) {
      // Otherwise the state of the way tells why.
      if (error instanceof Refused && error.code === 'not_found') around.value = undefined
    } finally {
      reading = false
      if (again) soon(0)
    }
  }
  const soon = (after: number) => {
    timer ??= setTimeout(() => void read(), after)
  }
  const stops = [
    effect(() => {
      void around.value
      if (canWrite.value) soon(0)
    }),
    effect(() => {
      void cards.size
      soon(breath)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
    clearTimeout(timer)
  }
}
