/** Which cards somebody else has just changed: shown once, for a moment. */
import { signal } from '@preact/signals'
import type { FeedItem } from '../../src/contract/baton.ts'
import { given, hear } from '../state.ts'

export type Touch = 'changed' | 'passed'
const touched = signal<ReadonlyMap<string, Touch>>(new Map())

/** Milliseconds: what the styles take, and the way from what was heard to what is drawn. */
const shown = 1_500

export const touchOf = (id: string): Touch | undefined => touched.value.get(id)

/** Until what it returns is called. */
export function followTouches(): () => void {
  return hear((items) => {
    const touches = items.map(touchBy).filter((touch) => touch !== undefined)
    if (touches.length === 0 || document.visibilityState !== 'visible') return
    touched.value = new Map([...touched.peek(), ...touches])
    setTimeout(() => {
      const gone = new Set(touches.map(([id]) => id))
      touched.value = new Map([...touched.peek()].filter(([id]) => !gone.has(id)))
    }, shown)
  })
}

function touchBy(item: FeedItem): [id: string, touch: Touch] | undefined {
  if (!('actor' in item) || item.task_id === null || item.actor === given.name) return undefined
  // A host notes by itself where a task stands.
  if (item.kind === 'checkpoint_saved' && item.details.automatic === true) return undefined
  return [item.task_id, item.kind === 'handed_off' ? 'passed' : 'changed']
}
