/** Below a button and flush with its right side; above where there is no room. */
export function placeBy(popup: HTMLElement, { right, top, bottom }: DOMRect): void {
  const { offsetWidth, offsetHeight } = popup
  const fits = bottom + 2 + offsetHeight < innerHeight
  popup.style.left = `${Math.max(4, right - offsetWidth)}px`
  popup.style.top = `${fits ? bottom + 2 : Math.max(4, top - 2 - offsetHeight)}px`
}
