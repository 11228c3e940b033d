import { Inbox, type Message } from './inbox.ts'
import { readEvents } from './sse.ts'

export interface RawAnswer {
  status: number
  headers: Headers
  /** The body's JSON-RPC messages, whether they came as JSON or as an event stream; none where it is neither. */
  messages: Message[]
  text: string
}

const accept = 'application/json, text/event-stream'
const json = (body: string | Message | Message[]) => (typeof body === 'string' ? body : JSON.stringify(body))
const bearer = (token?: string) => (token === undefined ? {} : { authorization: `Bearer ${token}` })

/** POST /mcp by hand: bodies go out as they stand, and the session that initialize returned is shown again. */
export class RawHttp {
  session: string | undefined
  readonly #url: string
  readonly #headers: Record<string, string>

  constructor(url: string, token?: string) {
    this.#url = url
    this.#headers = { 'content-type': 'application/json', accept, ...bearer(token) }
  }

  /** `headers` are added to the usual ones or stand in their place; '' leaves one out. */
  async post(body: string | Message | Message[], headers: Record<string, string> = {}): Promise<RawAnswer> {
    const session = this.session === undefined ? {} : { 'mcp-session-id': this.session }
    const given = Object.entries({ ...this.#headers, ...session, ...headers }).filter(([, value]) => value !== '')
    const response = await fetch(this.#url, { method: 'POST', headers: given as [string, string][], body: json(body) })
    this.session = response.headers.get('mcp-session-id') ?? this.session
    const text = await response.text()
    return { status: response.status, headers: response.headers, messages: await messagesIn(text), text }
  }

  /** Sends a request and takes the answer with its id. */
  async ask(message: string | Message): Promise<Message> {
    const { id } = typeof message === 'string' ? (JSON.parse(message) as Message) : message
    const { messages, status, text } = await this.post(message)
    const answer = messages.find((m) => m.id === id && m.method === undefined)
    if (!answer) throw new Error(`no answer to request ${id}, but ${status}: ${text.slice(0, 500)}`)
    return answer
  }
}

async function messagesIn(text: string): Promise<Message[]> {
  const bodies: string[] = []
  if (/^\s*[[{]/.test(text)) bodies.push(text)
  else for await (const event of readEvents(once(Buffer.from(`${text}\n\n`)))) if (event.data) bodies.push(event.data)
  return bodies.flatMap((body) => {
    try {
      return [JSON.parse(body) as Message].flat()
    } catch {
      return []
    }
  })
}

async function* once<T>(value: T) {
  yield value
}

/** The transport before 2025-03-26: answers come on GET /sse, requests go where its first event says. */
export interface LegacySse {
  /** Where requests are posted: the address that the server announced. */
  readonly endpoint: string
  readonly inbox: Inbox
  post(body: string | Message, to?: string): Promise<{ status: number; text: string }>
  ask(message: Message): Promise<Message>
  close(): void
}

/** `url` ends in /sse. */
export async function openLegacySse(url: string, token?: string): Promise<LegacySse> {
  const abort = new AbortController()
  const headers = { accept: 'text/event-stream', ...bearer(token) }
  const stream = await fetch(url, { headers, signal: abort.signal })
  if (!stream.ok || !stream.body) throw new Error(`GET ${url} answered ${stream.status}: ${await stream.text()}`)
  const events = readEvents(stream.body)
  const first = (await events.next()).value
  if (first?.event !== 'endpoint') throw new Error(`the first event was not the endpoint but ${JSON.stringify(first)}`)
  const endpoint = new URL(first.data, url).href
  const inbox = new Inbox()
  const listen = async () => {
    for await (const { data } of events) inbox.push(JSON.parse(data))
  }
  listen().then(
    () => inbox.close(new Error('the server ended the stream')),
    (error: Error) => inbox.close(error),
  )
  const post: LegacySse['post'] = async (body, to = endpoint) => {
    const sent = { 'content-type': 'application/json', ...bearer(token) }
    const response = await fetch(to, { method: 'POST', headers: sent, body: json(body) })
    return { status: response.status, text: await response.text() }
  }
  return {
    endpoint,
    inbox,
    post,
    async ask(message) {
      const { id } = message
      if (id === undefined || id === null) throw new Error('only a request with an id gets an answer')
      const { status, text } = await post(message)
      if (status >= 400) throw new Error(`POST ${endpoint} answered ${status}: ${text}`)
      return inbox.answer(id)
    },
    close: () => abort.abort(),
  }
}
