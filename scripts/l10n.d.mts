/** What tests use of l10n.mjs. */
export function collect(): { texts: string[]; unread: string[] }
