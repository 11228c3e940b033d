/** Who works and who is connected, read again while somebody looks: being silent and calling make no events. */
import { signal } from '@preact/signals'
import type { Output } from '../../src/contract/operations/index.ts'
import { rereading } from '../../src/contract/rereading.ts'
import type { Card } from '../data/card.ts'
import { hear, way, wire } from '../state.ts'

export interface Reading {
  readonly slots: Output<'get_workers'>['slots']
  readonly clients: Output<'list_clients'>['clients']
  /** Tasks in progress, with how long their holders have been silent at `at`. */
  readonly held: readonly Card[]
  readonly at: number
}

export const reading = signal<Reading | undefined>(undefined)

/** Milliseconds between two readings when nothing happens, and after something did. */
const pause = 10_000
const breath = 100
const pageOf = 200

async function read(): Promise<void> {
  if (way.peek().kind !== 'up') return
  try {
    const [{ slots }, { clients }, held] = await Promise.all([
      wire.call('get_workers'),
      wire.call('list_clients'),
      everyHeld(),
    ])
    reading.value = { slots, clients, held, at: Date.now() }
  } catch {
    // The state of the way tells why; it is read again when it stands.
  }
}

async function everyHeld(): Promise<Card[]> {
  const held: Card[] = []
  let cursor: string | undefined
  do {
    const page = await wire.call('list_tasks', { status: 'in_progress', detail: 'card', limit: pageOf, cursor })
    held.push(...(page.tasks as Card[]))
    cursor = page.next_cursor
  } while (cursor !== undefined)
  return held
}

/** Until what it returns is called. */
export function keepReading(): () => void {
  const rereads = rereading(read, breath)
  const deaf = hear(() => rereads.ask())
  const stop = way.subscribe(() => rereads.ask(0))
  const look = () => {
    if (document.visibilityState === 'visible') rereads.ask(0)
  }
  const timer = setInterval(look, pause)
  document.addEventListener('visibilitychange', look)
  return () => {
    deaf()
    stop()
    rereads.stop()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  }
}
