/**
 * JSON-RPC over a WebSocket, a message a frame. vscode-jsonrpc's own framing writes header and body apart, which was
 * an eighth of the host's time under load.
 */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node'
import type { WebSocket } from 'ws'

export interface Transports {
  readonly reader: MessageReader
  readonly writer: MessageWriter
}

/** One user at a time: disposing of both leaves the socket to the next. */
export const transportsOver = (socket: WebSocket): Transports => ({
  reader: new SocketReader(socket),
  writer: new SocketWriter(socket),
})

export function connectionOver(socket: WebSocket): MessageConnection {
  const { reader, writer } = transportsOver(socket)
  return createMessageConnection(reader, writer)
}

class SocketReader extends AbstractMessageReader {
  private readonly socket: WebSocket
  private readonly failed = (error: Error) => this.fireError(error)
  private readonly ended = () => this.fireClose()
  private heard: ((data: Buffer) => void) | undefined

  constructor(socket: WebSocket) {
    super()
    this.socket = socket
    socket.on('error', this.failed)
    socket.on('close', this.ended)
  }

  listen(callback: DataCallback): Disposable {
    this.heard = (data: Buffer) => {
      try {
        callback(JSON.parse(data.toString('utf8')) as Message)
      } catch (error) {
        this.fireError(error instanceof Error ? error : new Error(String(error)))
      }
    }
    this.socket.on('message', this.heard)
    return this
  }

  override dispose(): void {
    super.dispose()
    this.socket.off('close', this.ended)
    this.socket.off('error', this.failed)
    if (this.heard) this.socket.off('message', this.heard)
  }
}

class SocketWriter extends AbstractMessageWriter {
  private readonly socket: WebSocket
  private readonly ended = () => this.fireClose()

  constructor(socket: WebSocket) {
    super()
    this.socket = socket
    socket.on('close', this.ended)
  }

  async write(message: Message): Promise<void> {
    // A closed socket is told by 'close'; the request that is lost with it is sent again by whoever made it.
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message))
  }

  end(): void {
    this.socket.close()
  }

  override dispose(): void {
    super.dispose()
    this.socket.off('close', this.ended)
  }
}
