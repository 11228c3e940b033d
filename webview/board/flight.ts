/** A card that goes to another place is seen going there, and takes the focus along. */
import { cards } from '../state.ts'
import { focusCard } from './keys.ts'

/** Milliseconds. */
const length = 160
/** More at once would be a swarm. */
const most = 8

interface Flight {
  readonly id: string
  readonly from: DOMRect
  readonly hadFocus: boolean
}

const isStill = () =>
  matchMedia('(prefers-reduced-motion: reduce)').matches || document.body.classList.contains('vscode-reduce-motion')

const elementOf = (id: string) => document.getElementById(`card-${id}`)

/** Until what it returns is called. */
export function followFlights(): () => void {
  return cards.onMoving((ids) => {
    const flights = ids.flatMap((id): Flight[] => {
      const element = elementOf(id)
      if (!element) return []
      return [{ id, from: element.getBoundingClientRect(), hadFocus: element.contains(document.activeElement) }]
    })
    // By the next frame they are drawn where they are now.
    if (flights.length > 0) requestAnimationFrame(() => land(flights))
  })
}

function land(flights: readonly Flight[]): void {
  for (const { id, hadFocus } of flights) if (hadFocus) focusCard(id)
  if (isStill() || flights.length > most) return
  for (const { id, from } of flights) {
    const element = elementOf(id)
    if (element) fly(element, from)
  }
}

/** A copy flies, above everything: columns cut off what leaves them. */
function fly(element: HTMLElement, from: DOMRect): void {
  const to = element.getBoundingClientRect()
  const [x, y] = [from.x - to.x, from.y - to.y]
  if (to.width === 0 || Math.hypot(x, y) < 2) return
  const copy = element.cloneNode(true) as HTMLElement
  copy.removeAttribute('id')
  copy.inert = true
  copy.classList.add('flying')
  Object.assign(copy.style, { left: `${to.x}px`, top: `${to.y}px`, width: `${to.width}px`, height: `${to.height}px` })
  document.querySelector('.app')?.append(copy)
  // Not its visibility: what is hidden loses the focus.
  element.style.opacity = '0'
  const flight = copy.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
    duration: length,
    easing: 'ease-out',
  })
  flight.onfinish = flight.oncancel = () => {
    copy.remove()
    element.style.opacity = ''
  }
}
