/** How wide the app is: a panel beside others is narrower than its window. */
import { computed, signal } from '@preact/signals'

const width = signal(innerWidth)
/** Below it columns would not fit: the board is a list. */
export const isNarrow = computed(() => width.value < 560)
/** Below it the bar has no room for everything side by side. */
export const isTight = computed(() => width.value < 900)

export function measure(element: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    width.value = element.clientWidth
  })
  observer.observe(element)
  return () => observer.disconnect()
}
