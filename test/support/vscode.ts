/** What modules need of the editor that only make texts or tell of changes, for tests outside of it: texts as they are written. */
export const l10n = {
  t: (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(what: T) => void>()
  readonly event = (listener: (what: T) => void) => {
    this.listeners.add(listener)
    return { dispose: () => void this.listeners.delete(listener) }
  }
  fire(what: T): void {
    for (const listener of this.listeners) listener(what)
  }
  dispose(): void {
    this.listeners.clear()
  }
}
