/** A host, put together: elected, opened, listening, and in the end closed. Nothing is decided here. */
import { randomBytes } from 'node:crypto'
import type { HostStatus } from '../contract/link.ts'
import { linkProtocol } from '../contract/link.ts'
import { nearest } from '../contract/nearest.ts'
import { operationNamed } from '../contract/operations/index.ts'
import type { HostRecord, Place } from '../contract/places.ts'
import { makeBaton } from '../core/baton.ts'
import { TaskError } from '../core/error.ts'
import type { Kept } from '../core/keeping.ts'
import { Presence } from '../core/presence.ts'
import { answers, takeoverAfter } from '../reach/liveness.ts'
import { accessFile, readRecord, storeKey, writeRecord } from '../reach/records.ts'
import { loadClock, saveClock } from '../store/sql/clock.ts'
import { sessionNotes } from '../store/sql/sessions.ts'
import type { Files } from '../store/sqljs/files.ts'
import { isHere } from '../store/sqljs/process.ts'
import { makeBeat } from './beat.ts'
import { logChannel } from './channels/log.ts'
import { makeClients } from './clients.ts'
import { type ClockSources, hostClock } from './clock.ts'
import { restFace } from './faces/http/face.ts'
import { makeGuard } from './faces/http/guard.ts'
import { makeLogins } from './faces/http/logins.ts'
import { makeTokens } from './faces/http/tokens.ts'
import { mcpOverHttp } from './faces/mcp/http.ts'
import { makeRegistry } from './faces/mcp/registry.ts'
import { whyHeld } from './held.ts'
import { idleWatch } from './idle.ts'
import { ids } from './ids.ts'
import { linkServer } from './link.ts'
import type { Log } from './log.ts'
import { makePeople } from './people.ts'
import { listenSomewhere } from './port.ts'
import { makeServer } from './server.ts'
import { makeShelf } from './shelf.ts'
import { type OpenStore, openStore, schema } from './store.ts'
import { makeWitness } from './witness.ts'

export interface ServeOptions {
  readonly place: Place
  readonly product: string
  readonly log: Log
  /** Asked for by whoever typed it. */
  readonly port?: number | undefined
  readonly address?: string | undefined
  readonly token?: string | undefined
  readonly hosts?: readonly string[] | undefined
  /** Started by a client rather than a person: ends when nobody needs it. */
  readonly leaveWhenIdle?: boolean | undefined
  /** Milliseconds without an answer after which another host's place is taken. */
  readonly takeoverAfter?: number
  /** Other file calls than the system's. */
  readonly files?: Files
  /** Other clocks than the machine's. */
  readonly clocks?: ClockSources
  /** Milliseconds between two looks at what time alone changes: a second, unless clocks run faster. */
  readonly beat?: number
  /** How long what is kept, other than usual. */
  readonly kept?: Kept
}

export interface Host {
  readonly record: HostRecord
  /** Resolves when the host has ended, with the reason if it had to. */
  readonly ended: Promise<Error | undefined>
  /** Whether another took over. */
  superseded(): boolean
  stop(how?: 'idle' | 'by_person'): Promise<void>
}

export interface Held {
  readonly why: string
  /** Its address will not become known here, so it is of no use to wait. */
  readonly elsewhere: boolean
}

