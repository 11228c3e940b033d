/** The relay in words: for screen readers, for "As List", for hovers. One line for each thing that happened. */
import { l10n } from '../l10n.ts'
import { clock, span } from '../times.ts'
import { ofEnd, ofNow, ofStop } from './shapes.ts'
import type { End, Leg, Story, Verb } from './story.ts'

export interface Telling {
  /** Which mark of the picture it is. */
  readonly of: string
  readonly at: string | undefined
  readonly agent: string | undefined
  readonly text: string
  /** The checkpoint that Enter leads to. */
  readonly checkpoint: number | undefined
}

export const verbs = (verb: Verb): string =>
  ({
    passed: l10n.t('Passed'),
    put: l10n.t('Put down'),
    dropped: l10n.t('Dropped'),
    failed: l10n.t('Failed'),
    cancelled: l10n.t('Cancelled'),
    taken: l10n.t('Taken away'),
    finished: l10n.t('Finished'),
  })[verb]

/** Why: in the agent's words, else what was noticed. */
export function why(end: End): string {
  if (end.reason) return end.reason
  if (end.verb === 'taken') return l10n.t('{0} took it from its holder.', end.by ?? l10n.t('A person'))
  if (end.verb !== 'dropped') return ''
  return end.silent
    ? l10n.t('Lease ran out. Nothing was saved, so the task went back to Ready.')
    : l10n.t('Lease ran out. The task went back to Ready with its last checkpoint.')
}

export function tellings(story: Story, now: number): Telling[] {
  const told = story.legs.flatMap((leg, index): Telling[] => [
    {
      of: `leg-${index}`,
      at: leg.from,
      agent: leg.agent,
      text: index === 0 ? l10n.t('{0} claimed it', leg.agent) : l10n.t('{0} picked it up', leg.agent),
      checkpoint: undefined,
    },
    ...leg.stops.map((stop) => ({
      of: ofStop(stop.number),
      at: stop.at,
      agent: leg.agent,
      text: [
        l10n.t('{0} saved a checkpoint', leg.agent),
        { pass: l10n.t('tests pass'), fail: l10n.t('tests fail'), none: '' }[stop.tests],
      ]
        .filter(Boolean)
        .join(', '),
      checkpoint: stop.number,
    })),
    ...(leg.end ? [endTold(leg, leg.end, index)] : []),
  ])
  return [...told, ...nowTold(story, now)]
}

function endTold(leg: Leg, end: End, index: number): Telling {
  const { agent } = leg
  const text = {
    passed: l10n.t('{0} passed it to {1}', agent, end.to ?? l10n.t('anyone')),
    put: end.to ? l10n.t('{0} put it down for {1}', agent, end.to) : l10n.t('{0} put it down', agent),
    dropped: l10n.t('{0} dropped it', agent),
    failed: l10n.t('{0} failed', agent),
    cancelled: l10n.t('It was cancelled'),
    taken: l10n.t('It was taken from {0}', agent),
    finished: l10n.t('{0} finished it', agent),
  }[end.verb]
  const because = why(end)
  const checkpoint = leg.stops.at(-1)?.number
  return { of: ofEnd(index), at: end.at, agent, text: because ? `${text}: ${because}` : text, checkpoint }
}

function nowTold({ now, ahead, legs }: Story, at: number): Telling[] {
  const left =
    ahead.length === 0 ? '' : ahead.length === 1 ? l10n.t('1 step is left') : l10n.t('{0} steps are left', ahead.length)
  const text = {
    running: () => l10n.t('Now {0} carries it', 'agent' in now ? now.agent : ''),
    asking: () => l10n.t('Now {0} waits for a person', 'agent' in now ? now.agent : ''),
    waiting: () => ('to' in now && now.to ? l10n.t('Now it waits for {0}', now.to) : l10n.t('Now it waits for anyone')),
    finished: () => '',
    over: () => '',
  }[now.kind]()
  if (!text) return []
  return [
    {
      of: ofNow,
      at: new Date(at).toISOString(),
      agent: 'agent' in now ? now.agent : undefined,
      text: left ? `${text}, ${left}` : text,
      checkpoint: legs.at(-1)?.stops.at(-1)?.number,
    },
  ]
}

/** 5 legs, 4 agents, 7 checkpoints, 3 h 43 min */
export function summary(story: Story, now: number): string {
  const { legs } = story
  const count = (n: number, one: string, many: string) => (n === 1 ? one : many)
  const stops = legs.reduce((sum, leg) => sum + leg.stops.length, 0)
  const agents = new Set(legs.map(({ agent }) => agent)).size
  const first = legs[0]
  if (!first) return l10n.t('Nobody has taken it yet')
  return [
    count(legs.length, l10n.t('1 leg'), l10n.t('{0} legs', legs.length)),
    count(agents, l10n.t('1 agent'), l10n.t('{0} agents', agents)),
    count(stops, l10n.t('1 checkpoint'), l10n.t('{0} checkpoints', stops)),
    span(first.from, story.now.kind === 'finished' ? (legs.at(-1)?.end?.at ?? now) : now),
  ].join(', ')
}

/** For a hover: when, then the words. */
export const hover = ({ at, text }: Telling, now: number) => (at ? `${clock(at, now)}  ${text}` : text)
