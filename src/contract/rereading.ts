/** Reading from the host again and again: one reading at a time, and what is asked within a breath is asked once. */
export interface Rereading {
  /** Reads in so many milliseconds; a breath, where none are given. Asked while it reads, it reads once more. */
  ask(after?: number): void
  /** The reading that is on its way. */
  readonly running: Promise<void> | undefined
  /** What is asked already is not done. */
  stop(): void
}

/** `read` says what came of it by itself. */
export function rereading(read: () => Promise<void>, breath: number): Rereading {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let again = false

  function begin(): void {
    timer = undefined
    again = running !== undefined
    running ??= read().finally(() => {
      running = undefined
      if (again) ask()
    })
  }
  function ask(after = breath): void {
    timer ??= setTimeout(begin, after)
  }
  return {
    ask,
    get running() {
      return running
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      again = false
    },
  }
}
