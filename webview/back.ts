/** When a task's page is closed, the keyboard is at that task again: at its card, its line or its node. */
import { effect } from '@preact/signals'
import { route } from './app/route.ts'
import { wanted } from './parts/VirtualList.tsx'

/** Frames that a view gets to draw what was out of sight. */
const patience = 10

export function comeBack(): void {
  let open: string | undefined
  effect(() => {
    const { task } = route.value
    const left = task === undefined ? open : undefined
    open = task
    wanted.value = task ?? left
    if (left !== undefined) requestAnimationFrame(() => focusAt(left, patience))
  })
}

function focusAt(id: string, frames: number): void {
  // Whoever went elsewhere by hand is there already.
  if (document.activeElement && document.activeElement !== document.body) return
  const key = CSS.escape(id)
  const spot = document.querySelector<HTMLElement>(
    `[data-key="${key}"] :is(article, button), #card-${key}, #node-${key}`,
  )
  if (spot) spot.focus()
  else if (frames > 0) requestAnimationFrame(() => focusAt(id, frames - 1))
}
