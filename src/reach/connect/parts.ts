/** All that connecting a client consists of: its entry, and what a person may want beside it. */
import { type Client, clients, clientsHere, type Surroundings } from './clients.ts'
import { changes, type Plan } from './files.ts'
import { planGuide, planNoGuide } from './guide.ts'
import { planHooks, planNoHooks } from './hooks.ts'
import { planConnect, planDisconnect, type Wish } from './plan.ts'

export interface Part {
  readonly part: 'server' | 'guide' | 'hooks'
  readonly about: string
  readonly plans: readonly Plan[]
}

/** The entry first; the others are asked for. What is there already has plans that change nothing. */
export function partsOf(client: Client, around: Surroundings, wish: Wish = {}): Part[] {
  const guide = planGuide(client, around)
  const hooks = client.id === 'claude-code' ? planHooks(around) : undefined
  return [
    { part: 'server', about: 'The entry that starts Baton', plans: planConnect(client, around, wish) },
    ...(guide
      ? [
          {
            part: 'guide' as const,
            about: 'A few lines for its agents, on when to claim, checkpoint and hand off',
            plans: [guide],
          },
        ]
      : []),
    ...(hooks
      ? [
          {
            part: 'hooks' as const,
            about: 'Hooks, so that its sessions leave checkpoints by themselves',
            plans: [hooks],
          },
        ]
      : []),
  ]
}

/** Takes all of it back. Empty where nothing of ours is there. */
export function undoOf(client: Client, around: Surroundings): Plan[] {
  const plans = [
    ...planDisconnect(client, around),
    planNoGuide(client, around),
    client.id === 'claude-code' ? planNoHooks(around) : undefined,
  ]
  return plans.filter((plan) => plan !== undefined && changes(plan)) as Plan[]
}

export interface Standing {
  readonly id: string
  readonly title: string
  /** Where its entry is, or would be. */
  readonly file: string
  readonly found: boolean
  readonly connected: boolean
  /** Why it can't be told: its file is broken. */
  readonly trouble?: string
}

/** How each client stands, those that are on this machine first. */
export function standings(around: Surroundings): Standing[] {
  const here = new Set(clientsHere(around))
  const all = clients.map((client) => ({
    id: client.id,
    title: client.title,
    file: client.spot(around).file,
    found: here.has(client),
    ...connectedIn(client, around),
  }))
  return [...all.filter(({ found }) => found), ...all.filter(({ found }) => !found)]
}

/** By whichever way: taking it out would change something. */
function connectedIn(client: Client, around: Surroundings): { connected: boolean; trouble?: string } {
  try {
    return { connected: planDisconnect(client, around).some(changes) }
  } catch (error) {
    return { connected: false, trouble: (error as Error).message }
  }
}
