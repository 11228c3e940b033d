import { signal } from '@preact/signals'

export const zoom = signal(1)
const [least, most] = [0.3, 2]

export function zoomTo(factor: number): void {
  zoom.value = Math.min(most, Math.max(least, Math.round(factor * 20) / 20))
}

/** All of it, never larger than it is. */
export function fit(): void {
  const box = document.querySelector<HTMLElement>('.gscroll')
  const canvas = box?.querySelector<HTMLElement>('.canvas')
  if (!box || !canvas) return
  const [width, height] = [canvas.style.width, canvas.style.height].map((size) => Number.parseFloat(size))
  const share = Math.min(1, box.clientWidth / (width || 1), box.clientHeight / (height || 1))
  zoom.value = Math.max(least, Math.floor(share * 100) / 100)
}
