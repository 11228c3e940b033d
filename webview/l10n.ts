/** Texts in the person's language: the same calls and the same bundle as in the editor's part, which hands it over. */
let bundle: Readonly<Record<string, string>> = {}
let locale = 'en'

export const l10n = {
  configure(texts: Readonly<Record<string, string>>, language: string): void {
    bundle = texts
    locale = Intl.DateTimeFormat.supportedLocalesOf(language).length > 0 ? language : 'en'
  },
  /** `{0}` and so on are places for what follows. */
  t(message: string, ...args: (string | number)[]): string {
    return (bundle[message] ?? message).replace(/\{(\d+)\}/g, (place, index) => String(args[Number(index)] ?? place))
  },
  get locale(): string {
    return locale
  },
}
