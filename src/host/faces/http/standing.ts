/** Answers under way (event streams for the most part), by the token that opened them: a revoked one ends them. */
import type { ServerResponse } from 'node:http'

export interface Standing {
  enter(id: string, outgoing: ServerResponse): void
  cut(id: string): void
}

export function makeStanding(): Standing {
  const by = new Map<string, Set<ServerResponse>>()
  return {
    enter(id, outgoing) {
      const all = by.get(id) ?? new Set()
      by.set(id, all.add(outgoing))
      outgoing.once('close', () => {
        all.delete(outgoing)
        if (all.size === 0 && by.get(id) === all) by.delete(id)
      })
    },
    cut(id) {
      for (const outgoing of by.get(id) ?? []) {
        if (outgoing.headersSent) outgoing.destroy()
        // Perhaps the answer to this very request: whoever logs out hears that it worked.
        else setTimeout(() => outgoing.writableEnded || outgoing.destroy(), 1_000).unref()
      }
    },
  }
}
