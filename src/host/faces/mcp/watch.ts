/**
 * What one session over HTTP is subscribed to, and its event stream. Both outlive the host: the subscriptions are kept
 * in the store, and each event carries the number of what happened, from which any host goes on.
 */
import type { ServerResponse } from 'node:http'
import type { Seq } from '../../../contract/baton.ts'
import { invalidParams, ProtocolError } from './protocol.ts'
import type { Registry } from './registry.ts'

/** Keeps the subscriptions of this session for the next host. */
export type Keep = (uris: readonly string[]) => Promise<void>

const most = 500
const longest = 2_000
/** A reader that has this much unread is cut off; it comes back and says where it stood. */
const unread = 1_000_000

/** Ended, by the SDK it may be, though not closed yet. */
const isOver = ({ destroyed, writableEnded }: ServerResponse) => destroyed || writableEnded

export class Watch {
  readonly #registry: Registry
  readonly #keep: Keep
  readonly #ends = new Map<string, () => void>()
  #stream: ServerResponse | undefined

  constructor(registry: Registry, keep: Keep, uris: readonly string[] = []) {
    this.#registry = registry
    this.#keep = keep
    for (const uri of uris) this.#follow(uri)
  }

  async add(uri: string): Promise<void> {
    if (this.#ends.has(uri)) return
    if (uri.length > longest || this.#ends.size >= most)
      throw new ProtocolError(invalidParams, `A session may follow ${most} resources, each of ${longest} characters.`)
    this.#follow(uri)
    await this.#keep([...this.#ends.keys()])
  }

  async remove(uri: string): Promise<void> {
    const end = this.#ends.get(uri)
    if (!end) return
    end()
    this.#ends.delete(uri)
    await this.#keep([...this.#ends.keys()])
  }

  /** `stream` is open, its headers sent. Tells what its reader missed since the event it saw last. */
  async stands(stream: ServerResponse, lastEventId: string | undefined, revision: string): Promise<void> {
    this.#stream = stream
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = undefined
    })
    const here = await this.#registry.position()
    if (lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)) {
      const missed = await this.#registry.missed([...this.#ends.keys()], Number(lastEventId), here)
      for (const { uri, seq } of missed) this.#tell(uri, seq)
    }
    // From here one can go on, even if nothing happens. Clients before 2025-11-25 stumble over an event without data.
    if (!isOver(stream)) stream.write(revision >= '2025-11-25' ? `id: ${here}\ndata: \n\n` : `id: ${here}\n\n`)
  }

  close(): void {
    for (const end of this.#ends.values()) end()
    this.#ends.clear()
  }

  #follow(uri: string): void {
    this.#ends.set(
      uri,
      this.#registry.subscribe(uri, (changed, seq) => this.#tell(changed, seq)),
    )
  }

  #tell(uri: string, seq: Seq): void {
    const stream = this.#stream
    if (!stream?.headersSent || isOver(stream)) return
    const data = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } })
    stream.write(`id: ${seq}\nevent: message\ndata: ${data}\n\n`)
    if (stream.writableLength > unread) stream.destroy()
  }
}
