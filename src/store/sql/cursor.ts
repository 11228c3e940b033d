import { TaskError } from '../../core/error.ts'

/** The numbers in a cursor that a list gave out, `<n>` or `<n>.<n>`; none where there is no cursor. */
export function readCursor(cursor: string | undefined, parts: number): number[] {
  if (cursor === undefined) return []
  const numbers = /^\d+(\.\d+)*$/.test(cursor) ? cursor.split('.').map(Number) : []
  if (numbers.length === parts && numbers.every(Number.isSafeInteger)) return numbers
  throw new TaskError('invalid_input', '"cursor" is not one that this list gave out. Begin again without it.', {
    field: 'cursor',
  })
}