/** Resolves with why it can't be where another host has the store. Rejects with a refusal that says what to do. */
export async function serve(options: ServeOptions): Promise<Host | Held> {
  const { place } = options
  mustBeSafe(options)
  const opened = await openOrSupersede(options)
  if ('heldBy' in opened) {
    const why = whyHeld(opened.heldBy, readRecord(place.database), place.database)
    return { why, elsewhere: !isHere(opened.heldBy) }
  }
  try {
    return await run(options, opened)
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** A host needs a moment between its election and its address, and when it leaves. */
const patience = 5_000

async function openOnceSettled(place: Place, product: string, files: Files | undefined) {
  const until = performance.now() + patience
  for (;;) {
    const opened = await openStore(place, product, { files })
    if (!('heldBy' in opened) || !isHere(opened.heldBy) || performance.now() > until) return opened
    const record = readRecord(place.database)
    if (record?.pid === opened.heldBy.pid && !record.stopped) return opened
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A host that lives but does not answer is superseded, if it could be asked and where it is known to be of no harm. */
async function openOrSupersede({ place, product, log, files, takeoverAfter: wait = takeoverAfter() }: ServeOptions) {
  const opened = await openOnceSettled(place, product, files)
  if (!('heldBy' in opened)) return opened
  const { heldBy } = opened
  const record = readRecord(place.database)
  if (record?.pid !== heldBy.pid || !isHere(heldBy) || !heldBy.serving) return opened
  if (await answers(record, wait)) return opened
  log.warn('taking over from a host that does not answer', { pid: heldBy.pid, generation: heldBy.generation })
  return openStore(place, product, { files, silent: heldBy.generation })
}

async function run(options: ServeOptions, opened: OpenStore): Promise<Host> {
  const { place, product, log, port: asked, address = '127.0.0.1', token, hosts, leaveWhenIdle, clocks } = options
  const { store, database } = opened
  const { superseded } = opened.generation
  const complain = (what: string, error: unknown) => log.error(what, { error })
  const clock = await hostClock({ load: () => loadClock(database), save: (at) => saveClock(database, at) }, clocks)
  const presence = new Presence(clock.now().awake)
  const channels = new Map([['log', logChannel(log)]])
  const shelf = makeShelf({ folder: place.artifacts, workspace: place.workspace })
  const clients = makeClients(() => clock.now())
  const baton = makeBaton({
    operations: operationNamed,
    nearest,
    store,
    clock,
    presence,
    ids,
    shelf,
    channels,
    clients,
    complain,
  })

  const kept = readRecord(place.database)
  const secret = token ?? kept?.token ?? randomBytes(32).toString('base64url')
  const witness = makeWitness({ store, clock, workspace: place.workspace, complain })
  const opens = (connection: string, worktree?: string) => {
    presence.opened(connection, clock.now().awake)
    witness.opened(connection, worktree)
  }
  const closes = (connection: string) => {
    presence.closed(connection, clock.now().awake)
    witness.closed(connection)
  }
  const idle = idleWatch()
  let port = 0
  const started_at = new Date().toISOString()
  const status = async (): Promise<HostStatus> => ({
    url: urlOf(address, port),
    pid: process.pid,
    version: product,
    protocol: linkProtocol,
    schema,
    store: place.database,
    workspace: place.workspace,
    started_at,
    connections: link.connections(),
    seq: (await store.read((tx) => tx.eventRange())).last,
  })
  const tokens = makeTokens(accessFile(place.database), storeKey(place.database))
  const logins = makeLogins(tokens)
  const people = makePeople({ database: place.database, complain })
  const link = linkServer({
    baton,
    people,
    clients,
    tokens,
    invite: (wish, name) => logins.invite(wish, name, urlOf(address, port)),
    secret,
    product,
    schema,
    opened: opens,
    closed: closes,
    status,
    stop(keep, newer) {
      if (newer !== undefined) {
        log.info('a newer client asks for its own host', { newer, product, stays: !leaveWhenIdle })
        if (!leaveWhenIdle) return false
      }
      // Once the answer is out.
      setImmediate(() => void stop(newer !== undefined ? 'for_newer' : keep ? 'by_person' : 'idle', newer))
      return true
    },
    complain,
  })
  const mcp = mcpOverHttp({
    registry: makeRegistry({ baton, product: { name: 'baton', title: 'Baton', version: product } }),
    secret,
    presence: { opened: opens, closed: closes },
    clients,
    notes: sessionNotes(database, () => clock.now().wall),
    now: () => clock.now().awake,
  })
  const rest = restFace({ baton, shelf, product: { name: 'Baton', version: product }, log, tokens, logins, clients })
  const guard = makeGuard({ token: secret, hosts, port: () => port, tokens })
  const server = makeServer({
    guard,
    entered: (res, { by }) => by && tokens.standing.enter(by.id, res),
    mcp,
    rest,
    link: link.upgrade,
    heard: idle.heard,
    complain,
  })
  port = await listenSomewhere(server, { asked, kept: kept?.port, address })

  const record: HostRecord = {
    url: urlOf(address, port),
    port,
    token: secret,
    pid: process.pid,
    product,
    protocol: linkProtocol,
    database: place.database,
    started_at,
  }
  writeRecord(record)
  log.info('listening', { url: record.url, store: place.database, generation: opened.generation.number })

  /** A host that was asleep when we took over may have written its own over ours as it woke. */
  const keepRecord = () => {
    if (!stopping && !superseded() && readRecord(place.database)?.pid !== process.pid) writeRecord(record)
  }
  const beat = makeBeat({ clock, store, presence, ids, kept: options.kept })
  let beats = 0
  const timer = setInterval(async () => {
    try {
      await beat()
      if (++beats % 5 === 0) keepRecord()
      if (leaveWhenIdle && idle.isOver(link.connections())) void stop('idle')
    } catch (error) {
      complain('tick', error)
    }
  }, options.beat ?? 1_000)

  let stopping: Promise<void> | undefined
  let end: (reason: Error | undefined) => void = () => {}
  const ended = new Promise<Error | undefined>((resolve) => {
    end = resolve
  })
  /** What was asked before has its answer, and that is on its way. */
  async function answered(): Promise<void> {
    await database.read(async () => {}).catch(() => {})
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  function stop(how: NonNullable<HostRecord['stopped']> = 'idle', newer?: string): Promise<void> {
    const left: HostRecord = { ...record, stopped: how, ...(newer !== undefined && { room_for: newer }) }
    stopping ??= (async () => {
      clearInterval(timer)
      await witness.close()
      // Said before anybody is cut off: they would start the next host at once.
      if (how !== 'idle' && !superseded()) writeRecord(left)
      server.close()
      await answered()
      link.close()
      people.close()
      server.closeAllConnections()
      await clock.persist().catch(() => {})
      await opened.close()
      if (!superseded()) writeRecord(left)
      log.info('stopped', { how })
      end(undefined)
    })()
    return stopping
  }
  void database.lost.then((reason) => {
    // Nothing more can be acknowledged. Whoever calls next starts a host that reads the file afresh.
    if (superseded())
      log.warn('superseded while it did not answer, so it ends', { generation: opened.generation.number })
    else complain('store lost', reason)
    clearInterval(timer)
    void witness.close()
    link.close()
    server.close()
    server.closeAllConnections()
    end(reason)
  })
  return { record, ended, superseded, stop }
}

const urlOf = (address: string, port: number) =>
  `http://${address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address}:${port}/`

/** Whoever hears one proof of the link can try words on it for as long as it likes, without asking us again. */
const shortest = 32

/** Others could come in by the network: then a token must have been chosen on purpose. */
function mustBeSafe({ address = '127.0.0.1', token }: ServeOptions): void {
  if (token !== undefined && token.length < shortest) {
    const message = `BATON_TOKEN has ${token.length} characters, which is few enough to be guessed. Set it to ${shortest} or more random ones (openssl rand -hex 32 makes 64), or leave it out: Baton makes its own.`
    throw new TaskError('invalid_input', message, { field: 'BATON_TOKEN' })
  }
  if (['127.0.0.1', 'localhost', '::1'].includes(address) || token) return
  throw new TaskError(
    'invalid_input',
    `--bind ${address} lets other machines in. Set BATON_TOKEN to a secret of your own first, such as openssl rand -hex 32 makes.`,
    { address },
  )
}
