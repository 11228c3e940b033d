/** Everything that is said over the link, in one place: JSON-RPC, one message per WebSocket frame. */
import type { FeedItem, Seq } from './baton.ts'
import type { ErrorCode, Role, WayName } from './words.ts'

/** Raised when an older end could misunderstand a newer one. Hello, prove and stop are the same in every protocol. */
export const linkProtocol = 1
/** The oldest that a host still speaks, so that bridges started before an update go on. */
export const oldestProtocol = 1

/** JSON-RPC error code under which a `WireFailure` travels as data. */
export const failureCode = -32050

export interface WireFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly details: Record<string, unknown>
}

/** Neither end sends the secret: each proves to know it, by an HMAC over both nonces. */
export interface Hello {
  readonly protocol: number
  readonly product: string
  /** Made once by the client's end, the same again on reconnect. */
  readonly connection: string
  /** `person` counts only once it is shown: see `Prove`. */
  readonly role: Role
  /** Of a person who will come back: the public key that the host is to know (Ed25519, SPKI, base64url). */
  readonly key?: string
  readonly client: { readonly name: string; readonly version?: string }
  readonly worktree?: string
  /** What stands at the client's end; `link` if it does not say. */
  readonly through?: WayName
  readonly nonce: string
}
export interface Welcome {
  readonly protocol: number
  readonly product: string
  readonly schema: number
  readonly nonce: string
  readonly proof: string
}

export interface Prove {
  readonly proof: string
  /** By the key of `Hello`, over both nonces. */
  readonly signature?: string
}
/** A host that knows the key takes the client for a person; otherwise whoever can read the user's own files may enrol. */
export interface Proven {
  readonly role: Role
  /** Names the file with the code that `enrol` asks for. Good once, for half a minute. */
  readonly challenge?: string
  /** The key was revoked, so there is no challenge for it. */
  readonly revoked?: true
}

export interface Stop {
  readonly keep: boolean
  /** The version of who asks, where that is newer and wants to take over: who was started by hand stays. */
  readonly newer?: string
}
export interface Stopping {
  readonly stays?: boolean
}

export interface Call {
  readonly operation: string
  readonly input: unknown
  readonly id: string
  /** Where one connection serves a client whose name it learns later (an MCP client behind a bridge). */
  readonly client?: { readonly name: string; readonly version?: string }
  /** What that client speaks: `MCP 2025-06-18`. */
  readonly protocol?: string
}

export interface HostStatus {
  readonly url: string
  readonly pid: number
  readonly version: string
  readonly protocol: number
  readonly schema: number
  readonly store: string
  readonly workspace: string | null
  readonly started_at: string
  readonly connections: number
  readonly seq: Seq
}

/** Who may come in: tokens, logins, and editors' keys. Never the token itself, which only whoever made it has seen. */
export interface TokenRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** `browser`: a login's cookie. `editor`: the key by which one shows that a person sits at it, made when it enrolled. */
  readonly kind: 'token' | 'browser' | 'editor'
  readonly created_at: string
  readonly expires_at: string | null
  /** To the hour. */
  readonly last_used: string | null
  /** Of an editor's key. Tokens that were revoked are gone. */
  readonly revoked_at?: string
}
export interface TokenWish {
  readonly name?: string
  readonly role: Role
  readonly days?: number
}

/** `through`: where the browser will see the host, if that is not its own address (an editor forwards the port). */
export interface LoginWish {
  readonly through?: string
}
/** Good once, and not for long. The code is in the fragment, which browsers keep to themselves. */
export interface LoginUrl {
  readonly url: string
  readonly expires_at: string
}

export interface Request<Params, Answer> {
  readonly method: string
  /** Only for the compiler. */
  readonly params?: Params
  readonly answer?: Answer
}
const request = <Params, Answer>(method: string): Request<Params, Answer> => ({ method })

export const link = {
  hello: request<Hello, Welcome>('baton/hello'),
  prove: request<Prove, Proven>('baton/prove'),
  enrol: request<{ readonly code: string }, { readonly role: Role }>('baton/enrol'),
  call: request<Call, Record<string, unknown>>('baton/call'),
  /** Answers at once; what happened follows as `events`. A second one replaces the first. */
  feed: request<{ since: Seq | null }, Record<string, never>>('baton/feed'),
  status: request<Record<string, never>, HostStatus>('baton/status'),
  /** Ends the host. `keep`: bridges do not start it again until a person or an editor does. */
  stop: request<Stop, Stopping>('baton/stop'),
  // For a person's connection.
  login: request<LoginWish, LoginUrl>('baton/login'),
  createToken: request<TokenWish, TokenRow & { readonly token: string }>('baton/createToken'),
  listTokens: request<Record<string, never>, { readonly tokens: readonly TokenRow[] }>('baton/listTokens'),
  revokeToken: request<{ readonly id: string }, TokenRow>('baton/revokeToken'),
  /** Lets an editor enrol again whose key was revoked. */
  allowKey: request<{ readonly id: string }, TokenRow>('baton/allowKey'),
} as const

/**
 * The Language Server Protocol's own, which the editor's language client says over the same line (sections «Lifecycle
 * Messages»). They begin and end that client's part and never the host.
 */
export const language = {
  initialize: request<unknown, LanguageServer>('initialize'),
  initialized: 'initialized',
  shutdown: request<void, null>('shutdown'),
  exit: 'exit',
} as const
export interface LanguageServer {
  readonly capabilities: Record<string, never>
  readonly serverInfo: { readonly name: string; readonly version: string }
}

/** Host to client. */
export const eventsNotification = 'baton/events'
export interface Events {
  readonly items: readonly FeedItem[]
}
