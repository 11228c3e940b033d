/** What tests use of tools.mjs. */
export function programOf(name: string): string | undefined
