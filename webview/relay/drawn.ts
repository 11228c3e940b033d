let pen: CanvasRenderingContext2D | null | undefined

/** Pixels, as the page draws small text. */
export function drawnWidth(text: string): number {
  pen ??= document.createElement('canvas').getContext('2d')
  if (!pen) return text.length * 7
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`
  return pen.measureText(text).width
}
