/** Keys that count wherever one is, as long as no field has the focus. */
import { dialog } from '../dialogs/dialog.ts'
import { wish } from '../wishes.ts'
import { letters } from './letters.ts'
import { go, route, type View } from './route.ts'

const afterG: Readonly<Record<string, View>> = { b: 'board', g: 'graph', a: 'agents', h: 'history' }
/** Milliseconds in which a second key belongs to the first. */
const pair = 1_000

export function listen(): () => void {
  let g = 0
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.peek() || isTyping(event.target)) return
    const view = performance.now() - g < pair ? afterG[event.key] : undefined
    g = 0
    if (!letters.peek() && /^[a-z]$/.test(event.key)) return
    if (view) go({ view })
    else if (event.key === 'g') g = performance.now()
    else if (event.key === '/') document.getElementById('search')?.focus()
    else if (event.key === 'n') wish({ kind: 'act', action: 'create' }, undefined)
    else if (event.key === '?') dialog.value = { kind: 'keys' }
    else if (event.key === 'Escape' && route.peek().task !== undefined) go({ task: undefined })
    else return
    event.preventDefault()
  }
  addEventListener('keydown', hear)
  return () => removeEventListener('keydown', hear)
}

export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
