/** Who is connected, for people to look at: noted as clients come, call and leave. It decides nothing. */
import type { Caller } from '../contract/baton.ts'
import { type Awake, type Moment, minutes, rfc3339 } from '../core/clock.ts'
import type { ClientSeen, Clients } from '../core/ports.ts'

export interface Register extends Clients {
  /** It said who it is. Nothing says yet that it stays. */
  came(caller: Caller): void
  /** A line or a stream of its stands; there may be several. */
  opened(caller: Caller): void
  closed(caller: Caller): void
}

interface Entry {
  caller: Caller
  agent: string | undefined
  readonly since: Moment
  called: Moment | undefined
  left: Moment | undefined
  open: number
  /** Calls in each of the last parts of a minute, and the number of the latest of these parts. */
  readonly calls: number[]
  part: number
}

const parts = 12
const partOf = ({ awake }: Moment) => Math.floor((awake * parts) / minutes(1))
/** One of which nothing stands open is taken for gone when it has been silent for so long. */
const silence = minutes(10)
const keptFor = minutes(60)
const most = 200

export function makeClients(now: () => Moment): Register {
  const entries = new Map<string, Entry>()

  function entryOf(caller: Caller): Entry {
    const key = keyOf(caller)
    let entry = entries.get(key)
    if (entry) {
      entry.caller = caller
      return entry
    }
    if (entries.size >= most) forgetOne()
    const since = now()
    entry = {
      caller,
      agent: undefined,
      since,
      called: undefined,
      left: undefined,
      open: 0,
      calls: new Array(parts).fill(0),
      part: partOf(since),
    }
    entries.set(key, entry)
    return entry
  }

  const isGone = (entry: Entry) =>
    entry.open === 0 && (entry.left !== undefined || now().awake - lastSign(entry) > silence)

  /** The one that has given no sign for longest, of those that have nothing open if there are any. */
  function forgetOne(): void {
    const [oldest] = [...entries].sort(
      ([, a], [, b]) => Number(a.open > 0) - Number(b.open > 0) || lastSign(a) - lastSign(b),
    )
    if (oldest) entries.delete(oldest[0])
  }

  return {
    came(caller) {
      entryOf(caller).left = undefined
    },
    opened(caller) {
      const entry = entryOf(caller)
      entry.open++
      entry.left = undefined
    },
    closed(caller) {
      const entry = entries.get(keyOf(caller))
      if (!entry) return
      entry.open = Math.max(0, entry.open - 1)
      if (entry.open === 0) entry.left = now()
    },
    called(caller, name) {
      const entry = entryOf(caller)
      const at = now()
      advance(entry, partOf(at))
      entry.calls[entry.part % parts] = (entry.calls[entry.part % parts] ?? 0) + 1
      entry.called = at
      entry.left = undefined
      entry.agent = name
    },
    list() {
      const at = now()
      for (const [key, entry] of entries) if (isGone(entry) && at.awake - lastSign(entry) > keptFor) entries.delete(key)
      const all = [...entries.values()].map((entry) => ({ entry, gone: isGone(entry) }))
      all.sort((a, b) => Number(a.gone) - Number(b.gone) || lastSign(b.entry) - lastSign(a.entry))
      return all.map(({ entry, gone }) => seen(entry, gone, at))
    },
  }
}

const lastSign = ({ called, left, since }: Entry): Awake => Math.max((called ?? since).awake, (left ?? since).awake)

/** What comes without a session is told apart by the login or token that was shown, and by name. */
const keyOf = ({ connection, stateless, client, way }: Caller) =>
  stateless ? `${connection}\n${way?.id ?? ''}\n${client.name}` : connection

/** The parts that have passed since the last call begin at nothing. */
function advance(entry: Entry, to: number): void {
  const steps = Math.min(parts, to - entry.part)
  for (let step = 1; step <= steps; step++) entry.calls[(to - steps + step) % parts] = 0
  entry.part = to
}

function seen(entry: Entry, gone: boolean, at: Moment): ClientSeen {
  const { caller, agent, since, called, calls } = entry
  advance(entry, partOf(at))
  const { name, version } = caller.client
  return {
    name,
    ...(version !== undefined && { version }),
    protocol: caller.way?.protocol ?? 'link',
    through: caller.way?.through ?? 'link',
    role: caller.role,
    ...(agent !== undefined && { agent }),
    connected_at: rfc3339(since.wall),
    ...(called !== undefined && { last_call_at: rfc3339(called.wall) }),
    calls_last_minute: calls.reduce((sum, count) => sum + count, 0),
    ...(gone && { gone }),
  }
}
