/** What is measured: every client does one piece of work after the other. */
export interface Contender {
  /** One function per client; each call is one piece of work. */
  clients: (() => Promise<unknown>)[]
  /** Called before each round, outside the measured time; how many pieces of work there are at most. */
  prepare?: () => Promise<number>
}

export interface Pace {
  rounds: number
  /** How long a round lasts for each contender. */
  milliseconds: number
}

export interface Measured {
  perSecond: number
  /** Milliseconds that one piece of work took, over all rounds. */
  p50: number
  p99: number
}

/**
 * Alternates between the contenders, so that whatever else the machine does meets all of them alike; the rate is the
 * median of the rounds. Files and caches are warmed up first.
 */
export async function race<Name extends string>(
  contenders: Record<Name, Contender>,
  { rounds, milliseconds }: Pace,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(contenders) as Name[]
  for (const name of names) await round(contenders[name], milliseconds)
  const results = Object.fromEntries(names.map((name) => [name, [] as Round[]])) as Record<Name, Round[]>
  for (let i = 0; i < rounds; i++)
    for (const name of names) results[name].push(await round(contenders[name], milliseconds))
  return Object.fromEntries(names.map((name) => [name, summary(results[name])])) as Record<Name, Measured>
}

interface Round {
  perSecond: number
  latencies: number[]
}

async function round({ clients, prepare }: Contender, milliseconds: number): Promise<Round> {
  let left = (await prepare?.()) ?? Number.POSITIVE_INFINITY
  const latencies: number[] = []
  const start = performance.now()
  const end = start + milliseconds
  await Promise.all(
    clients.map(async (work) => {
      for (let now = start; now < end && left-- > 0; ) {
        await work()
        const done = performance.now()
        latencies.push(done - now)
        now = done
      }
    }),
  )
  return { perSecond: (latencies.length / (performance.now() - start)) * 1000, latencies }
}

const summary = (rounds: Round[]): Measured => {
  const latencies = rounds.flatMap((r) => r.latencies)
  return {
    perSecond: median(rounds.map((r) => r.perSecond)),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}

export const median = (values: number[]): number => quantile(values, 0.5)

export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
