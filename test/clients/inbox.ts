/** JSON-RPC as it came over the wire: tests look at it themselves, so nothing is checked here. */
export interface Message {
  jsonrpc?: string
  id?: string | number | null
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: unknown }
}

interface Waiter {
  wants: (message: Message) => boolean
  take: (message: Message) => void
  fail: (reason: Error) => void
}

/** What a server sent so far, and who waits for more of it. */
export class Inbox {
  readonly all: Message[] = []
  #waiters: Waiter[] = []
  #closed: Error | undefined

  push(message: Message): void {
    this.all.push(message)
    const ready = this.#waiters.filter((waiter) => waiter.wants(message))
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter))
    for (const waiter of ready) waiter.take(message)
  }

  /** The first message that `wants`, also one that is here already. `what` names it for whoever waits in vain. */
  async first(wants: (message: Message) => boolean, what: string, milliseconds = 10_000): Promise<Message> {
    const here = this.all.find(wants)
    if (here) return here
    if (this.#closed) throw this.#closed
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<Message>((take, fail) => {
        this.#waiters.push({ wants, take, fail })
        timer = setTimeout(() => fail(new Error(`no ${what} within ${milliseconds} ms`)), milliseconds)
      })
    } finally {
      clearTimeout(timer)
    }
  }

  answer(id: string | number): Promise<Message> {
    return this.first((m) => m.id === id && m.method === undefined, `answer to request ${id}`)
  }

  notification(method: string): Promise<Message> {
    return this.first((m) => m.method === method && m.id === undefined, `notification ${method}`)
  }

  /** Nothing will come any more: whoever waits is told why. */
  close(reason: Error): void {
    this.#closed ??= reason
    for (const waiter of this.#waiters.splice(0)) waiter.fail(reason)
  }
}
