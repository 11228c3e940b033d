/** One lane per agent, in the order of their first legs; those longest ago share one where there are too many. */
import type { Leg, Story } from './story.ts'

export interface Lane {
  /** `open`: it waits here for somebody who has not come yet. */
  readonly kind: 'agent' | 'open' | 'others'
  readonly name: string
  readonly current: boolean
}

export interface Lanes {
  readonly all: readonly Lane[]
  laneOf(agent: string): number
  /** Where the baton waits, if it does. */
  readonly waiting: number
}

const most = 6

export function lanesOf(legs: readonly Leg[], now: Story['now']): Lanes {
  const last = new Map<string, number>()
  for (const [index, { agent }] of legs.entries()) last.set(agent, index)
  const agents = [...new Set(legs.map(({ agent }) => agent))]
  const to = now.kind === 'waiting' ? now.to : undefined
  const kept = new Set(
    [...agents]
      .sort((a, b) => (last.get(b) ?? 0) - (last.get(a) ?? 0))
      .slice(0, agents.length > most ? most - 1 : most),
  )
  const shown = agents.filter((agent) => kept.has(agent))
  const others = agents.length - shown.length
  const holder = now.kind === 'running' || now.kind === 'asking' ? now.agent : undefined
  const all: Lane[] = [
    ...(others > 0 ? [{ kind: 'others' as const, name: String(others), current: false }] : []),
    ...shown.map((name) => ({ kind: 'agent' as const, name, current: name === holder })),
  ]
  const laneOf = (agent: string) =>
    Math.max(
      0,
      all.findIndex((lane) => lane.kind === 'agent' && lane.name === agent),
    )
  let waiting = -1
  if (now.kind === 'waiting') {
    const known = all.findIndex(({ kind, name }) => kind === 'agent' && name.toLowerCase() === to?.toLowerCase())
    waiting = known >= 0 ? known : all.push({ kind: 'open', name: to ?? '', current: false }) - 1
  }
  return { all, laneOf, waiting }
}
