import type { Duplex } from 'node:stream'

export interface Strangers {
  readonly came: (socket: Duplex) => void
  /** It has shown that it may be here, and stays as long as it likes. */
  readonly known: (socket: Duplex) => void
}

/**
 * Connections of which nobody knows yet whose they are. Thousands that say nothing would use up what the system gives
 * one process; the oldest goes when there are too many, so a newcomer, who says at once who it is, is always heard.
 */
export function makeStrangers(most: number): Strangers {
  const waiting = new Set<Duplex>()
  return {
    came(socket) {
      waiting.add(socket)
      socket.once('close', () => waiting.delete(socket))
      const [oldest] = waiting
      if (waiting.size > most) oldest?.destroy()
    },
    known: (socket) => void waiting.delete(socket),
  }
}
