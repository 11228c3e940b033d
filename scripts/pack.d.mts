/** What tests use of pack.mjs. */
export function pack(file: string): string
