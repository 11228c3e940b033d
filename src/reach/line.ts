/** One line to a host, opened and proven. It lasts as long as its socket; who heals it is link.ts. */
import { createMessageConnection, ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node'
import { WebSocket } from 'ws'
import type { Caller } from '../contract/baton.ts'
import {
  type Hello,
  link,
  linkProtocol,
  type Prove,
  type Proven,
  type Stop,
  type Stopping,
  type Welcome,
} from '../contract/link.ts'
import type { HostRecord } from '../contract/places.ts'
import type { Role, WayName } from '../contract/words.ts'
import { failure } from './failure.ts'
import { takeoverAfter } from './liveness.ts'
import { type PersonKey, statement } from './person.ts'
import { isSame, nonce, proofOf } from './proof.ts'
import { keepPulse } from './pulse.ts'
import { connectionOver, type Transports, transportsOver } from './socket.ts'
import { isNewer } from './version.ts'

export interface Line {
  sendRequest<Answer>(method: string, params: unknown): Promise<Answer>
  onNotification<Params>(method: string, handler: (params: Params) => void): { dispose(): void }
  /** Resolves when it is gone, and then its requests in flight have been rejected. */
  readonly closed: Promise<void>
  end(): void
}

/** Takes over a socket whose ends have proven themselves. */
export type Speaker = (transports: Transports) => Promise<Line>

/** JSON-RPC and nothing else. */
export const plainly: Speaker = async ({ reader, writer }) => {
  const rpc = createMessageConnection(reader, writer)
  const closed = new Promise<void>((resolve) => {
    rpc.onClose(() => {
      rpc.dispose()
      resolve()
    })
  })
  rpc.onError(() => {})
  rpc.listen()
  return {
    sendRequest: (method, params) => rpc.sendRequest(method, params),
    onNotification: (method, handler) => rpc.onNotification(method, handler),
    closed,
    end: () => rpc.end(),
  }
}

export interface Introduction {
  readonly role: Role
  readonly client: Caller['client']
  readonly product: string
  /** Made once and shown again on every line. */
  readonly connection: string
  readonly worktree?: string
  /** What stands at this end. */
  readonly through?: WayName
  /** Of a person who will come back. */
  readonly key?: PersonKey
  /** Whether a host of an older version shall make room for one of ours, which can be started. */
  readonly replaces?: () => boolean
  /** Reads the code of a challenge. Throws, with the reason, where this process can't. */
  readonly readCode?: (name: string) => string
}

export interface Opened {
  readonly line: Line
  /** Why who says to be a person is not taken for one. */
  readonly doubt: string | undefined
}

export async function openLine(
  { url, token }: Pick<HostRecord, 'url' | 'token'>,
  introduction: Introduction,
  speak: Speaker,
): Promise<Opened> {
  const socket = await connect(url)
  try {
    const doubt = await prove(socket, url, token, introduction)
    return { line: await speak(transportsOver(socket)), doubt }
  } catch (error) {
    socket.close()
    throw error
  }
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(new URL('link', url.replace(/^http/, 'ws')), {
    perMessageDeflate: false,
    handshakeTimeout: takeoverAfter() / 2,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', reject)
  })
  keepPulse(socket)
  return socket
}

async function prove(
  socket: WebSocket,
  url: string,
  token: string,
  { key, readCode, replaces, ...introduction }: Introduction,
): Promise<string | undefined> {
  const rpc = connectionOver(socket)
  rpc.onClose(() => rpc.dispose())
  rpc.onError(() => {})
  rpc.listen()
  const ours = nonce()
  const hello: Hello = { protocol: linkProtocol, ...introduction, ...(key && { key: key.public }), nonce: ours }
  const welcome = await rpc.sendRequest<Welcome>(link.hello.method, hello)
  const older = isNewer(introduction.product, welcome.product)
  if (welcome.protocol !== linkProtocol && !older) throw misfit(introduction.product, welcome.product, 'your client')
  if (!isSame(welcome.proof, proofOf(token, 'host', welcome.nonce, ours)))
    throw failure('unavailable', `What listens at ${url} is not Baton for this folder. Run "baton doctor".`)
  const signature = key?.sign(statement(introduction.connection, ours, welcome.nonce))
  const proof: Prove = { proof: proofOf(token, 'client', ours, welcome.nonce), ...(signature && { signature }) }
  const proven = await rpc.sendRequest<Proven>(link.prove.method, proof)
  if (older && replaces?.()) {
    const stop: Stop = { keep: false, newer: introduction.product }
    if (!(await rpc.sendRequest<Stopping>(link.stop.method, stop)).stays) throw new MakesRoom()
  }
  if (welcome.protocol !== linkProtocol) throw misfit(introduction.product, welcome.product, 'the server')
  const doubt =
    introduction.role === 'person' && proven.role === 'agent' ? await enrol(rpc, proven, readCode) : undefined
  // The socket stays for whoever speaks next.
  rpc.dispose()
  return doubt
}

/** The host was an older version, and leaves for one of ours. */
export class MakesRoom extends Error {}

const misfit = (ours: string, theirs: string, what: string) =>
  failure(
    'unavailable',
    `Baton ${theirs} runs here, and this is ${ours}; they do not fit. Restart ${what} so that both are the same.`,
  )

/** Resolves with the reason where it comes to nothing: an agent can do without. */
async function enrol(
  rpc: MessageConnection,
  { challenge, revoked }: Proven,
  readCode: Introduction['readCode'],
): Promise<string | undefined> {
  if (revoked)
    return 'its key was revoked. "baton token list" in a terminal shows it, "baton token allow" lets it in again'
  if (!readCode) return 'it runs on another machine. Use the editor or a terminal there'
  if (challenge === undefined) return 'it could not ask for a proof. Try again in a minute; its log says more'
  try {
    await rpc.sendRequest(link.enrol.method, { code: readCode(challenge) })
    return undefined
  } catch (error) {
    if (isLost(error) && !isFileError(error)) throw error
    return `the proof that it left for you did not work (${(error as Error).message}). Use an account that may read it`
  }
}

const isFileError = (error: unknown) => (error as NodeJS.ErrnoException).syscall !== undefined

/** The other end is not there (any more): nothing was answered, so the same may be sent again. */
export function isLost(error: unknown): boolean {
  if (error instanceof ResponseError)
    return error.code === ErrorCodes.PendingResponseRejected || error.code === ErrorCodes.ConnectionInactive
  const { code, message = '' } = error as { code?: unknown; message?: string }
  return (
    (typeof code === 'string' && /^E[A-Z]+$/.test(code)) ||
    typeof code === 'number' ||
    /socket hang up|closed|disposed|handshake/i.test(message)
  )
}
