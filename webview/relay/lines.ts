/** How many lines of so many pixels a text takes, broken between words as the browser breaks it. */
export function linesIn(text: string, width: number, widthOf: (text: string) => number): number {
  const space = widthOf(' ')
  let lines = 1
  let used = 0
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const wide = widthOf(word)
    const whole = used === 0 ? wide : used + space + wide
    if (whole <= width) used = whole
    else {
      // A word longer than a line goes on in the next.
      const more = Math.ceil(wide / width)
      lines += used === 0 ? more - 1 : more
      used = wide - (more - 1) * width
    }
  }
  return lines
}
