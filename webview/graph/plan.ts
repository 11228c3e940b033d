/** What the graph shows: read when it is looked at, and again a moment after something happened. */
import { effect, signal } from '@preact/signals'
import type { Output } from '../../src/contract/operations/index.ts'
import { rereading } from '../../src/contract/rereading.ts'
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

async function read(): Promise<void> {
  const task_id = around.peek()
  try {
    const found = await wire.call('get_plan', { task_id })
    if (around.peek() === task_id) plan.value = found
  } catch (error) {
    // Otherwise the state of the way tells why.
    if (error instanceof Refused && error.code === 'not_found') around.value = undefined
  }
}

/** Keeps the plan right until what it answers is called. */
export function follow(): () => void {
  const reading = rereading(read, breath)
  const stops = [
    effect(() => {
      void around.value
      if (canWrite.value) reading.ask(0)
    }),
    effect(() => {
      void cards.size
      reading.ask()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
    reading.stop()
  }
}
