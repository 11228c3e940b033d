/**
 * What may stand in the small files that Baton keeps, beside a database and in the user's folder. Others may have planted
 * or spoilt one, so each field is looked at before anything is believed. Without zod: the editor's part needs it too.
 */
type Check = (value: unknown) => boolean

export const isText: Check = (value) => typeof value === 'string'
export const isFlag: Check = (value) => typeof value === 'boolean'
export const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
export const isWhole =
  (from: number, to = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to
/** Signals to 0 and to what is below go to many processes at once. */
export const isPid = isWhole(1, 2 ** 31 - 1)
export const isOneOf =
  (words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value)
export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
/** Where the field is missing too. */
export const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

/** What is more than these fields may be a newer Baton's. */
export function isShape<T>(fields: { readonly [Field in keyof T]-?: Check }): (value: unknown) => value is T {
  const checks = Object.entries(fields) as [string, Check][]
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([field, check]) => check(Object.hasOwn(value, field) ? (value as never)[field] : undefined))
}

/** Undefined for what is no JSON, or not that. */
export function parsedAs<T>(text: string | undefined, check: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return check(value) ? value : undefined
  } catch {
    return undefined
  }
}
